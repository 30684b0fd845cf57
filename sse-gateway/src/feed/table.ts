import type { Sql } from '@pharos/core/outside/postgres';
import { createPostgresDoor } from '@pharos/core/outside/postgres-door';
import type { PageAccess } from '@pharos/core/page-access';
import { readPageAccess } from '@pharos/region/reading/page-access';
import { readPageEventsSince, readPageVersion, readPageVersions, type Since } from '@pharos/region/reading/page-events';
import { readWhoMayRead } from '@pharos/region/reading/reader-sessions';
import type { ReaderOf } from '@pharos/resources/person/reader';
import type { Kit } from '@pharos/core/role';
import type { Version } from '@pharos/core/version';

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
  /** Of those who read as people who are signed in, which may go on. */
  mayRead(readers: readonly ReaderOf[]): Promise<boolean[]>;
}

// One look of each of 10,000 pages, of which all had to be asked for at once.
const waitingMax = 10_000;

export interface RegionTableOptions {
  sql: Sql;
  /** Another pool in its place: of connections whose other end has gone without a word the kernel thinks well for a quarter of an hour. */
  reopen?: (() => Sql) | undefined;
  kit: Pick<Kit, 'clock' | 'log'>;
}

/** Asks no more at a time than there are connections: what hangs keeps its own, and nothing piles up behind it. */
export function regionTable({ sql, reopen, kit }: RegionTableOptions): RegionTable {
  const ask = createPostgresDoor({ sql, reopen, kit, waitingMax });
  return {
    version: (page) => ask((by) => readPageVersion(by, page)),
    versions: (pages) => ask((by) => readPageVersions(by, pages)),
    since: (page, version, limit) => ask((by) => readPageEventsSince(by, page, version, limit)),
    access: (pages) => ask((by) => readPageAccess(by, pages)),
    mayRead: (readers) => ask((by) => readWhoMayRead(by, readers, kit.clock.now())),
  };
}
