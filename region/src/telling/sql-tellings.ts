import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import { startOf } from './own.ts';
import type { Report } from './report.ts';
import { isUnclaimed, mayPromise, newestOf, takeReport, type Telling } from './rules.ts';
import type { Adoption, Tellings, Unfinished } from './tellings.ts';

interface TellingRow {
  epoch: number;
  teller: string;
  report_epoch: number | null;
  reported_by: string | null;
  step: number;
  reserved_to: string | null;
  told_to: string | null;
  open: string[];
  is_finished: boolean;
}

// A fortnight, as jobs are kept: nothing comes back later than that.
const keepMs = 14 * 24 * 3_600_000;
const perBatch = 2_000;

export function createPostgresTellings(sql: Sql): Tellings {
  return {
    take: (report) =>
      sql.begin(async (tx) => {
        const known = await lockTelling(tx, report.update);
        const [job] = await tx<{ owner: string }[]>`select owner_region as owner from notify_job where update = ${report.update}`;
        const as = takeReport(known, report, job?.owner);
        if (as === 'stored') await storeReport(tx, report);
        return { as, known };
      }),
    promise: (asks, candidate, isHeard) =>
      sql.begin(async (tx) => {
        const answers = [];
        // In one order everywhere, so that two who ask at once do not wait for each other.
        for (const { update, epoch } of [...asks].sort((a, b) => (a.update < b.update ? -1 : 1))) {
          const known = await lockTelling(tx, update);
          const [job] = await tx<{ owner: string }[]>`select owner_region as owner from notify_job where update = ${update}`;
          const teller = known && known.epoch > 0 ? known.teller : (job?.owner ?? known?.teller);
          const isFree = teller === undefined || teller === candidate || (known && isUnclaimed(known)) || !isHeard(teller);
          const isPromised = mayPromise(known, { epoch, teller: candidate }) && isFree;
          if (isPromised) {
            await tx`
              insert into telling (update, epoch, teller) values (${update}, ${epoch}, ${candidate})
              on conflict (update) do update set epoch = excluded.epoch, teller = excluded.teller, own = null, at = clock_timestamp()
              where (telling.epoch, telling.teller) <> (excluded.epoch, excluded.teller)`;
          }
          answers.push({ update, isPromised, known });
        }
        return answers;
      }),
    read: (update) => sql.begin((tx) => lockTelling(tx, update)),
    adopt: (adoption) => sql.begin((tx) => adopt(tx, adoption)),
    unfinishedOf: async (region, { modes, since, limit, unclaimedForMs }) => {
      const owned = sql`
        select job.update, job.at, coalesce(telling.epoch, 0) as epoch, job.telling as mode
        from notify_job job left join telling on telling.update = job.update
        where job.owner_region = ${region} and job.at > ${since} and coalesce(telling.epoch, 0) = 0 and not coalesce(telling.is_finished, false)
        union all`;
      const unclaimed = sql`
        and report_epoch is distinct from epoch and telling.at <= clock_timestamp() - ${unclaimedForMs ?? 0} * interval '1 millisecond'`;
      return [
        ...(await sql<Unfinished[]>`
          select update, epoch, mode from (
            ${unclaimedForMs === undefined ? owned : sql``}
            select job.update, job.at, telling.epoch, job.telling as mode
            from telling join notify_job job on job.update = telling.update
            where telling.teller = ${region} and not telling.is_finished
              and telling.epoch > 0 and job.at > ${since} ${unclaimedForMs === undefined ? sql`` : unclaimed}) left_over
          where mode = any(${modes}) order by at, update limit ${limit}`),
      ];
    },
    unacked: async (region, limit) => {
      const rows = await sql<(TellingRow & { update: string })[]>`
        select update, epoch, teller, report_epoch, reported_by, step, reserved_to, told_to, open, is_finished from telling
        where teller = ${region} and step > acked_step and report_epoch = epoch
        order by at desc limit ${limit}`;
      return rows.flatMap((row) => tellingOf(row.update, row).report ?? []);
    },
    acked: async ({ update, epoch, teller, step }) => {
      await sql`
        update telling set acked_step = greatest(acked_step, ${step}), due_at = clock_timestamp()
        where update = ${update} and epoch = ${epoch} and teller = ${teller}`;
    },
    standDown: async (update, { epoch, teller }) => {
      await sql`
        update telling set epoch = ${epoch}, teller = ${teller}, own = null, acked_step = step, at = clock_timestamp()
        where update = ${update} and (epoch < ${epoch} or (epoch = ${epoch} and epoch = 0))`;
    },
    goOnAlone: async (region) => {
      const done = await sql`
        update telling set is_alone = true, due_at = clock_timestamp()
        where teller = ${region} and not is_finished and own is not null and not is_alone`;
      return done.count;
    },
    oldestWaitMs: async (region) => {
      const [row] = await sql<{ ms: number | null }[]>`
        select extract(epoch from clock_timestamp() - min(at))::float8 * 1000 as ms from telling
        where teller = ${region} and not is_finished and step > acked_step and not is_alone`;
      return Math.max(0, row?.ms ?? 0);
    },
  };
}

