import { PageEvent } from '@pharos/resources/fact';
import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { covers, decodeVersion, encodeVersion, reachedIn, type Version } from '@pharos/core/version';
import { z } from 'zod';
import { stepFrom, stepsAfter, type Feed, type Step } from './feed.ts';
import type { ResetReason } from './frame.ts';
import { createLine } from '@pharos/core/line';
import { stepTogether } from './step-together.ts';
import type { PageTable } from './table.ts';
import { createTurns } from './turns.ts';

/** `at` is the version that the steps lead to: the feed may have gone on since, and `upToNow` says by what. */
export type Missed = { kind: 'steps'; steps: Step[]; at: string } | { kind: 'reset'; reason: ResetReason } | { kind: 'unknown-page' };

export interface History {
  /** What somebody at `after` has missed of the page, up to some version that the feed stood at a moment ago. Askers take turns. */
  missed(feed: Feed, after: string, asker: string): Promise<Missed>;
  /** The same where the feed itself remembers it, without waiting; else undefined. */
  near(feed: Feed, after: string): Missed | undefined;
  /** Keeps a step for other gateways of this region, and for this one after a restart. */
  keep(feed: Feed, step: Step): void;
}

export interface HistoryOptions {
  kit: Kit;
  table: PageTable;
  cache: Cache;
  /** Brings the feed up to what the table holds. */
  catchUp(feed: Feed): Promise<void>;
}

// More than this is a reset: one View is smaller than that many changes.
export const replayMax = 256;
// So is it smaller than this. A slow reader has its replay to itself until it has taken it: a thousand of them must not matter.
const replayBytesMax = 131_072;
// A reader ahead of this region waits so long for it to catch up: the mesh is usually there within 200 ms.
export const aheadMs = 1_000;
const aheadPauseMs = 50;
// The list may hold a step once for each gateway that feeds the page, so it is longer than a replay.
const cachedMax = 1_024;
const cachedMs = 3_600_000;
// Replays looked for at once, over all pages: a storm of returning readers leaves connections for the feeds.
const readsMax = 4;
// Replays that wait for that, each for all who ask for the same: as many as a gateway has pages.
const waitingMax = 10_000;
// Of one address: those who come back together have mostly missed the same, which is one question.
const perAskerMax = 2_000;
// The cache and the table have limits of their own, that together are below this.
const findMs = 5_000;

const Cached = z.object({ prev: z.string(), event: PageEvent });
// How `keep` begins: which of a thousand entries is wanted is seen without parsing them.
const beginning = /^\{"prev":"([^"]*)"/;

