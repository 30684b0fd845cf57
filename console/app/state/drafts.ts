import { signal, type Signal } from '@preact/signals';

export type IncidentStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved';
export type ComponentStatus = 'operational' | 'under_maintenance' | 'degraded_performance' | 'partial_outage' | 'major_outage';

/** What somebody is writing: of a new incident, or the next update of one that is there. */
export interface Draft {
  /** Names the request, however often it is sent and wherever it arrives; another one once it has been published. */
  key: string;
  title: string;
  /** The title is the one that we made of what is chosen: it follows the choice. */
  isTitleOurs: boolean;
  body: string;
  status: IncidentStatus;
  components: Record<string, ComponentStatus>;
  notify: boolean;
  /** Until when the next update is promised: in so many minutes, or at a time as the field of the browser says it. */
  nextIn: number;
  nextAt: string;
  /** In the past, for who writes down what is over: as the field of the browser says it, in the browser's own zone. */
  startedAt: string;
  resolvedAt: string;
  /** When it is to be published, the same way; empty: at once. */
  publishAt: string;
  savedAt: number;
}

export interface Drafts {
  /** `about`: an incident, or `new`. `first`: what a draft says in which nobody has written yet. */
  open(page: string, about: string, first?: Pick<Draft, 'status'>): Signal<Draft>;
  /** Kept at once: a tab may be gone a moment later. */
  change(page: string, about: string, to: Partial<Draft>): void;
  /** Published: what is written next is another one. Whether subscribers are told, and how soon there is more, stays as it was said last. */
  published(page: string, about: string): void;
  discard(page: string, about: string): void;
  isBegun(page: string, about: string): boolean;
}

export interface DraftsOptions {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  newKey(): string;
  now(): number;
}

const prefix = 'pharos draft ';
const nameOf = (page: string, about: string) => `${prefix}${page} ${about}`;
// Nobody goes on with what was written a season ago; without an end a browser would keep one for each incident that ever was.
const keptMs = 90 * 86_400_000;

/** Kept in this browser: what is typed outlives a crash of the tab and of every region. */
export function createDrafts({ storage, newKey, now }: DraftsOptions): Drafts {
  const open = new Map<string, Signal<Draft>>();
  const empty = (notify = true): Draft => ({
    key: newKey(),
    title: '',
    isTitleOurs: true,
    body: '',
    status: 'investigating',
    components: {},
    notify,
    nextIn: 0,
    nextAt: '',
    startedAt: '',
    resolvedAt: '',
    publishAt: '',
    savedAt: now(),
  });
  const stored = (name: string): Draft | undefined => {
    try {
      const text = storage.getItem(name);
      return text === null ? undefined : { ...empty(), ...(JSON.parse(text) as Partial<Draft>) };
    } catch {
      return undefined; // of a version of ours that wrote them otherwise, or not ours
    }
  };
  forgetOld(storage, now(), (name) => stored(name)?.savedAt ?? 0);
  const draft = (page: string, about: string, first?: Pick<Draft, 'status'>): Signal<Draft> => {
    const name = nameOf(page, about);
    const known = open.get(name) ?? signal(stored(name) ?? { ...empty(), ...first });
    open.set(name, known);
    return known;
  };
  const set = (page: string, about: string, written: Draft) => {
    const to = { ...written, savedAt: now() };
    draft(page, about).value = to;
    try {
      storage.setItem(nameOf(page, about), JSON.stringify(to));
    } catch {
      // The browser keeps nothing for us: the tab still does.
    }
  };
  return {
    open: draft,
    change: (page, about, to) => set(page, about, { ...draft(page, about).value, ...to }),
    published: (page, about) => {
      const { status, notify, nextIn } = draft(page, about).value;
      set(page, about, about === 'new' ? empty() : { ...empty(notify), status, nextIn });
    },
    discard: (page, about) => {
      draft(page, about).value = empty();
      storage.removeItem(nameOf(page, about));
    },
    isBegun: (page, about) => {
      const { body, title, isTitleOurs, components } = draft(page, about).value;
      return body !== '' || (title !== '' && !isTitleOurs) || Object.keys(components).length > 0;
    },
  };
}

function forgetOld(storage: DraftsOptions['storage'], now: number, savedAt: (name: string) => number): void {
  const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter((name) => name.startsWith(prefix));
  for (const name of names) if (now - savedAt(name) > keptMs) storage.removeItem(name);
}
