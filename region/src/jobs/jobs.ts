import type { ActorKind } from '@pharos/core/actor';
import type { Query } from '@pharos/core/outside/postgres';
import { listOf, readKey, type List, type Slice } from '../reading/keyset.ts';

/*
 * Long work, and how far it is: a page's own, or an organisation's, of one region. A job goes
 *
 *   receiving -> running -> done | failed      and from the first two: -> cancelled
 *
 * While it is received, its rows are put down beside it; once all are there, it runs: whoever has its lease does some rows, notes
 * down how far that is, and gives it back, so that jobs take turns. A lease runs out, and another goes on from what was noted down.
 * In five years the table holds the jobs of a month, a hundred of each owner at most, and rows of those that are under way.
 */

/** Who asked, and from where: each write says so. */
export interface Actor {
  actor: string;
  by: ActorKind;
  from?: string;
}

export type JobState = 'receiving' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Refusal {
  line: number;
  field: string;
  message: string;
}

export interface Job {
  id: string;
  owner: string;
  kind: string;
  state: JobState;
  asked: Record<string, unknown>;
  actor: Actor;
  receivedBytes: number;
  receivedLines: number;
  receivedRows: number;
  format: Record<string, unknown> | null;
  doneRows: number;
  added: number;
  already: number;
  refused: number;
  refusals: Refusal[];
  detail: string | null;
  tries: number;
  epoch: number;
  nextAt: Date;
  createdAt: Date;
  endedAt: Date | null;
}

// For whoever asks a month later what became of it.
const keepMs = 30 * 86_400_000;
// An upload that broke off is carried on within a day, or not at all: what was sent is forgotten then.
const receivingMaxMs = 86_400_000;
// More at once would only take turns.
export const openPerOwnerMax = 3;
// An upload that has not moved for so long gives its place to another one, where there is no other place.
const stillMs = 600_000;
const keptPerOwnerMax = 100;
// Ten slices of work: whoever holds it for longer is gone.
const leaseMs = 60_000;
// One transaction of some tens of milliseconds.
const rowsPerBatch = 5_000;

const columns = (sql: Query) => sql`
  id, owner, kind, state, asked, jsonb_strip_nulls(jsonb_build_object('actor', actor, 'by', actor_kind, 'from', actor_from)) as actor,
  received_bytes as "receivedBytes", received_lines as "receivedLines",
  received_rows as "receivedRows", format, done_rows as "doneRows", added, already, refused, refusals, detail, tries, epoch,
  next_at as "nextAt", created_at as "createdAt", ended_at as "endedAt"`;

export async function readJob(sql: Query, owner: string, id: string): Promise<Job | undefined> {
  const [job] = await sql<Job[]>`select ${columns(sql)} from job where id = ${id} and owner = ${owner}`;
  return job;
}

/** Newest first. */
export async function readJobs(sql: Query, owner: string, { after, limit }: Slice): Promise<List<Job>> {
  const key = readKey(after, 'time');
  const rows = await sql<Job[]>`
    select ${columns(sql)} from job where owner = ${owner} ${key ? sql`and (created_at, id) < (${key.value}, ${key.id})` : sql``}
    order by created_at desc, id desc limit ${limit + 1}`;
  return listOf(
    [...rows],
    limit,
    ({ createdAt }) => createdAt.toISOString(),
    (job) => job,
  );
}

export interface NewJob {
  id: string;
  owner: string;
  kind: string;
  asked: Record<string, unknown>;
  actor: Actor;
}

