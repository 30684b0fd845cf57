import { createHash } from 'node:crypto';
import type { Query } from '@pharos/core/outside/postgres';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readPageAccess } from '@pharos/region/reading/page-access';
import { readPageVersion } from '@pharos/region/reading/page-events';
import { isSettled, readAtOnce } from '@pharos/region/reading/settled';
import type { Asked } from './answer.ts';

/** How a list of a page, or a slice of one, is read that is the same for everybody: with the page's version, in one statement. */
export function listOf(reads: PostgresDoor, page: string, read: (query: Query) => Promise<{ items: object[] }>): Asked['load'] {
  const readIn = async (query: Query) => {
    const [settled, version, access, list] = await Promise.all([
      isSettled(query, [page]),
      readPageVersion(query, page),
      readPageAccess(query, [page]),
      read(query),
    ]);
    return { value: { version, isPublic: access.get(page)?.kind === 'public', list }, isSettled: settled };
  };
  return async () => {
    const { value, isSettled: isCounted } = await reads((sql) => readAtOnce(sql, readIn));
    const bytes = Buffer.from(JSON.stringify(value.list));
    const etag = `"${createHash('sha1').update(bytes).digest('base64url')}"`;
    return { bytes, etag, version: value.version ?? {}, isPublic: value.isPublic, isCounted: isCounted && value.version !== undefined };
  };
}
