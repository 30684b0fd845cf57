import { forgetBeyond } from './feed.ts';
import type { FollowedPage } from './followed-page.ts';
import type { Freshness } from './frame.ts';
import type { Pages } from './pages.ts';

export interface RoundsOptions {
  pages: Pages;
  checkMs: number;
  heartbeatMs: number;
  isBusConnected(): boolean;
  apartSince(): number | undefined;
  beat(page: FollowedPage, freshness: Freshness): void;
  /** Looks these pages up in the table; never rejects. */
  check(due: FollowedPage[]): Promise<void>;
}

// The beat that all timers of the hub hang on.
export const tickMs = 250;
// Pages in one look into the table, one row of each; one look is under way at a time. It takes its part of all of them, and some more
// to make up for a look that was late: all at once would hold up what the bus brings.
const pagesALookMin = 100;
const pagesALookMax = 5_000;
const lookFactor = 1.5;
// Frames of steps in memory, over all pages; with what they were made of they take three times as much.
const stepsBytesMax = 67_108_864;
// A page that the table has not told of for so long beyond its time is not fresh: a look that failed, and the one after it.
const lateMs = 3_000;

/** What is done for all pages at each tick: let go of idle ones, send heartbeats, look some of them up, forget old steps. */
export function createRounds({ pages, checkMs, heartbeatMs, isBusConnected, apartSince, beat, check }: RoundsOptions) {
  let isLooking = false;

  const freshnessOf = ({ isBehind, checkedAt }: FollowedPage, now: number): Freshness => {
    const isLookedAt = now - checkedAt <= checkMs + lateMs;
    if (isBehind || (!isLookedAt && !isBusConnected())) return 'stale';
    if (!isLookedAt || !isBusConnected()) return 'delayed';
    const apart = apartSince();
    return apart === undefined ? 'fresh' : `apart@${new Date(apart).toISOString()}`;
  };

  const beatWhereDue = (now: number) => {
    for (const page of pages.all()) {
      if (page.readers === 0 || now < page.beatAt) continue;
      page.beatAt = now + heartbeatMs;
      beat(page, freshnessOf(page, now));
    }
  };

  const dueForALook = (now: number): FollowedPage[] => {
    const part = Math.ceil((pages.count() * tickMs * lookFactor) / checkMs);
    const most = Math.min(pagesALookMax, Math.max(pagesALookMin, part));
    const due: FollowedPage[] = [];
    for (const page of pages.all()) {
      if (due.length >= most) break;
      const lookedAt = Math.max(page.askedAt, page.checkedAt);
      if (page.readers > 0 && !page.repair && now - lookedAt >= checkMs) due.push(page);
    }
    return due;
  };

  /** Answers the look that is under way by this; undefined: none began. */
  const look = (now: number): Promise<void> | undefined => {
    if (isLooking) return undefined;
    const due = dueForALook(now);
    if (due.length === 0) return undefined;
    isLooking = true;
    for (const page of due) {
      page.askedAt = now;
      pages.moveToEnd(page);
    }
    return check(due).finally(() => (isLooking = false));
  };

  return (now: number): Promise<void> | undefined => {
    pages.forgetIdle(now);
    beatWhereDue(now);
    const looking = look(now);
    forgetBeyond(
      stepsBytesMax,
      [...pages.all()].map(({ feed }) => feed),
    );
    return looking;
  };
}
