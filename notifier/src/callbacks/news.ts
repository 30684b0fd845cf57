import type { Channel } from '@pharos/core/change';
import type { Sql } from '@pharos/core/outside/postgres';

/** What a provider says later about one delivery. */
export interface ProviderNews {
  provider: string;
  /** The same for the same news: providers repeat themselves. */
  event: string;
  delivery: string;
  messageId: string;
  state: 'accepted' | 'delivered' | 'failed';
  code?: string;
  suppress?: string;
}

/**
 * Takes news once, in any order: a delivery only rises, from unknown to accepted, from there to delivered or failed.
 * So an unknown one that the provider does have is not sent again. Answers the address that must not be written to any more.
 */
export async function takeNews(sql: Sql, news: ProviderNews, now: number): Promise<{ channel: Channel; address: string } | undefined> {
  const { provider, event, delivery, messageId, state, code } = news;
  return sql.begin(async (tx) => {
    const fresh = await tx`
      insert into provider_event (provider, event, delivery, type, at) values (${provider}, ${event}, ${delivery}, ${state}, ${new Date(now)})
      on conflict do nothing`;
    if (fresh.count === 0) return undefined;
    const from = state === 'accepted' ? ['sending', 'unknown'] : ['sending', 'unknown', 'accepted'];
    const [row] = await tx<{ channel: Channel; address: string }[]>`
      update delivery set state = ${state}, provider = ${provider}, provider_message = ${messageId}, next_at = null, lease_until = null,
        error_class = ${state === 'failed' ? 'recipient' : null}, error_code = ${code ?? null}, updated_at = ${new Date(now)}
      where id = ${delivery} and state = any(${from}) returning channel, address`;
    return row;
  });
}
