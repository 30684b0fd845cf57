import type { Sql } from '@pharos/core/outside/postgres';
import { readPageEventsSince, readPageVersion, type Since } from '@pharos/core/region/page-events';
import type { Version } from '@pharos/core/version';

/** What the region's Postgres says of a page: the truth that everything else here is a hint of. */
export interface PageTable {
  version(page: string): Promise<Version | undefined>;
  since(page: string, version: Version, limit: number): Promise<Since>;
}

export function pageTable(sql: Sql): PageTable {
  return {
    version: (page) => readPageVersion(sql, page),
    since: (page, version, limit) => readPageEventsSince(sql, page, version, limit),
  };
}
