import { reportOf, type Progress } from '@pharos/region/telling/own';
import type { OwnChange, OwnTelling } from '@pharos/region/telling/own-rows';
import type { Fanout, TellChoice, TellStep } from '../ledger/ledger.ts';
import type { Subscriber } from '../region.ts';
import { advance, ask, begun, chunkMax, hasYoung, isInDoubt, roomFor } from './plan.ts';

// While something is on its way it is looked at this often; the answer of a majority is told at once, and looked for now and then.
const lookMs = 50;
const waitLookMs = 1_000;
// Only stragglers are left.
const idleLookMs = 5_000;

/** What one step finds and leaves behind: all of it in one transaction. */
export interface StepTables {
  /** Who is to be told next, behind a cursor. */
  read(cursor: string | null, limit: number): Promise<Subscriber[]>;
  readOf(ids: string[]): Promise<Subscriber[]>;
  /** Writes deliveries; how many were not there. `unknown`: they may have been told. */
  insert(subscribers: Subscriber[], state: 'pending' | 'unknown'): Promise<number>;
  /** Whose deliveries have not ended, in the order of their ids. */
  readOpen(): Promise<string[]>;
}

/**
 * One step of a notice that is told with other regions standing by: what was reserved goes into the ledger, what has ended leaves the
 * window, the next part is asked for, and what is said of it changes with it.
 */
export async function stepTelling(
  telling: OwnTelling,
  { fanout, total }: { fanout: Fanout; total: number },
  tables: StepTables,
  { now, isTold, aloneAfterMs }: Pick<TellChoice, 'now' | 'isTold' | 'aloneAfterMs'>,
): Promise<{ change: OwnChange; step: TellStep }> {
  let { own } = telling;
  const isReserved = telling.isAlone || telling.ackedStep >= own.askedStep;
  let rows = 0;
  if (isReserved && (own.asked.length > 0 || own.again.length > 0)) {
    const told = (await reservedBy(own, tables)).filter((subscriber) => isTold(fanout, subscriber));
    const { doubted = [], sure = [] } = Object.groupBy(told, ({ id }) => (isInDoubt(own, id) ? 'doubted' : 'sure'));
    rows = (await tables.insert(doubted, 'unknown')) + (await tables.insert(sure, 'pending'));
    own = begun(own, now);
  }
  const open = await tables.readOpen();
  own = advance(own, open, now);
  const told = total + rows;
  const step = Math.max(telling.step + 1, Math.floor(now));
  const room = isReserved ? roomFor(own, told, now) : 0;
  if (room > 0) {
    const next = await tables.read(own.cursor, room);
    own = ask(
      own,
      next.map(({ id }) => id),
      { room, told, step, now },
    );
  }
  const isAsking = own.asked.length > 0;
  const isLate = aloneAfterMs > 0 && isAsking && !isReserved && now - own.askedAt >= aloneAfterMs;
  const isAlone = telling.isAlone || isLate;
  const said = reportOf(own, open);
  const isNew = own.askedStep === step || JSON.stringify(said) !== JSON.stringify(telling.report);
  // What has been on its way for long waits for a provider or a receiver, and each look reads all who are open.
  const isMoving = rows > 0 || hasYoung(own, now);
  const lookAgainMs = isAsking ? (isAlone ? 0 : waitLookMs) : isMoving ? lookMs : own.chunks.length > 0 ? waitLookMs : idleLookMs;
  return {
    change: { own, isAlone, dueAt: now + lookAgainMs, said: isNew ? { ...said, step } : undefined },
    step: { notice: telling.update, rows, isDone: said.isFinished, isAsking: isNew, wentAlone: isLate && !telling.isAlone },
  };
}

/** Everybody up to the end of what was reserved, and whom the region before left open. */
async function reservedBy(own: Progress, { read, readOf }: StepTables): Promise<Subscriber[]> {
  const found = own.again.length > 0 ? await readOf(own.again) : [];
  const end = own.asked.at(-1);
  if (end === undefined) return found;
  for (let after = own.cursor; ;) {
    const page = await read(after, chunkMax);
    found.push(...page.filter(({ id }) => id <= end));
    const last = page.at(-1);
    if (!last || page.length < chunkMax || last.id >= end) return found;
    after = last.id;
  }
}

/** Where there is nothing to be told of yet, it is looked at again a while later. */
export function notYet({ own, isAlone }: OwnTelling, now: number): OwnChange {
  return { own, isAlone, dueAt: now + waitLookMs };
}
