import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { MetricGraphs } from '@pharos/resources/metric/graph';
import { PastView } from '@pharos/resources/past';
import { IncidentView, MaintenanceView, type View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Readers } from './readers.ts';
import type { Upstreams } from './upstreams.ts';

// As many as a program is told that asks for all.
const newestMax = 50;
const schemas = {
  incidents: IncidentView,
  maintenances: MaintenanceView,
  past: PastView,
  'metric-graphs': MetricGraphs,
  'newest-incidents': z.object({ items: z.array(IncidentView) }),
  'newest-maintenances': z.object({ items: z.array(MaintenanceView) }),
};
/** Where they are asked for, of what is not called so there. */
const paths: Partial<Record<KeptKind, string>> = {
  'newest-incidents': `incidents?limit=${newestMax}`,
  'newest-maintenances': `maintenances?limit=${newestMax}`,
};
export type KeptKind = keyof typeof schemas;
type NewestKind = 'newest-incidents' | 'newest-maintenances';
type Value<K extends KeptKind> = z.infer<(typeof schemas)[K]>;

/** What belongs to a page and does not stand in its View: what there was in short, each thing with all that was said of it, and what is measured. */
export interface Kept {
  /** Would it have to be asked for? Then whoever wants it has to be let. */
  isAtHand(view: View, kind: KeptKind, id?: string): boolean;
  /** As it is at this View; or, while nobody answers, as it was last. Asked for once, however many want it. */
  read<K extends KeptKind>(view: View, kind: K, id?: string): Promise<Value<K> | 'not-found' | 'unavailable'>;
  /** All there ever were, the newest of them, with all their words; none, where nobody answers and nobody has asked before. */
  newest<K extends NewestKind>(view: View, kind: K): Promise<Value<K>['items']>;
  /** What is measured moves on while the View stays: once in each moment it is asked for anew, and meanwhile shown as it was. Undefined: nobody has said it yet. */
  graphs(view: View, moment: string): Promise<MetricGraphs | undefined>;
  /** The page was read: what there was on it is kept too, for when nobody answers any more. Never fails, and nobody waits for it. */
  renew(view: View): void;
  forget(page: string): void;
}

const newestKinds: readonly NewestKind[] = ['newest-incidents', 'newest-maintenances'];

// As long as the copies of pages.
const keepMs = 7 * 86_400_000;
// With a copy at hand nobody waits longer for a newer one.
const patienceMs = 150;
const cachePatienceMs = 100;
// A page that was never seen here waits so long for its graphs.
const graphsPatienceMs = 400;
// Some hundred long outages, and what there was on some hundred pages.
const entriesMax = 1_000;
const entryCharsMax = 4_000_000;
const charsMax = 64_000_000;
// A page that changes each second has what there was on it read so often; and one that never changes, kept anew each day.
const renewMs = 30_000;
const renewPagesMax = 5_000;
const keepAnewMs = 86_400_000;
// Things of one page that are told apart when all of them are to be forgotten.
const namesMax = 1_000;

interface Entry {
  version: string;
  value: unknown;
}

