import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import { endOwnTelling, hasJob, takeDueTelling, writeOwnTelling } from '@pharos/region/telling/own-rows';
import { openMax } from '@pharos/region/telling/report';
import { chunkMax, windowMax } from '../telling/plan.ts';
import { notYet, stepTelling, type StepTables } from '../telling/step.ts';
import { fanoutOf, insertDeliveries, type FanoutRow } from './fan-out.ts';
import type { Fanout, TellChoice, TellStep } from './ledger.ts';
import { isItsOwnFault, setAside } from './set-aside.ts';

/**
 * One step of a notice of this region that is due and that no other notifier has in hand. Deliveries, cursor and what is said to
 * other regions are one transaction: killed at any point, the next notifier goes on exactly there. One that cannot be told is set aside.
 */
export async function tell(sql: Sql, choice: TellChoice): Promise<TellStep | undefined> {
  let taken: string | undefined;
  try {
    return await sql.begin(async (tx) => {
      const telling = await takeDueTelling(tx, choice.region, choice.now);
      if (!telling) return undefined;
      const { update } = telling;
      taken = update;
      const [row] = await tx<(FanoutRow & { total: number })[]>`
        select notice, kind, page, page_name, at, fact, components, looks, trace, total from fanout where notice = ${update}`;
      if (!row) {
        // Not opened yet; or forgotten, with all that there was of it.
        if (await hasJob(tx, update)) await writeOwnTelling(tx, update, notYet(telling, choice.now));
        else await endOwnTelling(tx, update);
        return { notice: update, rows: 0, isDone: false };
      }
      const fanout = fanoutOf(row);
      const { change, step } = await stepTelling(telling, { fanout, total: row.total }, tablesOf(tx, fanout, choice), choice);
      if (step.rows > 0) await tx`update fanout set cursor = ${change.own.cursor}, total = total + ${step.rows} where notice = ${update}`;
      await writeOwnTelling(tx, update, change);
      return step;
    });
  } catch (error) {
    if (taken === undefined || !isItsOwnFault(error)) throw error;
    const [notice, trouble] = [taken, (error as Error).message];
    await sql.begin(async (tx) => {
      await endOwnTelling(tx, notice);
      await setAside(tx, notice, trouble, { isShared: true });
    });
    return { notice, rows: 0, isDone: true, trouble };
  }
}

// As many as are said by name, and the window.
const openRead = openMax + windowMax * chunkMax;

function tablesOf(tx: Transaction, fanout: Fanout, { now, read, readOf }: TellChoice): StepTables {
  return {
    read: (cursor, limit) => read(fanout, cursor, limit, tx),
    readOf: (ids) => readOf(fanout, ids, tx),
    insert: (subscribers, state) => insertDeliveries(tx, fanout, subscribers, new Date(now), { isShared: true, state }),
    readOpen: async () => {
      const rows = await tx<{ subscriber: string }[]>`
        select subscriber from delivery
        where notice = ${fanout.notice} and is_shared and state in ('pending', 'sending', 'unknown') and (state <> 'unknown' or next_at is not null)
        order by subscriber limit ${openRead}`;
      return rows.map(({ subscriber }) => subscriber);
    },
  };
}
