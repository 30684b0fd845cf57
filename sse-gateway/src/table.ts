import type { Clock } from '@pharos/core/clock';
import type { Sql } from '@pharos/core/outside/postgres';
import { readPageAccess, type PageAccess } from '@pharos/core/region/page-access';
import { readPageEventsSince, readPageVersion, readPageVersions, type Since } from '@pharos/core/region/page-events';
import type { Version } from '@pharos/core/version';
import { createLine } from './line.ts';

/** What the region's Postgres says of a page: the truth that everything else here is a hint of. */
export interface PageTable {
  version(page: string): Promise<Version | undefined>;
  /** Of many pages at once; those that are not there are left out. */
  versions(pages: string[]): Promise<Map<string, Version>>;
  since(page: string, version: Version, limit: number): Promise<Since>;
}

/** The same, and who may read which page. */
export interface RegionTable extends PageTable {
  access(pages: string[]): Promise<Map<string, PageAccess>>;
}

// A server that is frozen, or a link that drops everything, never answers nor fails: no reader waits for it longer.
const limitMs = 2_000;
// One look of each of 10,000 pages, of which all had to be asked for at once.
const waitingMax = 10_000;

/** Asks no more at a time than there are connections: what hangs keeps its own, and nothing piles up behind it. */
export function regionTable(sql: Sql, clock: Clock): RegionTable {
  const ask = createLine({ clock, what: 'the database', atOnceMax: sql.options.max, waitingMax, limitMs });
  return {
    version: (page) => ask(() => readPageVersion(sql, page)),
    versions: (pages) => ask(() => readPageVersions(sql, pages)),
    since: (page, version, limit) => ask(() => readPageEventsSince(sql, page, version, limit)),
    access: (pages) => ask(() => readPageAccess(sql, pages)),
  };
}