export function createKept(kit: Pick<Kit, 'clock' | 'log'>, cache: Cache, upstreams: Upstreams, credentials: Readers['credentials']): Kept {
  const { clock, log } = kit;
  const memory = new LRUCache<string, Entry>({
    max: entriesMax,
    maxSize: charsMax,
    sizeCalculation: ({ value }) => JSON.stringify(value).length,
  });
  const underWay = new Map<string, Promise<Entry | 'not-found' | undefined>>();
  const missing = new LRUCache<string, string>({ max: renewPagesMax });
  const renewed = new LRUCache<string, { at: number; version: string }>({ max: renewPagesMax });

  const quietly = (work: Promise<unknown>) =>
    run(work, (error) => log.debug({ err: error }, 'the cache does not keep what belongs to a page'));

  const inTime = async <T>(work: Promise<T>, ms: number): Promise<T | undefined> => {
    const patience = new AbortController();
    const late = clock.sleep(ms, patience.signal).then(
      () => undefined,
      () => undefined,
    );
    const found = await Promise.race([work, late]);
    patience.abort();
    return found;
  };

  const fromCache = async (name: string, kind: KeptKind): Promise<Entry | undefined> => {
    const bytes = await inTime(
      cache.get(name).catch(() => undefined),
      cachePatienceMs,
    );
    if (!bytes) return undefined;
    try {
      return z.object({ version: z.string(), value: schemas[kind] }).parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return undefined; // not ours: the upstream knows
    }
  };

  const ask = async (name: string, view: View, kind: KeptKind, id: string): Promise<Entry | 'not-found' | undefined> => {
    const page = view.page.id;
    const answer = await upstreams.ask(`/v1/pages/${page}/${paths[kind] ?? kind}${id === '' ? '' : `/${id}`}`, {
      headers: await credentials(page),
    });
    if (answer?.response.status === 404 && id !== '') {
      // What was taken off a page is not shown from a copy, either.
      memory.delete(name);
      quietly(cache.delete(name));
      return 'not-found';
    }
    const text = answer?.response.ok ? await answer.response.text() : '';
    if (text === '' || text.length > entryCharsMax) return undefined;
    const value = schemas[kind].safeParse(JSON.parse(text)).data;
    if (!value) return undefined;
    const entry = { version: view.version, value };
    memory.set(name, entry);
    quietly(
      Promise.all([
        cache.set(name, JSON.stringify(entry), { ttlMs: keepMs }),
        // One that is renewed each minute has a name that is known: it would push out the others.
        ...(kind === 'metric-graphs' ? [] : [cache.append(namesOf(page), name, { max: namesMax, ttlMs: keepMs })]),
      ]),
    );
    return entry;
  };

  const asking = (name: string, view: View, kind: KeptKind, id: string) => {
    const key = `${name} ${view.version}`;
    const known = underWay.get(key);
    if (known) return known;
    const work = ask(name, view, kind, id)
      .catch((error: unknown) => {
        log.debug({ err: error, name }, 'what belongs to a page could not be read');
        return undefined;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, work);
    return work;
  };

  const read = async <K extends KeptKind>(view: View, kind: K, id = ''): Promise<Value<K> | 'not-found' | 'unavailable'> => {
    const name = nameOf(view, kind, id);
    const near = memory.get(name);
    if (near?.version === view.version) return near.value as Value<K>;
    const copy = (await fromCache(name, kind)) ?? near;
    if (copy?.version === view.version) {
      memory.set(name, copy);
      return copy.value as Value<K>;
    }
    const work = asking(name, view, kind, id);
    const found = copy ? ((await inTime(work, patienceMs)) ?? copy) : await work;
    if (found === undefined) return 'unavailable';
    return found === 'not-found' ? found : (found.value as Value<K>);
  };

  return {
    isAtHand: (view, kind, id = '') => memory.get(nameOf(view, kind, id))?.version === view.version,
    read,
    newest: async <K extends NewestKind>(view: View, kind: K): Promise<Value<K>['items']> => {
      const found = await read(view, kind);
      return typeof found === 'string' ? [] : found.items;
    },
    graphs: async (view, moment) => {
      const name = nameOf(view, 'metric-graphs', '');
      const anew = () => asking(name, { ...view, version: moment }, 'metric-graphs', '');
      const copy = memory.get(name) ?? (missing.get(name) === moment ? undefined : await fromCache(name, 'metric-graphs'));
      if (copy) {
        memory.set(name, copy);
        if (copy.version !== moment) quietly(anew());
        return copy.value as MetricGraphs;
      }
      // Who did not answer in time is not asked by each visitor of that moment.
      if (missing.get(name) === moment) return undefined;
      const found = await inTime(anew(), graphsPatienceMs);
      if (typeof found === 'object') return found.value as MetricGraphs;
      missing.set(name, moment);
      return undefined;
    },
    renew: (view) => {
      const { id } = view.page;
      const last = renewed.get(id);
      const pauseMs = last?.version === view.version ? keepAnewMs : renewMs;
      if (last && clock.elapsed() - last.at < pauseMs) return;
      renewed.set(id, { at: clock.elapsed(), version: view.version });
      // What programs have asked for is kept as well as what everybody may ask for.
      const wanted = newestKinds.filter((kind) => memory.has(nameOf(view, kind, '')));
      for (const kind of ['past', ...wanted] as const) quietly(asking(nameOf(view, kind, ''), view, kind, ''));
    },
    forget: (page) => {
      for (const name of memory.keys()) if (name.startsWith(`kept:${page}:`)) memory.delete(name);
      const forgotten = cache.list(namesOf(page)).then((names) => {
        const all = [...new Set(names.map((each) => new TextDecoder().decode(each)))].filter((name) => name.startsWith(`kept:${page}:`));
        return Promise.all([...all, `kept:${page}:metric-graphs:`, namesOf(page)].map((name) => cache.delete(name)));
      });
      run(forgotten, (error) => log.warn({ err: error, page }, 'the cache still has something of a purged page'));
    },
  };
}

function nameOf(view: View, kind: KeptKind, id: string): string {
  return `kept:${view.page.id}:${kind}:${id}`;
}

function namesOf(page: string): string {
  return `kept-names:${page}`;
}
