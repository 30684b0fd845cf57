import type { Sql } from '@pharos/core/outside/postgres';

/** An operator's order to take over from a region, for the sync process of this region to carry out. */
export async function orderTakeover(sql: Sql, region: string): Promise<void> {
  await sql`
    insert into takeover_order (region) values (${region})
    on conflict (region) do update set at = clock_timestamp(), done_at = null, notices = null`;
}

/** How many notices were taken over; undefined: it was not carried out yet. */
export async function readOrder(sql: Sql, region: string): Promise<number | undefined> {
  const [row] = await sql<
    { notices: number | null }[]
  >`select notices from takeover_order where region = ${region} and done_at is not null`;
  return row?.notices ?? undefined;
}

export async function openOrders(sql: Sql): Promise<string[]> {
  return (await sql<{ region: string }[]>`select region from takeover_order where done_at is null order by at`).map(({ region }) => region);
}

export async function orderDone(sql: Sql, region: string, notices: number): Promise<void> {
  await sql`update takeover_order set done_at = clock_timestamp(), notices = ${notices} where region = ${region}`;
}
