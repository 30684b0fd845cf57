import { PageEvent } from '@pharos/core/fact';
import { startLoop } from '@pharos/core/loop';
import { text, type Bus, type BusSubscription } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import type { Version } from '@pharos/core/version';
import type { PageView } from '@pharos/core/view';
import { createCatchUp, type Followed } from './catch-up.ts';
import { advance, createFeed, forgetBeyond, jump, standing, type Feed, type Step } from './feed.ts';
import { encodeFrame, heartbeatFrame, resetFrame, type Freshness } from './frame.ts';
import { createHistory, replayMax, type History } from './history.ts';
import type { PageTable } from './table.ts';

export interface HubOptions {
  kit: Kit;
  table: PageTable;
  bus: Bus;
  cache: Cache;
  /** Sends a frame to all readers of a channel; `reset` is for those who cannot be given it any more. */
  publish(channel: number, frame: Uint8Array, reset: Uint8Array, at?: number): void;
  /** The page itself was changed: told before its readers are. */
  onPage?(page: string, channel: number, view: PageView): void;
  /** Each page with readers is looked up in the table this often: what the bus lost is found out by then. */
  checkMs: number;
  heartbeatMs: number;
  /** A page whose last reader left is kept so long: one that flaps costs nothing. */
  lingerMs: number;
}

export interface Hub extends AsyncDisposable {
  /** The page's feed, followed from now on; undefined when there is no such page. Each `open` is answered by one `leave`. */
  open(page: string): Promise<Feed | undefined>;
  /** The same for a page that is followed already, without waiting; undefined for any other. */
  openAtOnce(page: string): Feed | undefined;
  leave(channel: number): void;
  /** Pages with readers, and their channels. */
  followed(): Map<string, number>;
  pageOf(channel: number): string | undefined;
  channelOf(page: string): number | undefined;
  /** The page of a channel, and the version up to which its readers have been told, all as of now. */
  standings(): Map<number, { page: string; version: string }>;
  history: History;
  /** Resolves at the next step of the feed, after `ms`, or when the signal says so. */
  nextStep(feed: Feed, ms: number, signal: AbortSignal): Promise<void>;
  checks(): Record<string, string | undefined>;
  feeds(): number;
}

interface Entry extends Followed {
  subscription: BusSubscription;
  readers: number;
  /** The table was asked last, whether it answered or not. */
  askedAt: number;
  beatAt: number;
  idleSince: number;
  waiters: Set<() => void>;
}

// The beat that all timers of the hub hang on.
const tickMs = 250;
// Pages in one look into the table, one row of each; one look is under way at a time. It takes its part of all of them, and some more
// to make up for a look that was late: all at once would hold up what the bus brings.
const pagesALookMin = 100;
const pagesALookMax = 5_000;
const lookFactor = 1.5;
// Frames of steps in memory, over all pages; with what they were made of they take three times as much.
const stepsBytesMax = 67_108_864;
// A page that the table has not told of for so long beyond its time is not fresh: a look that failed, and the one after it.
const lateMs = 3_000;

/**
 * Follows pages. The bus is a hint: an event is pushed at once only if it says that it follows exactly what we have; in any
 * other case, and on a beat, the table is asked what is missing. So loss of the bus costs delay, never an event.
 */