/** As it is, if it is there. Undefined: its owner has as many open as it may. */
export async function openJob(sql: Query, { id, owner, kind, asked, actor }: NewJob): Promise<Job | undefined> {
  await sql`
    delete from job where id = any(array(
      select id from job where owner = ${owner} order by created_at desc, id desc offset ${keptPerOwnerMax - 1}))
      and ended_at is not null and not exists (select from job_row where job_row.job = job.id)`;
  await sql`
    update job set state = 'failed', detail = 'it broke off, and another one took its place', ended_at = clock_timestamp()
    where id = (
      select id from job
      where owner = ${owner} and state = 'receiving' and id <> ${id} and moved_at < clock_timestamp() - ${stillMs} * interval '1 millisecond'
      order by moved_at limit 1)
    and (select count(*) from job where owner = ${owner} and ended_at is null) >= ${openPerOwnerMax}`;
  await sql`
    insert into job (id, owner, kind, state, asked, actor, actor_kind, actor_from)
    select ${id}, ${owner}, ${kind}, 'receiving', ${sql.json(asked as never)}, ${actor.actor}, ${actor.by}, ${actor.from ?? null}
    where (select count(*) from job where owner = ${owner} and ended_at is null) < ${openPerOwnerMax}
    on conflict (id) do nothing`;
  return readJob(sql, owner, id);
}

/** Answers whether there was anything to cancel. What it has done stays done. */
export async function cancelJob(sql: Query, owner: string, id: string): Promise<boolean> {
  const ended = await sql`
    update job set state = 'cancelled', ended_at = clock_timestamp(), lease_until = null
    where id = ${id} and owner = ${owner} and ended_at is null`;
  return ended.count > 0;
}

export async function failJob(sql: Query, id: string, detail: string): Promise<void> {
  await sql`
    update job set state = 'failed', detail = ${detail}, ended_at = clock_timestamp(), lease_until = null
    where id = ${id} and ended_at is null`;
}

/** The one that has waited longest, for whoever asks: nobody else has it until the lease ends. */
export async function claimJob(sql: Query): Promise<Job | undefined> {
  const [job] = await sql<Job[]>`
    update job set epoch = epoch + 1, tries = tries + 1, lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where id = (
      select id from job
      where state = 'running' and next_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp())
      order by next_at limit 1 for update skip locked)
    returning ${columns(sql)}`;
  return job;
}

export interface Progress {
  /** The last line that is done; none: nothing is. */
  upTo: number | undefined;
  done: number;
  added: number;
  already: number;
  refused: number;
  refusals: Refusal[];
  /** How long to wait before it goes on. */
  waitMs: number;
  isEnd: boolean;
}

/** What was done, and the lease given back. False: somebody else has it by now, or it was cancelled. */
export async function noteProgress(sql: Query, { id, epoch }: Pick<Job, 'id' | 'epoch'>, progress: Progress): Promise<boolean> {
  const { upTo, done, added, already, refused, refusals, waitMs, isEnd } = progress;
  const [row] = await sql<{ noted: number }[]>`
    with noted as (
      update job set done_rows = done_rows + ${done}, added = added + ${added}, already = already + ${already}, refused = refused + ${refused},
        refusals = refusals || ${sql.json(refusals as never)}::jsonb, lease_until = null, moved_at = clock_timestamp(),
        tries = case when ${done > 0 || waitMs > 0} then 0 else tries end,
        next_at = clock_timestamp() + ${waitMs} * interval '1 millisecond',
        state = case when ${isEnd} then 'done' else state end, ended_at = case when ${isEnd} then clock_timestamp() end
      where id = ${id} and epoch = ${epoch} and state = 'running'
      returning id
    ), gone as (delete from job_row using noted where job_row.job = noted.id and job_row.line <= ${upTo ?? -1})
    select count(*)::int as noted from noted`;
  return row!.noted > 0;
}

/** What is too old, and one batch of rows that nobody needs; answers how many rows went. */
export async function pruneJobs(sql: Query): Promise<number> {
  await sql`
    update job set state = 'failed', detail = 'the upload was not carried on within a day', ended_at = clock_timestamp()
    where state = 'receiving' and moved_at < clock_timestamp() - ${receivingMaxMs} * interval '1 millisecond'`;
  const rows = await sql`
    delete from job_row where ctid = any(array(
      select each.ctid from job cross join lateral (select ctid from job_row where job_row.job = job.id limit ${rowsPerBatch}) as each
      where ended_at is not null limit ${rowsPerBatch}))`;
  await sql`
    delete from job where ended_at < clock_timestamp() - ${keepMs} * interval '1 millisecond'
      and not exists (select from job_row where job_row.job = job.id)`;
  return rows.count;
}
