import type { Clock } from '@pharos/core/clock';
import type { BusSubscription } from '@pharos/core/outside/bus';
import type { Feed } from './feed.ts';

/** A page that is followed on the bus: its feed, how that stands to the table, and who reads it. */
export interface FollowedPage {
  feed: Feed;
  subscription: BusSubscription;
  readers: number;
  /** Since when nobody reads it, where nobody does. */
  idleSince: number;
  /** When the next heartbeat is due. */
  beatAt: number;
  /** The table was asked last, whether it answered or not. */
  askedAt: number;
  /** When the table was asked that last said where the page stands. */
  checkedAt: number;
  /** The region has not got what we told already, or has lost the page. */
  isBehind: boolean;
  aheadSince: number | undefined;
  repair: Promise<unknown> | undefined;
  isPoked: boolean;
  /** Those who wait for its next step. */
  waiters: Set<() => void>;
}

export function createFollowedPage(feed: Feed, subscription: BusSubscription, now: number, beatAt: number): FollowedPage {
  return {
    feed,
    subscription,
    readers: 0,
    idleSince: now,
    beatAt,
    askedAt: now,
    checkedAt: now,
    isBehind: false,
    aheadSince: undefined,
    repair: undefined,
    isPoked: false,
    waiters: new Set(),
  };
}

/** Resolves at the next step of the page, after `ms`, or when one of the signals says so. */
export async function waitForStep({ waiters }: FollowedPage, clock: Clock, ms: number, signals: AbortSignal[]): Promise<void> {
  const enough = new AbortController();
  const stop = AbortSignal.any([enough.signal, ...signals]);
  await new Promise<void>((resolve) => {
    waiters.add(resolve);
    clock.sleep(ms, stop).then(resolve, () => resolve());
    stop.addEventListener('abort', () => waiters.delete(resolve), { once: true });
  });
  enough.abort();
}

export function wake({ waiters }: FollowedPage): void {
  for (const waiter of waiters) waiter();
  waiters.clear();
}
