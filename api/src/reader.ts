import type { Context } from 'hono';
import { Problem } from '@pharos/core/problem';
import { readReaderToken } from '@pharos/core/reader-token';
import { readPageAccess } from '@pharos/core/region/page-access';
import type { Deps, Env } from './env.ts';

/** A page that is private does not exist for those who have neither a key nor a good token for it. */
export async function requireReader(c: Context<Env>, { reads, kit, readerKeys }: Deps, page: string, named = page): Promise<void> {
  const caller = c.get('caller');
  if (caller && (caller.page === null || caller.page === page)) return;
  // The database finds a page by its id in capitals too, and names it in small letters.
  const access = (await reads((sql) => readPageAccess(sql, [page]))).get(page.toLowerCase());
  if (access?.kind === 'gone') throw new Problem('gone', 'this page was forgotten for good');
  if (access?.kind !== 'private') return; // what is not there says so itself
  const token = c.req.query('token') ?? readerTokenIn(c.req.header('authorization'));
  const judged = token ? await readReaderToken(token, named, readerKeys, kit.clock.now()) : undefined;
  if (judged?.kind === 'good' && judged.issuedAt >= access.tokensFrom) return;
  throw new Problem('not-found', 'there is no such page');
}

/** Readers and the edge bring their token where others bring a key. */
export function readerTokenIn(authorization: string | undefined): string | undefined {
  return /^Bearer (rt1\.\S+)$/i.exec(authorization ?? '')?.[1];
}