/** One batch of what nobody asks for any more; answers how many went. */
export async function pruneTellings(sql: Sql, now: number): Promise<number> {
  const before = new Date(now - keepMs);
  const gone = await sql`
    delete from telling where update = any(array(select update from telling where at < ${before} order by at limit ${perBatch} for update skip locked))`;
  await sql`delete from takeover_order where at < ${before}`;
  return gone.count;
}

/** Waits for whoever changes it just now, also where there is no row to lock yet. */
async function lockTelling(tx: Transaction, update: string): Promise<Telling | undefined> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${update}, 0))`;
  const [row] = await tx<TellingRow[]>`
    select epoch, teller, report_epoch, reported_by, step, reserved_to, told_to, open, is_finished from telling
    where update = ${update} for update`;
  return row && tellingOf(update, row);
}

function tellingOf(update: string, row: TellingRow): Telling {
  const { epoch, teller, report_epoch, reported_by, step, reserved_to, told_to, open, is_finished } = row;
  const report: Report | undefined =
    report_epoch === null
      ? undefined
      : {
          update,
          epoch: report_epoch,
          teller: reported_by!,
          step,
          reservedTo: reserved_to,
          toldTo: told_to,
          open,
          isFinished: is_finished,
        };
  return { epoch, teller, report };
}

// What another region tells is acknowledged to it, and by nobody here: it is not under way here once it is finished there.
async function storeReport(tx: Transaction, { update, epoch, teller, step, reservedTo, toldTo, open, isFinished }: Report): Promise<void> {
  await tx`
    insert into telling (update, epoch, teller, report_epoch, reported_by, step, acked_step, reserved_to, told_to, open, is_finished)
    values (${update}, ${epoch}, ${teller}, ${epoch}, ${teller}, ${step}, ${step}, ${reservedTo}, ${toldTo}, ${open}::uuid[], ${isFinished})
    on conflict (update) do update set epoch = excluded.epoch, teller = excluded.teller, report_epoch = excluded.report_epoch,
      reported_by = excluded.reported_by, step = excluded.step, acked_step = excluded.acked_step, reserved_to = excluded.reserved_to,
      told_to = excluded.told_to, open = excluded.open, is_finished = excluded.is_finished, own = null, at = clock_timestamp()`;
}

async function adopt(tx: Transaction, adoption: Adoption): Promise<boolean> {
  const { update, epoch, teller, isAlone } = adoption;
  const known = await lockTelling(tx, update);
  if (!mayPromise(known, { epoch, teller })) return false;
  // Between the question to the others and now, what was promised here may have been reported once more.
  const { own, report } = startOf({ ...adoption, newest: newestOf([known?.report, adoption.newest]) });
  await tx`
    insert into telling (update, epoch, teller, report_epoch, reported_by, step, reserved_to, told_to, open, is_finished, own, due_at, is_alone)
    values (${update}, ${epoch}, ${teller}, ${epoch}, ${teller}, ${report.step}, ${report.reservedTo}, ${report.toldTo}, ${report.open}::uuid[],
      ${report.isFinished}, ${tx.json(own as never)}, clock_timestamp(), ${isAlone})
    on conflict (update) do update set epoch = excluded.epoch, teller = excluded.teller, report_epoch = excluded.report_epoch,
      reported_by = excluded.reported_by, step = excluded.step, acked_step = 0, reserved_to = excluded.reserved_to,
      told_to = excluded.told_to, open = excluded.open, is_finished = excluded.is_finished, own = excluded.own, due_at = excluded.due_at,
      is_alone = excluded.is_alone, at = clock_timestamp()`;
  return true;
}