export function createHub(options: HubOptions): Hub {
  const { kit, table, bus, cache, publish } = options;
  const { clock, log, metrics } = kit;
  const entries = new Map<string, Entry>();
  const byChannel = new Map<number, Entry>();
  const opening = new Map<string, Promise<Entry | undefined>>();
  const stopped = new AbortController();
  const gaps = metrics.counter('live_gaps_total', 'Events the bus did not bring, found in the table');
  const refused = metrics.counter('live_bus_refused_total', 'Messages on the bus that were not page events');
  let channels = 0;

  const background = (work: Promise<unknown>) => run(work, (error) => log.error({ err: error }, 'looking for missed events failed'));

  const push = (entry: Followed, event: PageEvent, fromBus: boolean) => {
    const { feed } = entry;
    const step: Step = advance(feed, event);
    if (!fromBus) gaps.inc();
    if (event.patch.page) options.onPage?.(feed.page, feed.channel, event.patch.page);
    publish(feed.channel, step.frame, encodeFrame(resetFrame(feed.text, 'behind')), Date.parse(event.at));
    history.keep(feed, step);
    wake(entry);
  };

  const wake = ({ feed }: Followed) => {
    const waiters = byChannel.get(feed.channel)?.waiters;
    for (const waiter of waiters ?? []) waiter();
    waiters?.clear();
  };

  const startAfresh = (entry: Followed, version: Version) => {
    const { feed } = entry;
    jump(feed, version);
    const frame = encodeFrame(resetFrame(feed.text, 'pruned'));
    publish(feed.channel, frame, frame);
    wake(entry);
  };

  const { repair, check, trouble } = createCatchUp({ kit, table, isStopped: () => stopped.signal.aborted, push, startAfresh });

  const history = createHistory({
    kit,
    table,
    cache,
    catchUp: async (feed) => {
      const entry = byChannel.get(feed.channel);
      if (entry) await repair(entry);
    },
  });

  const onMessage = (entry: Entry, data: Uint8Array) => {
    const event = pageEvent(data);
    if (!event || event.page !== entry.feed.page) return refused.inc();
    switch (standing(entry.feed, event)) {
      case 'known':
        return;
      case 'next':
        // A repair under way will find it known.
        return push(entry, event, true);
      case 'gap':
        background(repair(entry));
    }
  };

  const start = async (page: string): Promise<Entry | undefined> => {
    const feed = createFeed(page, ++channels, {});
    const early: Uint8Array[] = [];
    let entry: Entry | undefined;
    // Listening comes before looking: what is committed in between is brought by one of the two.
    const subscription = bus.subscribe(subject.page(page), (message) => {
      if (entry) onMessage(entry, message.data);
      else if (early.length < replayMax) early.push(message.data);
    });
    const version = await table.version(page).catch((error: unknown) => {
      subscription.unsubscribe();
      throw error;
    });
    if (!version || stopped.signal.aborted) {
      subscription.unsubscribe();
      return undefined;
    }
    Object.assign(feed, createFeed(page, feed.channel, version));
    const now = clock.elapsed();
    entry = {
      feed,
      subscription,
      readers: 0,
      checkedAt: now,
      askedAt: now,
      isBehind: false,
      // Spread over the period, so that pages opened together do not beat together.
      beatAt: now + options.heartbeatMs * kit.random(),
      idleSince: now,
      aheadSince: undefined,
      repair: undefined,
      isPoked: false,
      waiters: new Set(),
    };
    entries.set(page, entry);
    byChannel.set(feed.channel, entry);
    for (const data of early) onMessage(entry, data);
    return entry;
  };

  const startOnce = (page: string): Promise<Entry | undefined> => {
    const known = opening.get(page);
    if (known) return known;
    const starting = start(page).finally(() => opening.delete(page));
    opening.set(page, starting);
    return starting;
  };

  const freshnessOf = ({ isBehind, checkedAt }: Entry, now: number): Freshness => {
    const isLookedAt = now - checkedAt <= options.checkMs + lateMs;
    if (isBehind || (!isLookedAt && !bus.isConnected())) return 'stale';
    return isLookedAt && bus.isConnected() ? 'fresh' : 'delayed';
  };

  const beat = (entry: Entry, now: number) => {
    entry.beatAt = now + options.heartbeatMs;
    const { feed } = entry;
    const frame = encodeFrame(heartbeatFrame(clock.now(), freshnessOf(entry, now)));
    publish(feed.channel, frame, encodeFrame(resetFrame(feed.text, 'behind')));
  };

  let isLooking = false;
  const look = async (due: Entry[], now: number) => {
    isLooking = true;
    for (const entry of due) {
      entry.askedAt = now;
      // Looked at last is looked at next time last.
      entries.delete(entry.feed.page);
      entries.set(entry.feed.page, entry);
    }
    await check(due).finally(() => (isLooking = false));
  };

  const tick = () => {
    const now = clock.elapsed();
    const due: Entry[] = [];
    const part = Math.ceil((entries.size * tickMs * lookFactor) / options.checkMs);
    const most = Math.min(pagesALookMax, Math.max(pagesALookMin, part));
    for (const [page, entry] of entries) {
      if (entry.readers === 0 && now - entry.idleSince >= options.lingerMs) {
        entry.subscription.unsubscribe();
        entries.delete(page);
        byChannel.delete(entry.feed.channel);
        continue;
      }
      if (entry.readers === 0) continue;
      if (now >= entry.beatAt) beat(entry, now);
      if (due.length < most && now - Math.max(entry.askedAt, entry.checkedAt) >= options.checkMs && !entry.repair) due.push(entry);
    }
    if (due.length > 0 && !isLooking) background(look(due, now));
    forgetBeyond(
      stepsBytesMax,
      [...entries.values()].map(({ feed }) => feed),
    );
  };

  const beating = startLoop(tick, {
    clock,
    everyMs: tickMs,
    firstAfterMs: tickMs,
    onError: (error) => log.error({ err: error }, 'a beat of the hub failed'),
  });

  const join = (entry: Entry | undefined): Feed | undefined => {
    // While nobody read, nobody looked: that is done at the next tick, and until then it is not late.
    if (entry && entry.readers++ === 0) entry.checkedAt = Math.max(entry.checkedAt, clock.elapsed() - options.checkMs);
    return entry?.feed;
  };

  return {
    history,
    open: async (page) => join(entries.get(page) ?? (await startOnce(page))),
    openAtOnce: (page) => join(entries.get(page)),
    leave: (channel) => {
      const entry = byChannel.get(channel);
      if (!entry) return;
      entry.readers--;
      entry.idleSince = clock.elapsed();
    },
    followed: () => new Map([...entries].flatMap(([page, { readers, feed }]) => (readers > 0 ? [[page, feed.channel]] : []))),
    standings: () => new Map([...entries.values()].map(({ feed }) => [feed.channel, { page: feed.page, version: feed.text }])),
    channelOf: (page) => entries.get(page)?.feed.channel,
    pageOf: (channel) => byChannel.get(channel)?.feed.page,
    nextStep: async (feed, ms, signal) => {
      const entry = byChannel.get(feed.channel);
      if (!entry) return;
      const enough = new AbortController();
      const stop = AbortSignal.any([enough.signal, stopped.signal, signal]);
      await new Promise<void>((resolve) => {
        entry.waiters.add(resolve);
        clock.sleep(ms, stop).then(resolve, () => resolve());
        stop.addEventListener('abort', () => entry.waiters.delete(resolve), { once: true });
      });
      enough.abort();
    },
    // Either of the two is enough to serve; readers would find nothing better elsewhere in the region.
    checks: () => ({ hub: beating.check(), source: trouble() && !bus.isConnected() ? `${trouble()}, and the bus is away` : undefined }),
    feeds: () => entries.size,
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await beating.stop();
      await Promise.allSettled(opening.values());
      for (const entry of entries.values()) entry.subscription.unsubscribe();
      for (const entry of entries.values()) await entry.repair;
      entries.clear();
      byChannel.clear();
    },
  };
}

function pageEvent(data: Uint8Array): PageEvent | undefined {
  try {
    return PageEvent.safeParse(JSON.parse(text(data))).data;
  } catch {
    return undefined; // not JSON
  }
}
