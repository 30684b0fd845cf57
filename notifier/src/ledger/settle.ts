import type { Sql } from '@pharos/core/outside/postgres';
import type { Next } from '../next.ts';
import type { AttemptLog, Leased } from './ledger.ts';

/** Gives a lease back that led to no call: the attempt is not counted, and nobody can mistake it for an unknown outcome. */
export async function release(sql: Sql, leased: Leased, at: number): Promise<void> {
  await sql`
    update delivery set state = ${leased.wasUnknown ? 'unknown' : 'pending'}, attempt = attempt - 1,
      unknowns = unknowns - ${leased.wasUnknown ? 1 : 0},
      provider = ${leased.lastProvider}, next_at = ${new Date(at)}, lease_until = null
    where notice = ${leased.notice} and channel = ${leased.channel} and subscriber = ${leased.subscriber}
      and epoch = ${leased.epoch} and state = 'sending'`;
}

/**
 * Writes what came of a call, if the lease is still the newest. A lease that ran out meanwhile has made it `unknown`; the one
 * who made the call knows better, as long as nobody has taken it up again.
 */
export async function settle(sql: Sql, leased: Leased, next: Next, log: AttemptLog | undefined, now: number): Promise<boolean> {
  const isAccepted = next.state === 'accepted';
  const nextAt = next.state === 'pending' || next.state === 'unknown' ? next.at : undefined;
  const [row] = await sql<{ count: number }[]>`
    with settled as (
      update delivery set state = ${next.state}, lease_until = null, updated_at = ${new Date(now)},
        next_at = ${nextAt === undefined ? null : new Date(nextAt)},
        provider_message = coalesce(${isAccepted ? next.messageId : null}, provider_message),
        error_class = ${isAccepted ? null : next.class}, error_code = ${isAccepted ? null : next.code}
      where notice = ${leased.notice} and channel = ${leased.channel} and subscriber = ${leased.subscriber}
        and epoch = ${leased.epoch} and state in ('sending', 'unknown')
      returning 1),
    logged as (
      insert into attempt_log (delivery, attempt, epoch, provider, at, took_ms, outcome, code)
      select ${leased.id}, ${leased.attempt}, ${leased.epoch}, ${leased.provider}, ${new Date(log?.at ?? now)},
        ${Math.round(log?.tookMs ?? 0)}, ${log?.outcome ?? ''}, ${log?.code ?? ''}
      where ${log !== undefined})
    select count(*)::int as count from settled`;
  return row!.count === 1;
}
