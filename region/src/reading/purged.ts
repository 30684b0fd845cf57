import type { Query } from '@pharos/core/outside/postgres';

/** A document that is forgotten for good: whoever keeps something of it in tables of its own forgets that, too. */
export interface Purged {
  id: number;
  kind: string;
  /** Without its kind: an incident's or a subscription's own id. */
  name: string;
  page: string | null;
  at: Date;
}

/** In the order in which they were purged. What was purged in the last moment may still get a smaller id: see `at`. */
export async function readPurged(query: Query, { after, limit }: { after: number; limit: number }): Promise<Purged[]> {
  const rows = await query<(Omit<Purged, 'name'> & { doc: string })[]>`
    select id, kind, doc, page, at from purged where id > ${after} order by id limit ${limit}`;
  return rows.map(({ id, kind, doc, page, at }) => ({ id, kind, name: doc.slice(doc.indexOf(':') + 1), page, at }));
}
