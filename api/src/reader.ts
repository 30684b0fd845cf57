import type { Context } from 'hono';
import { isInNetworks } from '@pharos/core/network';
import { Problem } from '@pharos/core/problem';
import { readReaderToken } from '@pharos/core/reader-token';
import { readPageAccess } from '@pharos/region/reading/page-access';
import { maySignedInRead, type ReaderOf } from '@pharos/resources/person/reader';
import type { Deps, Env } from './env.ts';

// The same in words, fields and time, whether a page is hidden or missing, and whatever is asked of it.
export function noPage(): Problem {
  return new Problem('not-found', 'there is no such page');
}

// Of no page: what is not found by its name is looked up all the same.
const nowhere = '00000000-0000-8000-8000-000000000000';

/** Of a page that was looked for by another name; undefined: it was not found. */
export async function requireReaderOf(c: Context<Env>, deps: Deps, page: string | undefined, named: string): Promise<string> {
  await requireReader(c, deps, page ?? nowhere, named);
  if (page === undefined) throw noPage();
  return page;
}

/** A page that is private does not exist for those who have neither a key nor a good token for it. */
export async function requireReader(c: Context<Env>, deps: Deps, page: string, named = page): Promise<void> {
  const { reads, kit, readerKeys, tenants } = deps;
  const caller = c.get('caller');
  if (caller && (await tenants.opens(caller, page))) return;
  // Judged before it is known whether it matters: the time of the answer says nothing either.
  const token = c.req.query('token') ?? readerTokenIn(c.req.header('authorization'));
  const judged = token ? await readReaderToken(token, named, readerKeys, kit.clock.now()) : undefined;
  const access = (await reads((sql) => readPageAccess(sql, [page]))).get(page);
  if (access?.kind === 'gone') throw new Problem('gone', 'this page was forgotten for good');
  if (access?.kind === 'public') return;
  if (access?.addresses && isInNetworks(c.get('address'), access.addresses)) return;
  if (access && judged?.kind === 'good' && judged.issuedAt >= access.tokensFrom) {
    if (!judged.session || (await mayRead(deps, { page, session: judged.session }))) return;
  }
  throw noPage();
}

/** Somebody who is signed in goes on reading while that lasts, and while they have a role on the page: as of some seconds ago. */
export async function mayRead({ accounts, tenants, kit }: Pick<Deps, 'accounts' | 'tenants' | 'kit'>, reader: ReaderOf): Promise<boolean> {
  const person = await accounts.people.find(reader.session.person);
  return maySignedInRead(person, reader, await tenants.organisationOf(reader.page), kit.clock.now());
}

/** Readers and the edge bring their token where others bring a key. */
export function readerTokenIn(authorization: string | undefined): string | undefined {
  return /^Bearer (rt[12]\.\S+)$/i.exec(authorization ?? '')?.[1];
}
