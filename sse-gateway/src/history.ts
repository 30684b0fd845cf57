import { PageEvent } from '@pharos/core/fact';
import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { decodeVersion, type Version } from '@pharos/core/version';
import { z } from 'zod';
import { stepFrom, stepsAfter, type Feed, type Step } from './feed.ts';
import type { ResetReason } from './frame.ts';
import type { PageTable } from './table.ts';

/** `at` is the version that the steps lead to: the feed may have gone on since, and `upToNow` says by what. */
export type Missed = { kind: 'steps'; steps: Step[]; at: string } | { kind: 'reset'; reason: ResetReason } | { kind: 'unknown-page' };

export interface History {
  /** What somebody at `after` has missed of the page, up to some version that the feed stood at a moment ago. */
  missed(feed: Feed, after: string): Promise<Missed>;
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
// A reader ahead of this region waits so long for it to catch up: the mesh is usually there within 200 ms.
const aheadMs = 1_000;
const aheadPauseMs = 50;
// The list may hold a step once for each gateway that feeds the page, so it is longer than a replay.
const cachedMax = 1_024;
const cachedMs = 3_600_000;
// Reads of the table at once, over all pages: a storm of returning readers leaves connections for the feeds.
const readsMax = 4;

const Cached = z.object({ prev: z.string(), event: PageEvent });

export function createHistory({ kit, table, cache, catchUp }: HistoryOptions): History {
  const replays = kit.metrics.counter('live_replays_total', 'What returning readers had missed, by where it was found', ['from']);
  const cacheFailures = kit.metrics.counter('live_cache_failures_total', 'History the cache could not keep or give');
  const underWay = new Map<string, Promise<Older>>();
  const waiting: (() => void)[] = [];
  let reads = 0;

  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    if (reads >= readsMax) await new Promise<void>((resolve) => waiting.push(resolve));
    reads++;
    try {
      return await work();
    } finally {
      reads--;
      waiting.shift()?.();
    }
  };

  const fromCache = async (feed: Feed, after: string, from: Version): Promise<Older | undefined> => {
    const kept = new Map<string, PageEvent>();
    for (const bytes of await cache.list(key(feed.page))) {
      const parsed = Cached.safeParse(json(bytes));
      if (parsed.success && parsed.data.event.page === feed.page) kept.set(parsed.data.prev, parsed.data.event);
    }
    const steps: Step[] = [];
    let version = from;
    for (let at = after; at !== feed.text && !stepsAfter(feed, at);) {
      const event = kept.get(at);
      if (!event || steps.length >= replayMax || event.seq <= (version[String(event.origin)] ?? 0)) return undefined;
      const next = stepFrom(version, event);
      steps.push(next.step);
      version = next.version;
      at = next.step.version;
    }
    return { kind: 'steps', steps };
  };

  const fromTable = async (feed: Feed, from: Version): Promise<Older> => {
    const until = kit.clock.elapsed() + aheadMs;
    for (;;) {
      const since = await limited(() => table.since(feed.page, from, replayMax));
      if (since.kind === 'unknown-page') return since;
      if (since.kind === 'pruned') return { kind: 'reset', reason: 'pruned' };
      if (since.kind === 'ahead') {
        if (kit.clock.elapsed() >= until) return { kind: 'reset', reason: 'ahead' };
        await kit.clock.sleep(aheadPauseMs);
        continue;
      }
      const steps: Step[] = [];
      let version = from;
      for (const event of since.events) {
        const next = stepFrom(version, event);
        steps.push(next.step);
        version = next.version;
      }
      return { kind: 'steps', steps };
    }
  };

  const find = async (feed: Feed, after: string, from: Version): Promise<Older> => {
    const cached = await fromCache(feed, after, from).catch(() => {
      cacheFailures.inc();
      return undefined;
    });
    replays.inc({ from: cached ? 'cache' : 'table' });
    return cached ?? (await fromTable(feed, from));
  };

  const older = (feed: Feed, after: string, from: Version): Promise<Older> => {
    const id = `${feed.page} ${after}`;
    const known = underWay.get(id);
    if (known) return known;
    const work = find(feed, after, from).finally(() => underWay.delete(id));
    underWay.set(id, work);
    return work;
  };

  return {
    missed: async (feed, after) => {
      const from = decodeVersion(after);
      if (!from) return { kind: 'reset', reason: 'unknown-id' };
      // The feed moves while the table is read: a second and a third look are enough unless it changes faster than we can read.
      for (let look = 0; look < 3; look++) {
        const near = stepsAfter(feed, after);
        if (near) return { kind: 'steps', steps: near, at: feed.text };
        const found = await older(feed, after, from);
        if (found.kind !== 'steps') return found;
        const stands = found.steps.at(-1)?.version ?? after;
        if (!stepsAfter(feed, stands)) await catchUp(feed);
        const rest = stepsAfter(feed, stands);
        if (rest) return { kind: 'steps', steps: [...found.steps, ...rest], at: feed.text };
      }
      return { kind: 'reset', reason: 'behind' };
    },
    keep: (feed, step) => {
      const kept = JSON.stringify({ prev: step.prev, event: step.event });
      run(cache.append(key(feed.page), kept, { max: cachedMax, ttlMs: cachedMs }), () => cacheFailures.inc());
    },
  };
}

/** The same, up to where the feed stands in this very turn; undefined when it has gone on too far to say. */
export function upToNow(feed: Feed, missed: Missed): Missed | undefined {
  if (missed.kind !== 'steps' || missed.at === feed.text) return missed;
  const rest = stepsAfter(feed, missed.at);
  return rest && { kind: 'steps', steps: [...missed.steps, ...rest], at: feed.text };
}

type Older = { kind: 'steps'; steps: Step[] } | { kind: 'reset'; reason: ResetReason } | { kind: 'unknown-page' };

function key(page: string): string {
  return `live:${page}`;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined; // not ours: the table has it
  }
}
