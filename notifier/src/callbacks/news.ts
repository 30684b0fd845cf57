import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';
import type { FailureClass } from '../outcome.ts';

/** What a provider says later about one delivery. */
export interface ProviderNews {
  provider: string;
  /** The same for the same news: providers repeat themselves. */
  event: string;
  delivery: string;
  messageId: string;
  state: 'accepted' | 'delivered' | 'failed';
  /** Of a failure: what kind it is. */
  class?: FailureClass;
  code?: string;
  suppress?: string;
}

// The network did not bring it, or the provider had no room: nothing is wrong with the number or the text.
const forTheOther = new Set<FailureClass | undefined>(['route', 'throttled', 'transient']);

/**
 * Takes news once, in any order: a delivery only rises, from unknown to accepted, from there to delivered or failed. So an unknown
 * one that the provider does have is not sent again. A failure counts only while the delivery is still this provider's, and is
 * that of this very message: somebody else may have brought it since. What failed for the network's sake is then pending for the
 * other provider, once. Answers the address that must not be written to any more.
 */
export async function takeNews(sql: Sql, news: ProviderNews, now: number): Promise<{ channel: Channel; address: string } | undefined> {
  const { provider, event, delivery, messageId, state } = news;
  return sql.begin(async (tx) => {
    const fresh = await tx`
      insert into provider_event (provider, event, delivery, type, at) values (${provider}, ${event}, ${delivery}, ${state}, ${new Date(now)})
      on conflict do nothing`;
    if (fresh.count === 0) return undefined;
    if (state === 'failed') return takeFailure(tx, news, now);
    const from = state === 'accepted' ? ['sending', 'unknown'] : ['sending', 'unknown', 'accepted'];
    const [row] = await tx<{ channel: Channel; address: string }[]>`
      update delivery set state = ${state}, provider = ${provider}, provider_message = ${messageId}, next_at = null, lease_until = null,
        error_class = null, error_code = null, updated_at = ${new Date(now)}
      where id = ${delivery} and state = any(${from}) returning channel, address`;
    return row;
  });
}

async function takeFailure(
  tx: Transaction,
  { provider, delivery, messageId, class: failureClass = 'recipient', code = '' }: ProviderNews,
  now: number,
): Promise<{ channel: Channel; address: string } | undefined> {
  const [row] = await tx<{ channel: Channel; address: string }[]>`
    with other as (
      select exists (select 1 from attempt_log where delivery = ${delivery} and provider <> ${provider} and outcome = 'accepted') as had_it)
    update delivery set
      state = case when ${forTheOther.has(failureClass)} and not other.had_it then 'pending' else 'failed' end,
      next_at = case when ${forTheOther.has(failureClass)} and not other.had_it then ${new Date(now)}::timestamptz end,
      provider = ${provider}, lease_until = null, error_class = ${failureClass}, error_code = ${code}, updated_at = ${new Date(now)}
    from other
    where id = ${delivery} and state in ('sending', 'unknown', 'accepted')
      and coalesce(provider, ${provider}) = ${provider} and coalesce(provider_message, ${messageId}) = ${messageId}
    returning channel, address`;
  return row;
}
