import type { Sql } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';

/** How many notices are set aside. */
export async function countAside(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from fanout where trouble is not null`;
  return row!.count;
}

// One is as bad as so many; counting all of a bad day would take longer each time.
const deadMax = 10_000;

/** How many deliveries came to an end without being sent since then, by channel; at most so many. */
export async function countDead(sql: Sql, since: number): Promise<Map<Channel, number>> {
  const rows = await sql<{ channel: Channel; count: number }[]>`
    select channel, count(*)::int as count from
      (select channel from delivery where state = 'dead' and updated_at > ${new Date(since)} order by updated_at desc limit ${deadMax}) latest
    group by channel`;
  return new Map(rows.map(({ channel, count }) => [channel, count]));
}
