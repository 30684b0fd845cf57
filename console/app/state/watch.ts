import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer, Api } from '../api/api.ts';
import type { RegionDoor, Regions } from '../api/regions.ts';
import { Refusal } from '../api/refusal.ts';

export type View = Answer<'GET /v1/pages/{page}/view'>;

/** How a region looks from this browser. */
export interface RegionState {
  door: RegionDoor;
  isThere: boolean;
  version: string | undefined;
  tookMs: number;
  /** Since when it has had another version than the one that is spoken to. */
  behindSince: number | undefined;
}

export interface Watch {
  view: ReadonlySignal<View | undefined>;
  regions: ReadonlySignal<RegionState[]>;
  /** A sentence, where the page cannot be read. */
  trouble: ReadonlySignal<string | undefined>;
  /** Now, and not when it is due. */
  look(): Promise<void>;
  /** Which regions show this update. */
  showing(incident: string, update: string): Promise<RegionDoor[]>;
  stop(): void;
}

export interface WatchOptions {
  api: Api;
  regions: Regions;
  page: string;
  now(): number;
  isVisible(): boolean;
  later(work: () => void, ms: number): () => void;
}

// An answer from memory each time, for one person: what a visitor's stream does for thousands is not needed here.
const lookEachMs = 2_000;

/** Looks at one page in all regions, again and again: what it says, and whether they agree. */
export function watchPage({ api, regions, page, now, isVisible, later }: WatchOptions): Watch {
  const view = signal<View>();
  const states = signal<RegionState[]>([]);
  const trouble = signal<string>();
  let isStopped = false;
  const seen = new Map<RegionDoor, RegionState>();

  const tell = () => {
    const here = seen.get(regions.here());
    states.value = regions.all().flatMap((door) => {
      const state = seen.get(door);
      if (!state) return [];
      const isBehind = state.isThere && here?.isThere === true && state.version !== here.version;
      const behindSince = isBehind ? (state.behindSince ?? now()) : undefined;
      seen.set(door, { ...state, behindSince });
      return [{ ...state, behindSince }];
    });
  };

  const readView = async (door: RegionDoor) => {
    const { value } = await api.askIn(door, 'GET /v1/pages/{page}/view', { path: { page } });
    // What was asked of a region that was left meanwhile is not believed any more.
    if (isStopped || door !== regions.here()) return;
    seen.set(door, { ...seen.get(door)!, version: value.version });
    trouble.value = undefined;
    // The same again must not draw the page again, under somebody's hands.
    if (value.version !== view.peek()?.version) view.value = value;
  };

  /** Each by itself: one that hangs holds up nothing of the others. Its version is a few bytes; the page is read where that is another one. */
  const lookIn = async (door: RegionDoor): Promise<void> => {
    const started = now();
    const state = { door, tookMs: 0, behindSince: seen.get(door)?.behindSince };
    try {
      const version = (await api.tagIn(door, 'GET /v1/pages/{page}/view', { path: { page } })) ?? undefined;
      seen.set(door, { ...state, isThere: true, version, tookMs: now() - started });
      if (seen.get(regions.here())?.isThere === false) regions.answered(door);
      if (door === regions.here() && (version === undefined || version !== view.peek()?.version)) await readView(door);
    } catch (error) {
      const isThere = error instanceof Refusal && error.status !== 503;
      seen.set(door, { ...state, isThere, version: undefined, tookMs: now() - started });
      if (isThere && door === regions.here()) trouble.value = sentenceOf(error);
    }
    if (!isStopped) tell();
  };

  const cancels = new Map<RegionDoor, () => void>();
  const again = (door: RegionDoor) => {
    if (isStopped) return;
    const next = () => void (isVisible() ? lookIn(door).finally(() => again(door)) : again(door));
    cancels.set(door, later(next, lookEachMs));
  };
  for (const door of regions.all()) void lookIn(door).finally(() => again(door));
  const look = () => lookIn(regions.here());

  const showing = async (incident: string, update: string): Promise<RegionDoor[]> => {
    const asked = await Promise.all(
      regions.all().map(async (door) => {
        const told = await api
          .askIn(door, 'GET /v1/pages/{page}/incidents/{incident}', { path: { page, incident } })
          .catch(() => undefined);
        return told?.value.updates.some(({ id }) => id === update) ? [door] : [];
      }),
    );
    return asked.flat();
  };

  return {
    view,
    regions: states,
    trouble,
    look,
    showing,
    stop: () => {
      isStopped = true;
      for (const cancel of cancels.values()) cancel();
    },
  };
}

function sentenceOf(error: unknown): string | undefined {
  return error instanceof Refusal ? error.message : undefined;
}
