import { createHmac } from 'node:crypto';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';

/** Who must not be written to, whoever asks: asked before every call, by every provider's courier. */
export interface OptOut {
  suppress(channel: Channel, address: string, reason: string, now: number): Promise<void>;
  /** The subscriptions among these whose addresses may not be written to, and why. */
  suppressed(of: { subscriber: string; channel: Channel; address: string }[], now: number): Promise<Map<string, string>>;
  /** Obeyed from now on, here; handed on by `forward`. */
  leave(subscription: string, page: string, now: number): Promise<void>;
  stay(subscription: string): Promise<void>;
  /** Who of these has left by a link, and when. */
  leftAt(subscriptions: string[]): Promise<Map<string, number>>;
  waiting(limit: number, now: number): Promise<{ subscription: string; page: string }[]>;
  /** The API does not know it, or not yet: to be handed on again in a while, for a day. */
  postpone(subscription: string, now: number): Promise<void>;
  forwarded(subscription: string): Promise<void>;
}

// A subscription that no region knows for a day is not on its way any more.
const missingMaxMs = 24 * 3_600_000;

export function createOptOut(sql: Sql, key: string): OptOut {
  // Mail addresses differ in case only by mistake; the rest is compared as it is.
  const hash = (channel: Channel, address: string) =>
    createHmac('sha256', key)
      .update(`${channel}:${channel === 'email' ? address.toLowerCase() : address}`)
      .digest('base64url');
  return {
    suppress: async (channel, address, reason, now) => {
      await sql`
        insert into suppression (channel, address_hash, reason, at) values (${channel}, ${hash(channel, address)}, ${reason}, ${new Date(now)})
        on conflict (channel, address_hash) do update set reason = excluded.reason, until = null`;
    },
    suppressed: async (of, now) => {
      const hashes = of.map(({ channel, address }) => hash(channel, address));
      const suppressed = await sql<{ key: string; reason: string }[]>`
        select channel || ':' || address_hash as key, reason from suppression
        where address_hash = any(${hashes}) and (until is null or until > ${new Date(now)})`;
      const reasons = new Map(suppressed.map(({ key, reason }) => [key, reason]));
      return new Map(
        of.flatMap(({ subscriber, channel }, index) => {
          const reason = reasons.get(`${channel}:${hashes[index]}`);
          return reason === undefined ? [] : [[subscriber, reason]];
        }),
      );
    },
    leave: async (subscription, page, now) => {
      await sql`
        insert into opt_out (subscription, page, at) values (${subscription}, ${page}, ${new Date(now)})
        on conflict (subscription) do update set is_forwarded = false, at = excluded.at, next_at = null`;
    },
    stay: async (subscription) => {
      await sql`delete from opt_out where subscription = ${subscription}`;
    },
    leftAt: async (subscriptions) => {
      const rows = await sql<{ subscription: string; at: Date }[]>`
        select subscription, at from opt_out where subscription = any(${subscriptions}::uuid[])`;
      return new Map(rows.map(({ subscription, at }) => [subscription, at.getTime()]));
    },
    waiting: async (limit, now) => [
      ...(await sql<{ subscription: string; page: string }[]>`
        select subscription, page from opt_out where not is_forwarded and coalesce(next_at, at) <= ${new Date(now)} order by at limit ${limit}`),
    ],
    postpone: async (subscription, now) => {
      await sql`
        update opt_out set is_forwarded = at < ${new Date(now - missingMaxMs)},
          next_at = ${new Date(now)}::timestamptz + least(interval '5 minutes', ${new Date(now)}::timestamptz - at)
        where subscription = ${subscription}`;
    },
    forwarded: async (subscription) => {
      await sql`update opt_out set is_forwarded = true where subscription = ${subscription}`;
    },
  };
}
