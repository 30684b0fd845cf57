import { isPostgresOutage, type Query, type Sql } from '@pharos/core/outside/postgres';
import { readFanout, type FanoutRow } from './fan-out.ts';

/**
 * What is in the way of one notice must not be in the way of the next. A notice that this version cannot read, or whose rows
 * the database does not take, is set aside with the reason, and taken up again by a version that can read it.
 */
export async function setAside(sql: Query, notice: string, trouble: string, { isShared = false } = {}): Promise<void> {
  await sql`
    update fanout set is_done = true, trouble = ${trouble.slice(0, troubleMax)} where notice = ${notice} and (not is_done or ${isShared})`;
}

// Enough to see what it is; a fact itself may be long.
const troubleMax = 500;

/** Is it this one thing that is at fault, and not the database, or who else uses it? */
export function isItsOwnFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // Classes of SQLSTATE: 22 a value that no column takes, 23 a row that a table refuses.
  if (typeof code === 'string') return /^(22|23)/.test(code);
  return !isPostgresOutage(error);
}

// News of yesterday would be told to nobody's use: the same as a mail's patience.
const takeUpMaxMs = 24 * 3_600_000;
const takeUpPerRead = 500;

/** Opens again what can be read by now, after an upgrade. Answers how many these are. */
export async function takeUpAgain(sql: Sql, now: number): Promise<number> {
  const rows = await sql<FanoutRow[]>`
    select notice, kind, page, page_name, at, fact, components, trace from fanout
    where trouble is not null and created_at > ${new Date(now - takeUpMaxMs)} order by created_at limit ${takeUpPerRead}`;
  const readable = rows.filter((row) => readFanout(row).trouble === undefined).map(({ notice }) => notice);
  if (readable.length === 0) return 0;
  await sql`update fanout set is_done = false, trouble = null where notice = any(${readable}::uuid[])`;
  return readable.length;
}
