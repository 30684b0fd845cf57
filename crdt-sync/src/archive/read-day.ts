import type { Sql } from '@pharos/core/outside/postgres';
import type { ArchivedEntry } from './archive-format.ts';

// One answer of the database, and one part: what is read and hashed without anybody noticing.
const sliceBytesMax = 1_048_576;
const sliceEntriesMax = 2_000;

interface Row {
  origin: number;
  seq: number;
  env: Buffer;
  hash: Buffer;
  page: string | null;
  redacted: boolean;
  at: Date;
}

/** The next entries of one origin that a table of the log holds, until they are `sliceBytesMax`. */
export async function readSlice(sql: Sql, table: string, origin: number, from: number): Promise<ArchivedEntry[]> {
  const rows = await sql<Row[]>`
    select * from (
      select origin, seq, env, hash, page, redacted, at,
        sum(octet_length(env)) over (order by seq) as total, row_number() over (order by seq) as place
      from ${sql(table)} where origin = ${origin} and seq >= ${from} order by seq limit ${sliceEntriesMax}) entry
    where total < ${sliceBytesMax} or place = 1 order by seq`;
  return rows.map(archivedEntry);
}

/** The same of one day, from whichever partitions hold it. */
export async function readDaySlice(sql: Sql, day: string, origin: number, from: number): Promise<ArchivedEntry[]> {
  const rows = await sql<Row[]>`
    select * from (
      select origin, seq, env, hash, page, redacted, at,
        sum(octet_length(env)) over (order by seq) as total, row_number() over (order by seq) as place
      from log where origin = ${origin} and seq >= ${from} and at >= ${isoDay(day)}::timestamptz and at < ${isoDay(day)}::timestamptz + interval '1 day'
      order by seq limit ${sliceEntriesMax}) entry
    where total < ${sliceBytesMax} or place = 1 order by seq`;
  return rows.map(archivedEntry);
}

/** `20260131` as Postgres reads a moment, in UTC. */
export function isoDay(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)} 00:00:00+00`;
}

function archivedEntry({ origin, seq, env, hash, page, redacted, at }: Row): ArchivedEntry {
  return { origin, seq, env, hash: hash.toString('hex'), page, outbox: null, redacted, at: at.getTime() };
}
