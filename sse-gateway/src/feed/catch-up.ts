import type { PageEvent } from '@pharos/core/fact';
import type { Kit } from '@pharos/core/role';
import { covers, encodeVersion, mergeVersions, sameVersion, type Version } from '@pharos/core/version';
import { standing, type Feed } from './feed.ts';
import { replayMax } from './history.ts';
import type { PageTable } from './table.ts';

/** A feed, and how it stands to the table. */
export interface Followed {
  feed: Feed;
  /** When the table was asked that last said where the page stands. */
  checkedAt: number;
  /** The region has not got what we told already, or has lost the page. */
  isBehind: boolean;
  aheadSince: number | undefined;
  repair: Promise<unknown> | undefined;
  isPoked: boolean;
}

export interface CatchUpOptions {
  kit: Kit;
  table: PageTable;
  isStopped(): boolean;
  push(followed: Followed, event: PageEvent, fromBus: boolean): void;
  /** Readers of the feed must take the View again: it goes on from `version`. */
  startAfresh(followed: Followed, version: Version): void;
}

// A region that stays behind what we told has lost it for good (a restored database): readers start afresh.
const aheadMs = 10_000;

/** Brings feeds up to what the table holds: one look at a time for each, and one more when it was poked meanwhile. */
export function createCatchUp({ kit, table, isStopped, push, startAfresh }: CatchUpOptions) {
  const { clock, log } = kit;
  let tableTrouble: string | undefined;

  const readOn = async (entry: Followed): Promise<void> => {
    for (;;) {
      entry.isPoked = false;
      const askedAt = clock.elapsed();
      const since = await table.since(entry.feed.page, entry.feed.version, replayMax);
      entry.checkedAt = askedAt;
      entry.isBehind = since.kind === 'ahead' || since.kind === 'unknown-page';
      if (since.kind !== 'ahead') entry.aheadSince = undefined;
      switch (since.kind) {
        case 'events':
          // What the bus brought while the table was read is known by now.
          for (const event of since.events) if (standing(entry.feed, event) !== 'known') push(entry, event, false);
          if (since.events.length >= replayMax || entry.isPoked) break;
          if (covers(since.version, entry.feed.version)) adopt(entry.feed, since.version);
          return;
        case 'pruned':
          startAfresh(entry, since.version);
          return;
        case 'ahead':
          entry.aheadSince ??= clock.elapsed();
          if (clock.elapsed() - entry.aheadSince > aheadMs) startAfresh(entry, since.version);
          return;
        case 'unknown-page':
          return; // it was there once: a database that is being restored
      }
    }
  };

  const repair = (entry: Followed): Promise<unknown> => {
    entry.isPoked = true;
    return (entry.repair ??= readOn(entry)
      .then(() => {
        tableTrouble = undefined;
        // Poked between the last look and this line: look again, in a later turn.
        if (entry.isPoked && !isStopped()) setImmediate(() => void repair(entry));
        return undefined;
      })
      .catch((error: unknown) => {
        tableTrouble = `the table does not answer: ${(error as Error).message}`;
        log.warn({ err: error, page: entry.feed.page }, 'could not look for missed events');
      })
      .finally(() => (entry.repair = undefined)));
  };

  /** One row of each tells whether anything is missing; only then is it looked for. */
  const check = async (followed: Followed[]): Promise<void> => {
    const asked = followed.map((entry) => ({ entry, text: entry.feed.text }));
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
    for (const { entry, text } of asked) {
      const { feed } = entry;
      const version = versions.get(feed.page);
      // What the bus brought while the table was read is not in what was read.
      const isTold = version && covers(feed.version, version) && (feed.text !== text || sameVersion(version, feed.version));
      if (!isTold) {
        void repair(entry);
        continue;
      }
      entry.checkedAt = Math.max(entry.checkedAt, askedAt);
      entry.isBehind = false;
      entry.aheadSince = undefined;
    }
  };

  return { repair, check, trouble: () => tableTrouble };
}

/** The page's version moved without an event to show for it, or says the same in other words: nothing to push, but ids must cover it. */
function adopt(feed: Feed, version: Version): void {
  feed.version = mergeVersions(feed.version, version);
  feed.text = encodeVersion(feed.version);
}
