import type { Query } from '@pharos/core/outside/postgres';
import { maySignedInRead, type ReaderOf } from '@pharos/resources/person/reader';
import { readPeople } from './people.ts';

/** Of many who read as people who are signed in: which may go on, in the order asked. */
export async function readWhoMayRead(sql: Query, asked: readonly ReaderOf[], now: number): Promise<boolean[]> {
  if (asked.length === 0) return [];
  const unique = (ids: string[]) => [...new Set(ids)];
  const pages = unique(asked.map(({ page }) => page));
  const [people, rows] = await Promise.all([
    readPeople(sql, unique(asked.map(({ session }) => session.person))),
    sql<{ id: string; organisation: string | null }[]>`select id, organisation from page where id = any(${pages}::uuid[])`,
  ]);
  const organisations = new Map(rows.map(({ id, organisation }) => [id, organisation]));
  return asked.map((each) => maySignedInRead(people.get(each.session.person), each, organisations.get(each.page), now));
}
