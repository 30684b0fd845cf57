import { Fact } from '@pharos/resources/fact';
import { idFrom } from '@pharos/core/id';
import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import { travelling } from '@pharos/core/traces';
import { z } from 'zod';
import type { Looks } from '../looks.ts';
import type { Subscriber } from '../region.ts';
import { SignInLink } from '../channels/email/sign-in.ts';
import type { ExpandChoice, ExpandStep, Fanout, FanoutKind } from './ledger.ts';
import { isItsOwnFault, setAside } from './set-aside.ts';

export interface FanoutRow {
  notice: string;
  kind: FanoutKind;
  page: string;
  page_name: string;
  at: Date;
  fact: unknown;
  components: unknown;
  looks: Looks | null;
  trace: string | null;
}

export async function known(sql: Sql, notices: string[]): Promise<Set<string>> {
  const rows = await sql<{ notice: string }[]>`select notice from fanout where notice = any(${notices}::uuid[])`;
  return new Set(rows.map(({ notice }) => notice));
}

export async function open(sql: Sql, fanouts: Fanout[]): Promise<void> {
  await insertFanouts(sql, fanouts, { isDone: false, total: 0 });
}

/** Into the ledger, where `tell` brings it out part by part. A version before this one passes it over. */
export async function openShared(sql: Sql, fanouts: Fanout[]): Promise<void> {
  await insertFanouts(sql, fanouts, { isDone: true, total: 0 });
}

export async function takeAsTold(sql: Sql, fanouts: Fanout[]): Promise<void> {
  await insertFanouts(sql, fanouts, { isDone: true, total: 0 });
}

export async function confirm(sql: Sql, fanout: Fanout, subscriber: Subscriber, now: number): Promise<void> {
  await sql.begin(async (tx) => {
    await insertFanouts(tx, [fanout], { isDone: true, total: 1 });
    await insertDeliveries(tx, fanout, [subscriber], new Date(now));
  });
}

/**
 * Takes one open fan-out that no other expander holds, and one page of subscribers. The rows and the cursor are one
 * transaction: killed at any point, the next expander goes on exactly there. One that cannot be expanded is set aside.
 */
export async function expand(sql: Sql, choice: ExpandChoice): Promise<ExpandStep | undefined> {
  let taken: string | undefined;
  try {
    return await sql.begin(async (tx) => {
      const [row] = await tx<(FanoutRow & { cursor: string | null })[]>`
        select notice, kind, page, page_name, at, fact, components, looks, trace, cursor from fanout
        where not is_done order by created_at limit 1 for update skip locked`;
      if (!row) return undefined;
      taken = row.notice;
      return expandStep(tx, fanoutOf(row), row.cursor, choice);
    });
  } catch (error) {
    if (taken === undefined || !isItsOwnFault(error)) throw error;
    const trouble = (error as Error).message;
    await setAside(sql, taken, trouble);
    return { notice: taken, rows: 0, isDone: true, trouble };
  }
}

async function expandStep(
  tx: Transaction,
  fanout: Fanout,
  cursor: string | null,
  { now, read, isTold, pageSize }: ExpandChoice,
): Promise<ExpandStep> {
  const subscribers = await read(fanout, cursor, tx);
  const told = subscribers.filter((subscriber) => isTold(fanout, subscriber));
  const rows = told.length === 0 ? 0 : await insertDeliveries(tx, fanout, told, new Date(now));
  const isDone = subscribers.length < pageSize;
  await tx`
    update fanout set cursor = ${subscribers.at(-1)?.id ?? cursor}, total = total + ${rows}, is_done = ${isDone}
    where notice = ${fanout.notice}`;
  return { notice: fanout.notice, rows, isDone };
}

const Components = z.array(z.string());
const Told = z.union([Fact, SignInLink]);

/** Throws for what this version cannot read. */
export function fanoutOf(row: FanoutRow): Fanout {
  return {
    ...headOf(row),
    fact: row.fact === null ? null : Told.parse(row.fact),
    components: Components.parse(row.components),
  };
}

/** What this version cannot read comes with what is wrong, and with nothing to tell. */
export function readFanout(row: FanoutRow): { fanout: Fanout; trouble?: string } {
  try {
    return { fanout: fanoutOf(row) };
  } catch (error) {
    return { fanout: { ...headOf(row), fact: null, components: [] }, trouble: (error as Error).message };
  }
}

function headOf({ notice, kind, page, page_name, at, looks, trace }: FanoutRow): Omit<Fanout, 'fact' | 'components'> {
  return { notice, kind, page, pageName: page_name, at: at.toISOString(), looks, trace: travelling(trace) };
}

async function insertFanouts(sql: Sql | Transaction, fanouts: Fanout[], as: { isDone: boolean; total: number }): Promise<void> {
  if (fanouts.length === 0) return;
  const rows = fanouts.map(({ notice, kind, page, pageName, at, fact, components, looks, trace = null }) => ({
    notice,
    kind,
    page,
    page_name: pageName,
    at,
    fact: fact === null ? null : sql.json(fact),
    components: sql.json(components),
    looks: looks === null ? null : sql.json(looks as never),
    is_done: as.isDone,
    total: as.total,
    created_at: at,
    trace,
  }));
  await sql`insert into fanout ${sql(rows)} on conflict (notice) do nothing`;
}

/** `unknown`: somebody else may have told them. Whoever was left to that one here, and is this region's again, is told after all. */
export async function insertDeliveries(
  tx: Transaction,
  fanout: Fanout,
  subscribers: Subscriber[],
  at: Date,
  { isShared = false, state = 'pending' }: { isShared?: boolean; state?: 'pending' | 'unknown' } = {},
): Promise<number> {
  if (subscribers.length === 0) return 0;
  const rows = subscribers.map(({ id, channel, address, language, shape }) => [
    idFrom('delivery', fanout.notice, channel, id),
    id,
    channel,
    address,
    language,
    shape,
  ]);
  const column = (index: number) => rows.map((row) => row[index]!);
  const known = isShared
    ? tx`(notice, channel, subscriber) do update set state = excluded.state, next_at = excluded.next_at, error_class = null, error_code = null,
        is_shared = true, updated_at = excluded.updated_at
      where delivery.state = 'suppressed' and delivery.error_code like 'told-by-%'`
    : tx`do nothing`;
  const inserted = await tx`
    insert into delivery (notice, kind, page, id, subscriber, channel, address, language, shape, state, is_shared, next_at, created_at, updated_at)
    select ${fanout.notice}, ${fanout.kind}, ${fanout.page}, each.id, each.subscriber, each.channel, each.address, each.language, each.shape,
      ${state}, ${isShared}, ${at}, ${at}, ${at}
    from unnest(${column(0)}::uuid[], ${column(1)}::uuid[], ${column(2)}::text[], ${column(3)}::text[], ${column(4)}::text[], ${column(5)}::text[])
      as each(id, subscriber, channel, address, language, shape)
    on conflict ${known}`;
  return inserted.count;
}