export function createHistory({ kit, table, cache, catchUp }: HistoryOptions): History {
  const replays = kit.metrics.counter('live_replays_total', 'What returning readers had missed, by where it was found', ['from']);
  const cacheFailures = kit.metrics.counter('live_cache_failures_total', 'History the cache could not keep or give');
  const underWay = new Map<string, Promise<Older>>();
  const limited = createLine({ clock: kit.clock, what: 'the history', atOnceMax: readsMax, waitingMax, limitMs: findMs });
  const turns = createTurns({ atOnceMax: readsMax, perAskerMax, waitingMax });
  const ahead = new Set<Feed>();
  let nextLook: Promise<void> | undefined;

  const fromCache = async (feed: Feed, after: string, from: Version): Promise<Older | undefined> => {
    const kept = new Map<string, string>();
    for (const bytes of await cache.list(key(feed.page))) {
      const text = Buffer.from(bytes).toString();
      const prev = beginning.exec(text)?.[1];
      if (prev !== undefined) kept.set(prev, text);
    }
    const steps: Step[] = [];
    let version = from;
    let at = after;
    while (at !== feed.text && !stepsAfter(feed, at)) {
      const event = eventIn(kept.get(at), feed.page);
      if (!event || steps.length >= replayMax || event.seq <= reachedIn(version, event.origin)) return undefined;
      const next = stepFrom(version, event);
      steps.push(next.step);
      version = next.version;
      at = next.step.version;
    }
    return { kind: 'steps', steps, at };
  };

  const fromTable = async (feed: Feed, from: Version): Promise<Older> => {
    const since = await table.since(feed.page, from, replayMax + 1);
    if (since.kind === 'unknown-page') return since;
    if (since.kind === 'pruned') return { kind: 'reset', reason: 'pruned' };
    // The feed was there already: the table has been set back.
    if (since.kind === 'ahead') return { kind: 'reset', reason: 'ahead' };
    if (since.events.length > replayMax) return { kind: 'reset', reason: 'behind' };
    // Where they lead is said as the table says it: what the reader has may name origins that are retired by now.
    const at = encodeVersion(since.version);
    if (since.isNow && since.events.length > 0) return { kind: 'steps', steps: [stepTogether(from, since.events)], at };
    const steps: Step[] = [];
    let version = from;
    for (const event of since.events) {
      const next = stepFrom(version, event);
      steps.push(next.step);
      version = next.version;
    }
    return { kind: 'steps', steps, at };
  };

  const find = async (feed: Feed, after: string, from: Version): Promise<Older> => {
    const cached = await fromCache(feed, after, from).catch(() => {
      cacheFailures.inc();
      return undefined;
    });
    replays.inc({ from: cached ? 'cache' : 'table' });
    return cached ?? (await fromTable(feed, from));
  };

  /** For all who are ahead of this region together: one look at a time, however many ids strangers make up. */
  const lookAhead = async () => {
    await kit.clock.sleep(aheadPauseMs);
    const feeds = [...ahead];
    ahead.clear();
    const versions = await table.versions(feeds.map(({ page }) => page));
    const behind = feeds.filter((feed) => !covers(feed.version, versions.get(feed.page) ?? {}));
    await Promise.all(behind.map(catchUp));
  };

  const isReached = async (feed: Feed, from: Version): Promise<boolean> => {
    const until = kit.clock.elapsed() + aheadMs;
    while (!covers(feed.version, from)) {
      if (kit.clock.elapsed() >= until) return false;
      ahead.add(feed);
      await (nextLook ??= lookAhead().finally(() => (nextLook = undefined)));
    }
    return true;
  };

  const older = (feed: Feed, after: string, from: Version, asker: string): Promise<Older> => {
    const id = `${feed.page} ${after}`;
    const known = underWay.get(id);
    if (known) return known;
    const work = turns(asker, () => limited(() => find(feed, after, from))).finally(() => underWay.delete(id));
    underWay.set(id, work);
    return work;
  };

  return {
    near,
    missed: async (feed, after, asker) => {
      const from = decodeVersion(after);
      if (!from) return { kind: 'reset', reason: 'unknown-id' };
      // The feed moves while the table is read: a second and a third look are enough unless it changes faster than we can read.
      for (let look = 0; look < 3; look++) {
        const known = near(feed, after);
        if (known) return known;
        if (!(await isReached(feed, from))) return { kind: 'reset', reason: 'ahead' };
        const found = await older(feed, after, from, asker);
        if (found.kind !== 'steps') return found;
        if (!stepsAfter(feed, found.at)) await catchUp(feed);
        const rest = stepsAfter(feed, found.at);
        if (rest) return bounded({ kind: 'steps', steps: [...found.steps, ...rest], at: feed.text });
      }
      return { kind: 'reset', reason: 'behind' };
    },
    keep: (feed, step) => {
      const kept = JSON.stringify({ prev: step.prev, event: step.event });
      run(cache.append(key(feed.page), kept, { max: cachedMax, ttlMs: cachedMs }), () => cacheFailures.inc());
    },
  };
}

function near(feed: Feed, after: string): Missed | undefined {
  const steps = stepsAfter(feed, after);
  return steps && bounded({ kind: 'steps', steps, at: feed.text });
}

/** The same, up to where the feed stands in this very turn; undefined when it has gone on too far to say. */
export function upToNow(feed: Feed, missed: Missed): Missed | undefined {
  if (missed.kind !== 'steps' || missed.at === feed.text) return missed;
  const rest = stepsAfter(feed, missed.at);
  return rest && bounded({ kind: 'steps', steps: [...missed.steps, ...rest], at: feed.text });
}

type Older = { kind: 'steps'; steps: Step[]; at: string } | { kind: 'reset'; reason: ResetReason } | { kind: 'unknown-page' };

function key(page: string): string {
  return `live:${page}`;
}

/** What is larger than a View is a reset. */
function bounded(missed: Missed & { kind: 'steps' }): Missed {
  const bytes = missed.steps.reduce((sum, { frame }) => sum + frame.length, 0);
  return missed.steps.length > replayMax || bytes > replayBytesMax ? { kind: 'reset', reason: 'behind' } : missed;
}

function eventIn(text: string | undefined, page: string): PageEvent | undefined {
  try {
    const { data } = Cached.safeParse(text === undefined ? undefined : JSON.parse(text));
    return data?.event.page === page ? data.event : undefined;
  } catch {
    return undefined; // not ours: the table has it
  }
}
