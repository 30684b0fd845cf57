import type { Sql } from '@pharos/core/outside/postgres';
import { BadDocument } from '@pharos/resources/fold';
import { redactEnvelope } from '../document/envelope.ts';
import type { LogEntry } from '../store/store.ts';
import { forgetAudited } from './fill-audit.ts';

// Looked through in one go: some milliseconds, and no more in memory than a few of the largest envelopes.
const entriesMax = 2_000;
const bytesMax = 4_000_000;
// Purges that one pass takes together; more wait for the next.
const docsMax = 200;

interface Entry {
  origin: number;
  seq: number;
  env: Buffer;
}

/**
 * Takes payloads of purged documents out of the log, a piece of it at a time: the log may hold millions of entries, and
 * neither the purge nor what comes from other regions waits for them. It goes on where it was after a crash; several at once do no
 * harm. What comes later has no such payloads. True: there is more to do.
 */
export async function redactSome(sql: Sql): Promise<boolean> {
  const open = await sql<{ id: number; doc: string; log_origin: number; log_seq: number }[]>`
    select id, doc, log_origin, log_seq from purged where not is_out order by log_origin, log_seq, id limit ${docsMax}`;
  if (open.length === 0) return false;
  const { log_origin, log_seq } = open[0]!;
  const ids = open.map(({ id }) => id);
  const entries = await sql<Entry[]>`
    select origin, seq, env from (
      select origin, seq, env, sum(octet_length(env)) over (order by origin, seq) as total, row_number() over (order by origin, seq) as place
      from (select origin, seq, env from log where (origin, seq) > (${log_origin}, ${log_seq}) order by origin, seq limit ${entriesMax}) next) entry
    where total < ${bytesMax} or place = 1 order by origin, seq`;
  const docs = new Set(open.map(({ doc }) => doc));
  for (const { origin, seq, env } of entries) {
    const redacted = withoutDocs(env, docs);
    if (redacted !== env)
      await sql`update log set env = ${Buffer.from(redacted)}, redacted = true where origin = ${origin} and seq = ${seq}`;
  }
  const last = entries.at(-1);
  if (!last) {
    // What was read of the log before is out of it now.
    await forgetAudited(sql, [...docs]);
    await sql`update purged set is_out = true where id = any(${ids})`;
  } else
    await sql`
      update purged set log_origin = ${last.origin}, log_seq = ${last.seq}
      where id = any(${ids}) and (log_origin, log_seq) < (${last.origin}, ${last.seq})`;
  return true;
}

/** All of it, for a command that says so when it is done. */
export async function redactLog(sql: Sql): Promise<void> {
  while (await redactSome(sql));
}

/** What is purged is given to nobody, also while it still stands in the log. */
export async function withoutPurgedDocs(sql: Sql, entries: LogEntry[]): Promise<LogEntry[]> {
  const open = await sql<{ doc: string }[]>`select doc from purged where not is_out`;
  if (open.length === 0) return entries;
  const docs = new Set(open.map(({ doc }) => doc));
  return entries.map((entry) => {
    const env = withoutDocs(entry.env, docs);
    return env === entry.env ? entry : { ...entry, env, redacted: true };
  });
}

function withoutDocs(env: Uint8Array, docs: Set<string>): Uint8Array {
  const bytes = Buffer.from(env.buffer, env.byteOffset, env.byteLength);
  const named = [...docs].filter((doc) => bytes.includes(doc));
  if (named.length === 0) return env;
  try {
    return redactEnvelope(env, new Set(named));
  } catch (error) {
    if (error instanceof BadDocument) return env; // set aside whole: not an envelope that this version can read
    throw error;
  }
}
