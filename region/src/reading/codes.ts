import type { Query } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';

/** What of a page is found by its code alone: lists of all else are short enough to be looked through. */
export const codedKinds = ['incident', 'maintenance', 'subscription'] as const;
export type CodedKind = (typeof codedKinds)[number];

/** The page whose id ends so. */
export async function readPageCoded(sql: Query, tail: string): Promise<string | undefined> {
  return onlyOne(await sql<{ id: string }[]>`select id from page where substr(id::text, 21) = ${tail} limit 2`);
}

/** What of a page has an id that ends so. */
export async function readCoded(sql: Query, page: string, kind: CodedKind, tail: string): Promise<string | undefined> {
  const isThere = kind === 'subscription' ? sql`` : sql`and not deleted`;
  return onlyOne(
    await sql<{ id: string }[]>`select id from ${sql(kind)} where page = ${page} and substr(id::text, 21) = ${tail} ${isThere} limit 2`,
  );
}

function onlyOne(rows: readonly { id: string }[]): string | undefined {
  if (rows.length > 1) throw new Problem('conflict', 'two things have this code: name the one that is meant by its own id');
  return rows[0]?.id;
}
