import type { Query } from '@pharos/core/outside/postgres';
import type { Json } from '@pharos/resources/fold';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

/** One of a flat resource, as it is kept: its fields are the resource's to read. */
export interface StoredRecord {
  id: string;
  fields: Record<string, Json>;
  createdAt: string;
  updatedAt: string;
}

/** Those of a page and kind, by id. */
export async function readRecords(sql: Query, kind: string, page: string, { after, limit }: Slice): Promise<List<StoredRecord>> {
  const key = readKey(after, 'id');
  const rows = await sql<RecordRow[]>`
    select id, fields, created_at, updated_at from record
    where page = ${page} and kind = ${kind} and not removed ${key ? sql`and id > ${key.id}` : sql``}
    order by id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', stored);
}

/** All of one kind whose field says `true`: as many as a page has room for. */
export async function readRecordsWith(sql: Query, kind: string, page: string, field: string): Promise<StoredRecord[]> {
  const rows = await sql<RecordRow[]>`
    select id, fields, created_at, updated_at from record
    where page = ${page} and kind = ${kind} and not removed and fields @> ${sql.json({ [field]: true })} order by id`;
  return rows.map(stored);
}

export async function readRecord(sql: Query, kind: string, page: string, id: string): Promise<StoredRecord | undefined> {
  const [row] = await sql<RecordRow[]>`
    select id, fields, created_at, updated_at from record where id = ${id} and kind = ${kind} and page = ${page} and not removed`;
  return row && stored(row);
}

/** How many there are, not counting `beside`: when a request is sent again, the thing it makes is there already. */
export async function countRecords(sql: Query, kind: string, page: string, beside: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from record where page = ${page} and kind = ${kind} and not removed and id <> ${beside}`;
  return row!.count;
}

interface RecordRow {
  id: string;
  fields: Record<string, Json>;
  created_at: Date;
  updated_at: Date;
}

function stored({ id, fields, created_at, updated_at }: RecordRow): StoredRecord {
  return { id, fields, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
}
