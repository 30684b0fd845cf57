import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { archiveDay } from './archive-day.ts';
import { forgetOldDays } from './forget-old-days.ts';
import { redactArchive } from './redact-archive.ts';

/** What keeps the days of the log that this database drops. */
export interface Archive {
  /** For how long it keeps them; and as long is it known who changed what. */
  keepDays: number;
  /** Answers once the day is safe; throws to keep it here. */
  keep(partition: string): Promise<void>;
  /** Takes out what was purged, and what is older than anybody may ask for. */
  tidy(): Promise<void>;
}

// Where nothing is archived, or for ever.
const auditDaysUsually = 365;

export interface ArchiveOptions {
  sql: Sql;
  /** `forget`: days are dropped without a copy. Undefined: nobody said where, and no day is dropped. */
  store: ObjectStore | 'forget' | undefined;
  keepDays: number;
}

/**
 * The log leaves the database only for the archive. While the archive cannot be written the log grows, which is told and
 * costs disk; what is not archived is never dropped.
 */
export function createArchive(kit: Kit, { sql, store, keepDays }: ArchiveOptions): Archive {
  const { log, metrics } = kit;
  const failing = metrics.gauge('archive_failing', 'Days of the log that may go and cannot be archived: 1, or 0');
  const failed = metrics.counter('archive_failed_total', 'Tries to archive a day of the log that failed');
  const archived = metrics.counter('archive_entries_total', 'Changes in days of the log that were archived');
  const removed = metrics.counter('archive_removed_total', 'Objects that were removed from the archive for their age');
  failing.set(0);
  let isTold = false;
  const told = (day: string, error: unknown) => {
    failing.set(1);
    failed.inc();
    if (!isTold)
      log.error({ alarm: 'archive_failing', day, err: error }, 'a day of the log cannot be archived: it stays, and the log grows');
    isTold = true;
  };
  const keepIn = async (target: ObjectStore, partition: string) => {
    try {
      const { entries, parts } = await archiveDay(sql, target, kit.region, partition);
      archived.inc(entries);
      failing.set(0);
      if (isTold) log.info('days of the log are archived again');
      isTold = false;
      log.info({ day: partition, entries, parts: parts.length }, 'a day of the log is archived');
    } catch (error) {
      told(partition, error);
      throw error;
    }
  };
  return {
    keepDays: keepDays > 0 ? keepDays : auditDaysUsually,
    keep: async (partition) => {
      if (store === 'forget') return;
      if (store) return keepIn(store, partition);
      const error = new Error('no archive is configured: set ARCHIVE_URL');
      told(partition, error);
      throw error;
    },
    tidy: async () => {
      if (store === undefined || store === 'forget') return;
      const documents = await redactArchive(sql, store, kit.region);
      if (documents > 0) log.info({ documents }, 'what was purged is out of the archive too');
      removed.inc(await forgetOldDays(store, kit.region, kit.clock.now(), keepDays));
    },
  };
}
