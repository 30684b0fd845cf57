import type { PageEvent } from '@pharos/resources/fact';
import type { Kit } from '@pharos/core/role';
import { covers, encodeVersion, mergeVersions, sameVersion, type Version } from '@pharos/core/version';
import type { Since } from '@pharos/region/reading/page-events';
import { standing, type Feed } from './feed.ts';
import type { FollowedPage } from './followed-page.ts';
import { replayMax } from './history.ts';
import { stepTogether } from './step-together.ts';
import type { PageTable } from './table.ts';

export interface CatchUpOptions {
  kit: Kit;
  table: PageTable;
  isStopped(): boolean;
  push(page: FollowedPage, event: PageEvent, isFromBus: boolean): void;
  /** Readers of the feed must take the View again: it goes on from `version`. */
  startAfresh(page: FollowedPage, version: Version): void;
}

// A region that stays behind what we told has lost it for good (a restored database): readers start afresh.
const aheadMs = 10_000;

/** Brings feeds up to what the table holds: one look at a time for each, and one more when it was poked meanwhile. */
export function createCatchUp({ kit, table, isStopped, push, startAfresh }: CatchUpOptions) {
  const { clock, log } = kit;
  let tableTrouble: string | undefined;

  const readOn = async (page: FollowedPage): Promise<void> => {
    for (;;) {
      page.isPoked = false;
      const askedAt = clock.elapsed();
      const since = await table.since(page.feed.page, page.feed.version, replayMax);
      page.checkedAt = askedAt;
      page.isBehind = since.kind === 'ahead' || since.kind === 'unknown-page';
      if (since.kind !== 'ahead') page.aheadSince = undefined;
      switch (since.kind) {
        case 'events':
          for (const event of unknownOf(page.feed, since)) push(page, event, false);
          if (since.events.length >= replayMax || page.isPoked) break;
          if (covers(since.version, page.feed.version)) adopt(page.feed, since.version);
          return;
        case 'pruned':
          startAfresh(page, since.version);
          return;
        case 'ahead':
          page.aheadSince ??= clock.elapsed();
          if (clock.elapsed() - page.aheadSince > aheadMs) startAfresh(page, since.version);
          return;
        case 'unknown-page':
          return; // it was there once: a database that is being restored
      }
    }
  };

  const repair = (page: FollowedPage): Promise<unknown> => {
    page.isPoked = true;
    return (page.repair ??= readOn(page)
      .then(() => {
        tableTrouble = undefined;
        // Poked between the last look and this line: look again, in a later turn.
        if (page.isPoked && !isStopped()) setImmediate(() => void repair(page));
        return undefined;
      })
      .catch((error: unknown) => {
        tableTrouble = `the table does not answer: ${(error as Error).message}`;
        log.warn({ err: error, page: page.feed.page }, 'could not look for missed events');
      })
      .finally(() => (page.repair = undefined)));
  };

  /** One row of each tells whether anything is missing; only then is it looked for. */
  const check = async (followed: FollowedPage[]): Promise<void> => {
    const asked = followed.map((page) => ({ page, text: page.feed.text }));
    const askedAt = clock.elapsed();
    let versions: Map<string, Version>;
    try {
      versions = await table.versions(followed.map(({ feed }) => feed.page));
      tableTrouble = undefined;
    } catch (error) {
      tableTrouble = `the table does not answer: ${(error as Error).message}`;
      log.warn({ err: error, pages: followed.length }, 'could not look for missed events');
      return;
    }
    for (const { page, text } of asked) {
      const { feed } = page;
      const version = versions.get(feed.page);
      // What the bus brought while the table was read is not in what was read.
      const isTold = version && covers(feed.version, version) && (feed.text !== text || sameVersion(version, feed.version));
      if (!isTold) {
        void repair(page);
        continue;
      }
      page.checkedAt = Math.max(page.checkedAt, askedAt);
      page.isBehind = false;
      page.aheadSince = undefined;
    }
  };

  return { repair, check, trouble: () => tableTrouble };
}

/** What the bus brought while the table was read is known by now; and what is told as it is now, is told in one step. */
function unknownOf(feed: Feed, { events, isNow = false }: Since & { kind: 'events' }): PageEvent[] {
  const unknown = events.filter((event) => standing(feed, event) !== 'known');
  return isNow && unknown.length > 0 ? [stepTogether(feed.version, unknown).event] : unknown;
}

/** The page's version moved without an event to show for it, or says the same in other words: nothing to push, but ids must cover it. */
function adopt(feed: Feed, version: Version): void {
  feed.version = mergeVersions(feed.version, version);
  feed.text = encodeVersion(feed.version);
}
