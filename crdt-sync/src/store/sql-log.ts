import type { Transaction } from '@pharos/core/outside/postgres';
import { wholeSeq, type Version } from '@pharos/core/version';
import { sending } from '@pharos/core/outside/sending';
import { joinedBytes } from './joined-bytes.ts';
import type { LogEntry, Notice, OutboxRow } from './store.ts';

export async function readVersion(tx: Transaction): Promise<Version> {
  const rows = await tx<{ origin: number; seq: number }[]>`select origin, seq from reached`;
  return Object.fromEntries(rows.map(({ origin, seq }) => [origin, seq]));
}

export async function lockPosition(tx: Transaction, origin: number, patienceMs?: number): Promise<number> {
  const [, positions] = await Promise.all([patienceMs && bePatient(tx, patienceMs), lockPositions(tx, [origin])]);
  return positions[String(origin)]!;
}

async function bePatient(tx: Transaction, ms: number): Promise<void> {
  await sending(tx`select set_config('lock_timeout', ${String(ms)}, true)`);
}

export async function lockPositions(tx: Transaction, origins: number[]): Promise<Version> {
  const lock = async (): Promise<Version> => {
    const rows = await sending(tx<{ origin: number; seq: number; retired: number | null }[]>`
      select origin, seq, retired from vv left join origin_floor on region = origin >> 26
      where origin = any(${origins}::bigint[]) order by origin for update of vv`);
    return Object.fromEntries(rows.map(({ origin, seq, retired }) => [origin, retired !== null && origin <= retired ? wholeSeq : seq]));
  };
  const known = await lock();
  if (Object.keys(known).length === origins.length) return known;
  await tx`
    insert into vv (origin, seq) select origin, 0 from unnest(${origins}::bigint[]) as asked (origin)
    where not exists (select from origin_floor where region = origin >> 26 and origin <= retired) on conflict do nothing`;
  // Those that have no place by now are retired, and their log is forgotten.
  return { ...Object.fromEntries(origins.map((origin) => [origin, wholeSeq])), ...(await lock()) };
}

export async function setPosition(tx: Transaction, origin: number, seq: number): Promise<void> {
  await tx`update vv set seq = ${seq} where origin = ${origin}`;
}

/** Answers their ids, in the order given. */
export async function addOutbox(tx: Transaction, rows: Omit<OutboxRow, 'id'>[]): Promise<number[]> {
  const envs = joinedBytes(rows.map(({ env }) => env));
  const added = await tx<{ id: number }[]>`
    insert into outbox (origin, page, env)
    select origin, page, substring(${envs.all}::bytea from start for length)
    from unnest(${rows.map(({ origin }) => origin)}::bigint[], ${rows.map(({ page }) => page)}::uuid[], ${envs.starts}::int[], ${envs.lengths}::int[])
      with ordinality as new (origin, page, start, length, at)
    order by at returning id`;
  return added.map(({ id }) => id).sort((a, b) => a - b);
}

export async function takeOutbox(tx: Transaction, limit: number): Promise<OutboxRow[]> {
  const rows = await tx<OutboxRow[]>`
    delete from outbox where id = any(array(select id from outbox order by id limit ${limit})) returning id, origin, page, env`;
  return [...rows].sort((a, b) => a.id - b.id);
}

export async function appendLog(tx: Transaction, entries: LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const envs = joinedBytes(entries.map(({ env }) => env));
  const of = <K extends keyof LogEntry>(key: K) => entries.map((entry) => entry[key]);
  // Arrays, so that it is one prepared statement however many there are.
  await tx`
    insert into log (origin, seq, env, hash, page, outbox, redacted)
    select origin, seq, substring(${envs.all}::bytea from start for length), decode(hash, 'hex'), page, outbox, redacted = 1
    from unnest(${of('origin')}::bigint[], ${of('seq')}::bigint[], ${envs.starts}::int[], ${envs.lengths}::int[], ${of('hash')}::text[],
      ${of('page')}::uuid[], ${of('outbox')}::bigint[], ${of('redacted').map(Number)}::int[])
      as entry (origin, seq, start, length, hash, page, outbox, redacted)`;
}

export async function readEntries(tx: Transaction, origin: number, from: number): Promise<LogEntry[]> {
  const rows = await tx<(Omit<LogEntry, 'hash'> & { hash: Buffer })[]>`
    select origin, seq, env, hash, page, outbox, redacted from log where origin = ${origin} and seq >= ${from} order by seq`;
  return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }));
}

export async function replaceLog(tx: Transaction, { origin, seq, env, hash }: LogEntry): Promise<void> {
  await tx`update log set env = ${Buffer.from(env)}, hash = ${Buffer.from(hash, 'hex')} where origin = ${origin} and seq = ${seq}`;
}

export async function readHash(tx: Transaction, origin: number, seq: number): Promise<string | undefined> {
  const [row] = await tx<{ hash: Buffer }[]>`select hash from log where origin = ${origin} and seq = ${seq}`;
  return row?.hash.toString('hex');
}

/**
 * One region tells an update. A request that was sent again in another region, before it knew of the first, makes one update and a
 * job in each: the job that was written last stays, in every region, whatever order they come in. Somebody asked there because
 * the first region did not answer; so of the two it is the likelier to be able to tell.
 */
export async function addNotices(tx: Transaction, notices: Notice[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(
    ({ update, page, pageName, ownerRegion, at, fact, components, isReturned = false, trace = null, telling = null }) => ({
      update,
      page,
      pageName,
      ownerRegion,
      at,
      fact,
      components,
      isReturned,
      trace,
      telling,
    }),
  );
  await tx`
    insert into notify_job (update, page, page_name, owner_region, at, fact, components, returned, trace, telling)
    select distinct on (update) * from jsonb_to_recordset(${tx.json(rows)})
      as job (update uuid, page uuid, "pageName" text, "ownerRegion" text, at timestamptz, fact jsonb, components jsonb, "isReturned" boolean, trace text, telling text)
    order by update, at desc, "ownerRegion" collate "C" desc
    on conflict (update) do update set
      owner_region = excluded.owner_region, at = excluded.at, page_name = excluded.page_name, fact = excluded.fact,
      components = excluded.components, returned = excluded.returned, trace = excluded.trace, telling = excluded.telling
    where (excluded.at, excluded.owner_region collate "C") > (notify_job.at, notify_job.owner_region collate "C")`;
}
