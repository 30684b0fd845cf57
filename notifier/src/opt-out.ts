import { createHmac } from 'node:crypto';
import type { Channel } from '@pharos/core/change';
import type { Sql } from '@pharos/core/outside/postgres';

/** Who must not be written to, whoever asks: asked before every call, by every provider's courier. */
export interface OptOut {
  suppress(channel: Channel, address: string, reason: string, now: number): Promise<void>;
  /** The subscriptions among these that may not be written to, and why. */
  refused(of: { subscriber: string; channel: Channel; address: string }[], now: number): Promise<Map<string, string>>;
  /** Obeyed from now on, here; handed on by `forward`. */
  leave(subscription: string, page: string, now: number): Promise<void>;
  stay(subscription: string): Promise<void>;
  waiting(limit: number): Promise<{ subscription: string; page: string }[]>;
  forwarded(subscription: string): Promise<void>;
}

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
    refused: async (of, now) => {
      const hashes = of.map(({ channel, address }) => hash(channel, address));
      const suppressed = await sql<{ key: string; reason: string }[]>`
        select channel || ':' || address_hash as key, reason from suppression
        where address_hash = any(${hashes}) and (until is null or until > ${new Date(now)})`;
      const left = await sql<{ subscription: string }[]>`
        select subscription from opt_out where subscription = any(${of.map(({ subscriber }) => subscriber)}::uuid[]) and not is_forwarded`;
      const reasons = new Map(suppressed.map(({ key, reason }) => [key, reason]));
      const refused = new Map(left.map(({ subscription }) => [subscription, 'left']));
      for (const [index, { subscriber, channel }] of of.entries()) {
        const reason = reasons.get(`${channel}:${hashes[index]}`);
        if (reason) refused.set(subscriber, reason);
      }
      return refused;
    },
    leave: async (subscription, page, now) => {
      await sql`
        insert into opt_out (subscription, page, at) values (${subscription}, ${page}, ${new Date(now)})
        on conflict (subscription) do update set is_forwarded = false, at = excluded.at`;
    },
    stay: async (subscription) => {
      await sql`delete from opt_out where subscription = ${subscription}`;
    },
    waiting: async (limit) => [
      ...(await sql<{ subscription: string; page: string }[]>`
        select subscription, page from opt_out where not is_forwarded order by at limit ${limit}`),
    ],
    forwarded: async (subscription) => {
      await sql`update opt_out set is_forwarded = true where subscription = ${subscription}`;
    },
  };
}
