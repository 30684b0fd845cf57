import type { Region } from '@pharos/lab/region';

/** What one region's own tables say. */
export interface Books {
  region: string;
  /** Of each table that must be the same everywhere: one hash over its rows. */
  digests: Record<string, string>;
  /** (origin, seq) and the hash of what stands there. */
  log: Map<string, string>;
  /** Places of the log that stand there twice, or not at all between the first and the last. */
  logFaults: number;
  quarantined: number;
}

/**
 * By plain SQL, so that a fault of the product's own comparison cannot hide one of its data. A document whose hash is empty says nothing
 * yet: its row is a region's own lock.
 */
export async function readBooks({ name, sql }: Pick<Region, 'name' | 'sql'>): Promise<Books> {
  const [digests] = await sql<Record<string, string>[]>`
    select
      (select md5(string_agg(id || encode(hash, 'hex'), ',' order by id)) from doc where not purged and hash <> ''::bytea) as documents,
      (select md5(string_agg(concat_ws('|', id, title, status, impact, conflict, deleted), ',' order by id)) from incident) as incidents,
      (select md5(string_agg(md5(concat_ws('|', id, incident, status, body, hlc, region)), ',' order by id)) from incident_update) as updates,
      (select md5(string_agg(concat_ws('|', id, name, ord, status, shown, removed, updated_at), ',' order by id)) from component) as components,
      (select md5(string_agg(concat_ws('|', id, channel, address, state), ',' order by id)) from subscription) as subscriptions,
      (select md5(string_agg(concat_ws('|', origin, seq), ',' order by origin)) from reached) as vectors,
      (select count(*)::text from outbox) as waiting`;
  const rows = await sql<{ place: string; hash: string }[]>`select origin || ':' || seq as place, encode(hash, 'hex') as hash from log`;
  const [faults] = await sql<{ count: number }[]>`
    select coalesce(sum(abs(rows - reach)), 0)::int as count
    from (select count(*) as rows, max(seq) - min(seq) + 1 as reach from log group by origin) as origins`;
  const [quarantine] = await sql<{ count: number }[]>`select count(*)::int as count from quarantine`;
  return {
    region: name,
    digests: digests!,
    log: new Map(rows.map(({ place, hash }) => [place, hash])),
    logFaults: faults!.count,
    quarantined: quarantine!.count,
  };
}

/** Places of the log that say different things in two regions. */
export function rivalPlaces(books: Books[]): number {
  const said = new Map<string, Set<string>>();
  for (const { log } of books) for (const [place, hash] of log) said.set(place, (said.get(place) ?? new Set()).add(hash));
  return [...said.values()].filter((hashes) => hashes.size > 1).length;
}
