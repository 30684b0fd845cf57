import { busMessageMax, type Bus, type BusSubscription } from '@pharos/core/outside/bus';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { wholeSeq } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import type { LogEntry } from '../store/store.ts';
import { withoutPurgedDocs } from './redact-log.ts';
import { encodeEntries, FetchRequest, parse } from './wire.ts';

// One answer: well under what a bus carries, with room for base64.
export const answerBytesMax = 700_000;

/** Answers peers who miss something of any origin: whoever has it can repair it. */
export function serveFetch(kit: Kit, { sql, bus }: { sql: Sql; bus: Bus }): BusSubscription {
  return bus.subscribe(
    subject.fetch(kit.region),
    (message) => {
      try {
        const request = parse(FetchRequest, message.data);
        run(
          answerTo(sql, request).then((reply) => message.respond(reply)),
          (error) => kit.log.warn({ err: error }, 'a peer asked for what cannot be read now'),
        );
      } catch (error) {
        if (!(error instanceof BadDocument)) throw error;
        kit.log.warn({ reason: error.reason }, 'a peer asked for what cannot be understood');
      }
    },
    { queue: 'fetch' },
  );
}

/** From the log that is kept; and where that begins, when it was asked for what is before. */
export async function answerTo(sql: Sql, { origin, from, max }: FetchRequest): Promise<string> {
  const [kept] = await sql<{ kept_from: number | null; retired: number | null }[]>`
    select kept_from, retired from (values (${origin}::bigint)) as asked (origin)
    left join vv on vv.origin = asked.origin left join origin_floor on region = asked.origin >> 26`;
  if (kept?.kept_from && from < kept.kept_from) return JSON.stringify({ entries: [], keptFrom: kept.kept_from });
  const entries = await withoutPurgedDocs(sql, await readLog(sql, origin, from, max));
  // Retired, and forgotten: who asks for it has to copy what was made of it.
  if (entries.length === 0 && kept?.retired && origin <= kept.retired) return JSON.stringify({ entries: [], keptFrom: wholeSeq });
  return encodeEntries(entries, busMessageMax)[0] ?? JSON.stringify({ entries: [] });
}

/** Entries in sequence from one on, until the answer is full. */
export async function readLog(sql: Sql, origin: number, from: number, max: number): Promise<LogEntry[]> {
  const rows = await sql<(Omit<LogEntry, 'hash'> & { hash: Buffer; total: number })[]>`
    select * from (
      select origin, seq, env, hash, page, redacted, sum(octet_length(env)) over (order by seq) as total
      from log where origin = ${origin} and seq >= ${from} order by seq limit ${max}) entry
    where total * 4 / 3 + 200 * (seq - ${from}) < ${answerBytesMax} or seq = ${from}
    order by seq`;
  return rows.map(({ origin, seq, env, hash, page, redacted }) => ({
    origin,
    seq,
    env,
    hash: hash.toString('hex'),
    page,
    outbox: null,
    redacted,
  }));
}
