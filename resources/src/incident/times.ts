import { Problem } from '@pharos/core/problem';
import type { IncidentStatus } from '@pharos/core/severity';
import { Time } from '@pharos/core/value';

/** When an incident began and ended, as somebody says it. */
export interface SaidTimes {
  startedAt?: string | undefined;
  resolvedAt?: string | undefined;
}

/** Until when more will be told, as somebody says it with an update. */
export const NextUpdateAt = Time.optional().describe(
  'Until when visitors will be told more; it ends with the next update, whatever that says',
);

// The clocks of those who report an outage differ from ours by as much.
const clockSlipMs = 60_000;

/** Throws for times that cannot be: what has not happened yet, and what ended before it began. */
export function requireTimes(said: SaidTimes, whole: { startedAt: string; resolvedAt: string | null }, now: string): void {
  for (const path of ['startedAt', 'resolvedAt'] as const) {
    const time = said[path];
    if (time !== undefined && Date.parse(time) > Date.parse(now) + clockSlipMs)
      throw wrong(path, `must not be in the future (it is ${now} now)`);
  }
  // Those of before are as they are, and can be mended one after the other.
  if (said.startedAt === undefined && said.resolvedAt === undefined) return;
  if (whole.resolvedAt === null || Date.parse(whole.resolvedAt) >= Date.parse(whole.startedAt)) return;
  if (said.resolvedAt === undefined) throw wrong('startedAt', `must not be later than it was resolved (${whole.resolvedAt})`);
  throw wrong('resolvedAt', `must not be earlier than it began (${whole.startedAt})`);
}

/** Of an incident that is opened: it may be over by now. */
export function requireOpeningTimes(said: SaidTimes & { status: IncidentStatus }, now: string): void {
  const { startedAt, resolvedAt, status } = said;
  if (resolvedAt !== undefined && status !== 'resolved') throw wrong('resolvedAt', 'goes with the status resolved');
  if (resolvedAt !== undefined && startedAt === undefined) throw wrong('startedAt', 'is missing: say when it began, too');
  requireTimes(said, { startedAt: startedAt ?? now, resolvedAt: resolvedAt ?? null }, now);
}

// Nobody waits longer for the next word, and a month is a slip of the keyboard.
const promiseMaxMs = 7 * 86_400_000;

/** Until when an update says that more will be told: later than now, and of what is not over. */
export function requirePromise({ nextUpdateAt, status }: { nextUpdateAt?: string | undefined; status: IncidentStatus }, now: string): void {
  if (nextUpdateAt === undefined) return;
  if (status === 'resolved') throw wrong('nextUpdateAt', 'goes with no update that says that it is resolved');
  const ms = Date.parse(nextUpdateAt) - Date.parse(now);
  if (ms <= 0) throw wrong('nextUpdateAt', `must be in the future (it is ${now} now)`);
  if (ms > promiseMaxMs) throw wrong('nextUpdateAt', 'must be within seven days');
}

/** It is over and was told of by its times: written down afterwards, for the record. */
export function isBackfilled({ startedAt, resolvedAt }: SaidTimes): boolean {
  return startedAt !== undefined && resolvedAt !== undefined;
}

function wrong(path: string, message: string): Problem {
  return new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
