import type { Query, Sql, Transaction } from '@pharos/core/outside/postgres';
import { nothingYet, type Progress } from './own.ts';
import type { Report, TellingMode } from './report.ts';

/** A notice that this region tells, as its notifier has it in hand. */
export interface OwnTelling {
  update: string;
  step: number;
  /** The last step that a majority of the regions has. */
  ackedStep: number;
  isAlone: boolean;
  own: Progress;
  report: Pick<Report, 'reservedTo' | 'toldTo' | 'open' | 'isFinished'>;
}

export interface OwnChange {
  own: Progress;
  isAlone: boolean;
  /** What is said of it from now on; undefined: nothing new. */
  said?: (Pick<Report, 'reservedTo' | 'toldTo' | 'open' | 'isFinished'> & { step: number }) | undefined;
  dueAt: number;
}

/** This region begins with what it owns. What another one has taken over, or this one has begun, stays as it is. */
export async function beginTellings(
  query: Query,
  region: string,
  jobs: { update: string; telling: TellingMode }[],
  now: number,
): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map(({ update, telling }) => ({
    update,
    epoch: 0,
    teller: region,
    own: query.json(nothingYet as never),
    due_at: new Date(now),
    is_alone: telling === 'alone',
  }));
  await query`
    insert into telling ${query(rows)}
    on conflict (update) do update set teller = excluded.teller, own = excluded.own, due_at = excluded.due_at, is_alone = excluded.is_alone,
      report_epoch = null, reported_by = null, reserved_to = null, told_to = null, open = '{}', is_finished = false
    where telling.epoch = 0 and telling.own is null`;
}

/** One that is due, which no other notifier has in hand. */
export async function takeDueTelling(tx: Transaction, region: string, now: number): Promise<OwnTelling | undefined> {
  const [row] = await tx<
    {
      update: string;
      step: number;
      acked_step: number;
      is_alone: boolean;
      own: Progress;
      reserved_to: string | null;
      told_to: string | null;
      open: string[];
      is_finished: boolean;
    }[]
  >`
    select update, step, acked_step, is_alone, own, reserved_to, told_to, open, is_finished from telling
    where teller = ${region} and not is_finished and own is not null and due_at <= ${new Date(now)}
    order by due_at limit 1 for update skip locked`;
  if (!row) return undefined;
  const { update, step, acked_step: ackedStep, is_alone: isAlone, own } = row;
  return {
    update,
    step,
    ackedStep,
    isAlone,
    own,
    report: { reservedTo: row.reserved_to, toldTo: row.told_to, open: row.open, isFinished: row.is_finished },
  };
}

export async function writeOwnTelling(tx: Transaction, update: string, { own, isAlone, said, dueAt }: OwnChange): Promise<void> {
  const report = said
    ? tx`, report_epoch = epoch, reported_by = teller, step = ${said.step}, reserved_to = ${said.reservedTo}, told_to = ${said.toldTo},
        open = ${said.open}::uuid[], is_finished = ${said.isFinished}, at = clock_timestamp()`
    : tx``;
  await tx`
    update telling set own = ${tx.json(own as never)}, is_alone = ${isAlone}, due_at = ${new Date(dueAt)} ${report} where update = ${update}`;
}

/** What is told is forgotten: there is nothing left to tell. */
export async function endOwnTelling(tx: Transaction, update: string): Promise<void> {
  await tx`update telling set is_finished = true, own = null, acked_step = step where update = ${update}`;
}

export function hasJob(tx: Transaction, update: string): Promise<boolean> {
  return tx`select 1 from notify_job where update = ${update}`.then(({ length }) => length > 0);
}

/** Updates that became this region's by a takeover, of which something is left to tell. */
export async function readTakenOver(sql: Sql, region: string, limit: number): Promise<string[]> {
  const rows = await sql<{ update: string }[]>`
    select update from telling
    where teller = ${region} and not is_finished and epoch > 0 and own is not null
    order by due_at limit ${limit}`;
  return rows.map(({ update }) => update);
}

// Others take over after a silence of five seconds (`silentMs` of the sync process): who reaches no majority has stopped before that.
const heldAfterMs = 2_500;

export interface Teller {
  region: string;
  /** It may be told, but not now: no majority of the regions is reached. */
  isHeld: boolean;
}

/** The region that tells each of these updates: it may have become another since the job was written. */
export async function readTellers(query: Query, updates: string[]): Promise<Map<string, Teller>> {
  if (updates.length === 0) return new Map();
  const rows = await query<{ update: string; region: string; isHeld: boolean }[]>`
    select job.update, case when telling.epoch > 0 then telling.teller else job.owner_region end as region,
      coalesce(job.telling = 'majority', false) and not coalesce(telling.is_alone, false)
        and (mesh_state.telling is distinct from 'majority' or telling_at < clock_timestamp() - ${heldAfterMs} * interval '1 millisecond') as "isHeld"
    from mesh_state, notify_job job left join telling on telling.update = job.update
    where job.update = any(${updates}::uuid[])`;
  return new Map(rows.map(({ update, region, isHeld }) => [update, { region, isHeld }]));
}
