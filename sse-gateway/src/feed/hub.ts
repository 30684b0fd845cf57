import { PageEvent } from '@pharos/resources/fact';
import { startLoop } from '@pharos/core/loop';
import { text, type Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import type { Version } from '@pharos/core/version';
import type { PageView } from '@pharos/resources/view';
import { createSignal, type Signal } from '../signal.ts';
import { createCatchUp } from './catch-up.ts';
import { advance, jump, standing, type Feed } from './feed.ts';
import { createFollow } from './follow.ts';
import { waitForStep, wake, type FollowedPage } from './followed-page.ts';
import { encodeFrame, heartbeatFrame, resetFrame, type Freshness } from './frame.ts';
import { createHistory, type History } from './history.ts';
import { createPages } from './pages.ts';
import { createRounds, tickMs } from './rounds.ts';
import type { PageTable } from './table.ts';

export interface HubOptions {
  kit: Kit;
  table: PageTable;
  bus: Bus;
  cache: Cache;
  /** Each page with readers is looked up in the table this often: what the bus lost is found out by then. */
  checkMs: number;
  heartbeatMs: number;
  /** A page whose last reader left is kept so long: one that flaps costs nothing. */
  lingerMs: number;
  /** Since when no other region is heard of, where that is so. */
  apartSince?(): number | undefined;
}

export interface Hub extends AsyncDisposable {
  /** A frame for all readers of a topic; `reset` is for those who cannot be given it any more. */
  onFrame: Signal<[topic: number, frame: Uint8Array, reset: Uint8Array, at?: number]>['listen'];
  /** An event whose journey is watched, and how many read it here: said before they are told. */
  onTraced: Signal<[event: PageEvent, readers: number]>['listen'];
  /** The page itself was changed: said before its readers are told. */
  onPage: Signal<[page: string, topic: number, view: PageView]>['listen'];
  /** The page's feed, followed from now on; undefined when there is no such page. Each `open` is answered by one `leave`. */
  open(page: string): Promise<Feed | undefined>;
  /** The same for a page that is followed already, without waiting; undefined for any other. */
  openAtOnce(page: string): Feed | undefined;
  leave(topic: number): void;
  /** Pages with readers, and their topics. */
  followed(): Map<string, number>;
  pageOf(topic: number): string | undefined;
  topicOf(page: string): number | undefined;
  /** The page of a topic, and the version up to which its readers have been told, all as of now. */
  standings(): Map<number, { page: string; version: string }>;
  history: History;
  /** Resolves at the next step of the feed, after `ms`, or when the signal says so. */
  nextStep(feed: Feed, ms: number, signal: AbortSignal): Promise<void>;
  checks(): Record<string, string | undefined>;
  feeds(): number;
}

/**
 * Follows pages. The bus is a hint: an event is pushed at once only if it says that it follows exactly what we have; in any
 * other case, and on a beat, the table is asked what is missing. So loss of the bus costs delay, never an event.
 *
 *   unknown   nobody has asked for the page.
 *   opening   the bus is listened to and the table is asked where the page stands (`follow.ts`); what comes meanwhile is kept.
 *             There is no such page: unknown again.
 *   read      it has readers: events are pushed, heartbeats sent, and the table is looked at each `checkMs` (`rounds.ts`).
 *   idle      the last reader has left: events are still taken in, and nothing else is done. A reader makes it `read` again;
 *             without one for `lingerMs` it is let go of and unknown.
 *
 * How a page that is read or idle stands to the table (level, behind, ahead of it) is the matter of `catch-up.ts`.
 */
export function createHub(options: HubOptions): Hub {
  const { kit, table, bus, cache, checkMs, heartbeatMs, lingerMs, apartSince = () => undefined } = options;
  const { clock, log, metrics } = kit;
  const frames: Signal<Parameters<Parameters<Hub['onFrame']>[0]>> = createSignal();
  const traced: Signal<Parameters<Parameters<Hub['onTraced']>[0]>> = createSignal();
  const changed: Signal<Parameters<Parameters<Hub['onPage']>[0]>> = createSignal();
  const gaps = metrics.counter('live_gaps_total', 'Events the bus did not bring, found in the table');
  const refused = metrics.counter('live_bus_refused_total', 'Messages on the bus that were not page events');
  const stopped = new AbortController();
  const pages = createPages({ clock, checkMs, lingerMs });

  const background = (work: Promise<unknown>) => run(work, (error) => log.error({ err: error }, 'looking for missed events failed'));

  const push = (page: FollowedPage, event: PageEvent, isFromBus: boolean) => {
    const { feed } = page;
    const step = advance(feed, event);
    if (!isFromBus) gaps.inc();
    if (event.patch.page) changed.say(feed.page, feed.topic, event.patch.page);
    if (event.trace !== undefined) traced.say(event, page.readers);
    frames.say(feed.topic, step.frame, encodeFrame(resetFrame(feed.text, 'behind')), Date.parse(event.at));
    history.keep(feed, step);
    wake(page);
  };
  const startAfresh = (page: FollowedPage, version: Version) => {
    jump(page.feed, version);
    const frame = encodeFrame(resetFrame(page.feed.text, 'pruned'));
    frames.say(page.feed.topic, frame, frame);
    wake(page);
  };
  const isStopped = () => stopped.signal.aborted;
  const { repair, check, trouble } = createCatchUp({ kit, table, isStopped, push, startAfresh });

  const history = createHistory({
    kit,
    table,
    cache,
    catchUp: async ({ topic }) => {
      const page = pages.onTopic(topic);
      if (page) await repair(page);
    },
  });

  const onMessage = (page: FollowedPage, data: Uint8Array) => {
    const event = pageEvent(data);
    if (!event || event.page !== page.feed.page) return refused.inc();
    switch (standing(page.feed, event)) {
      case 'known':
        return;
      case 'next':
        // A repair under way will find it known.
        return push(page, event, true);
      case 'gap':
        background(repair(page));
    }
  };
  const { follow, settled } = createFollow({ kit, table, bus, heartbeatMs, isStopped, onFollowed: pages.add, onMessage });

  const beat = ({ feed }: FollowedPage, freshness: Freshness) => {
    const frame = encodeFrame(heartbeatFrame(clock.now(), freshness));
    frames.say(feed.topic, frame, encodeFrame(resetFrame(feed.text, 'behind')));
  };
  const round = createRounds({ pages, checkMs, heartbeatMs, isBusConnected: () => bus.isConnected(), apartSince, beat, check });
  const beating = startLoop(
    () => {
      const looking = round(clock.elapsed());
      // Not awaited: the next beat comes in time, however long the table takes.
      if (looking) background(looking);
    },
    { kit, name: 'the beat of the hub', everyMs: tickMs, firstAfterMs: tickMs },
  );

  return {
    onFrame: frames.listen,
    onTraced: traced.listen,
    onPage: changed.listen,
    history,
    open: async (name) => pages.join(pages.named(name) ?? (await follow(name))),
    openAtOnce: (name) => pages.join(pages.named(name)),
    leave: pages.leave,
    followed: pages.read,
    standings: () => new Map([...pages.all()].map(({ feed }) => [feed.topic, { page: feed.page, version: feed.text }])),
    topicOf: (name) => pages.named(name)?.feed.topic,
    pageOf: (topic) => pages.onTopic(topic)?.feed.page,
    nextStep: async ({ topic }, ms, signal) => {
      const page = pages.onTopic(topic);
      if (page) await waitForStep(page, clock, ms, [stopped.signal, signal]);
    },
    // Either of the two is enough to serve; readers would find nothing better elsewhere in the region.
    checks: () => ({ hub: beating.check(), source: trouble() && !bus.isConnected() ? `${trouble()}, and the bus is away` : undefined }),
    feeds: pages.count,
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await beating.stop();
      await settled();
      for (const { subscription } of pages.all()) subscription.unsubscribe();
      for (const { repair: underWay } of pages.all()) await underWay;
      pages.clear();
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
