import type { Sql } from '@pharos/core/outside/postgres';
import { readFanout, type FanoutRow } from './fan-out.ts';
import type { LeaseOptions, Leased } from './ledger.ts';

export type LeasedRow = FanoutRow &
  Omit<Leased, 'fanout' | 'trouble' | 'wasUnknown' | 'lastProvider' | 'lastClass'> & {
    was_unknown: boolean;
    last_provider: string | null;
    last_class: string | null;
  };

/**
 * Makes due deliveries `sending`, before anybody is called. First attempts go before repetitions, so that an outage of one
 * hour ago does not hold up what happens now. Who has just failed a delivery is passed over if there is somebody else.
 */
export async function lease(
  sql: Sql,
  { channel, provider, instead, idempotent, limit, order, now, leaseMs }: LeaseOptions,
): Promise<Leased[]> {
  const rows = await sql<LeasedRow[]>`
    with due as (
      select notice, channel, subscriber, state = 'unknown' as was_unknown, provider as last_provider, error_class as last_class from delivery
      where channel = ${channel} and state in ('pending', 'unknown') and next_at <= ${new Date(now)}
      order by ${order === 'fresh' ? sql`attempt, next_at` : sql`next_at`} limit ${limit} for update skip locked),
    taken as (
      update delivery set
        unknowns = unknowns + case when state = 'unknown' then 1 else 0 end,
        state = 'sending', attempt = attempt + 1, epoch = epoch + 1, lease_until = ${new Date(now + leaseMs)}, next_at = null,
        provider = case when due.was_unknown and provider = any(${idempotent}) then provider
          when provider = ${provider} then coalesce(${instead ?? null}, ${provider}) else ${provider} end,
        updated_at = ${new Date(now)}
      from due
      where delivery.notice = due.notice and delivery.channel = due.channel and delivery.subscriber = due.subscriber
      returning delivery.id, delivery.notice, delivery.kind, delivery.channel, delivery.subscriber, delivery.page, delivery.address, delivery.language, delivery.shape, '' as host,
        delivery.provider, delivery.attempt, delivery.unknowns, delivery.epoch, due.was_unknown, due.last_provider, due.last_class)
    select taken.*, fanout.page_name, fanout.at, fanout.fact, fanout.components, fanout.looks, fanout.trace from taken join fanout using (notice)`;
  return rows.map(leasedOf);
}

export function leasedOf(row: LeasedRow): Leased {
  const { id, notice, kind, channel, subscriber, page, address, language, shape, host, provider, attempt, unknowns, epoch } = row;
  return {
    id,
    notice,
    kind,
    channel,
    subscriber,
    page,
    address,
    language,
    shape,
    host,
    provider,
    attempt,
    unknowns,
    epoch,
    wasUnknown: row.was_unknown,
    lastProvider: row.last_provider,
    lastClass: row.last_class,
    ...readFanout(row),
  };
}

export async function expire(sql: Sql, now: number, waitMs: number): Promise<number> {
  const expired = await sql`
    update delivery set state = 'unknown', error_class = 'unknown', error_code = 'lease', next_at = ${new Date(now + waitMs)},
      updated_at = ${new Date(now)}
    where state = 'sending' and lease_until < ${new Date(now)}`;
  return expired.count;
}

export async function hasten(sql: Sql, provider: string, now: number): Promise<void> {
  await sql`
    update delivery set next_at = ${new Date(now)}
    where state = 'unknown' and unknowns = 0 and provider = ${provider} and next_at > ${new Date(now)}`;
}
