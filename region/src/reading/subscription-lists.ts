import { Channel } from '@pharos/core/channel';
import type { Query } from '@pharos/core/outside/postgres';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

/** What staff see of a subscription. */
export interface Subscription {
  id: string;
  channel: Channel;
  address: string;
  state: SubscriptionState;
  components: string[];
  incident: string | null;
  /** Null: the page's own. */
  language: string | null;
  shape: string;
  createdAt: string;
}

export const subscriptionStates = ['pending', 'active', 'ended'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

export interface SubscriptionFilter {
  channel?: Channel | undefined;
  state?: SubscriptionState | undefined;
  /** Those that name it. */
  component?: string | undefined;
  incident?: string | undefined;
  /** The beginning of an address, whatever its capitals. */
  search?: string | undefined;
}

/** By id; those that are searched for, by address. Each slice is some steps in an index, whatever is asked for. */
export async function readSubscriptions(
  sql: Query,
  page: string,
  { after, limit, ...filter }: Slice & SubscriptionFilter,
  /** Of these an address is a secret: found only by who has all of it. */
  secretChannels: readonly Channel[] = [],
): Promise<List<Subscription>> {
  const { search, channel, state, component, incident } = filter;
  const named = sql`
    ${component === undefined ? sql`` : sql`and components @> ${sql.json([component])}`}
    ${incident === undefined ? sql`` : sql`and incident = ${incident}`}`;
  if (search !== undefined)
    return searched(sql, { page, after, limit, from: search.trim().toLowerCase(), channel, state, named, secretChannels });
  const key = readKey(after, 'id');
  const behind = key ? sql`and id > ${key.id}` : sql``;
  const isSelective = component !== undefined || incident !== undefined || (channel === undefined && state === undefined);
  const rows = isSelective
    ? await sql<SubscriptionRow[]>`
        select ${columns(sql)} from subscription
        where page = ${page} ${chosen(sql, { channel, state })} ${named} ${behind} order by id limit ${limit + 1}`
    : // Of each channel and state so many as are asked for: the index has them in order, and together they are few.
      await sql<SubscriptionRow[]>`
        select each.* from unnest(${channel ? [channel] : [...Channel.options]}::text[]) as of_channel(name)
        cross join unnest(${state ? [state] : [...subscriptionStates]}::text[]) as of_state(name)
        cross join lateral (
          select ${columns(sql)} from subscription
          where page = ${page} and channel = of_channel.name and state = of_state.name ${behind} order by id limit ${limit + 1}) as each
        order by each.id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', shown);
}

export async function readSubscription(sql: Query, page: string, id: string): Promise<Subscription | undefined> {
  const [row] = await sql<SubscriptionRow[]>`select ${columns(sql)} from subscription where id = ${id} and page = ${page}`;
  return row && shown(row);
}

/** Those that are there. An ended one without an address is one that was forgotten. */
export async function readKnown(sql: Query, ids: string[]): Promise<Map<string, 'pending' | 'active' | 'ended' | 'forgotten'>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; state: SubscriptionState; address: string }[]>`
    select id, state, address from subscription where id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ id, state, address }) => [id, state === 'ended' && address === '' ? 'forgotten' : state]));
}

/** All of a page, in the order of their ids, but for those whose address was forgotten. */
export async function readSubscriptionsAfter(sql: Query, page: string, after: string | undefined, limit: number): Promise<Subscription[]> {
  const rows = await sql<SubscriptionRow[]>`
    select ${columns(sql)} from subscription
    where page = ${page} and address <> '' ${after === undefined ? sql`` : sql`and id > ${after}`} order by id limit ${limit}`;
  return rows.map(shown);
}

export interface SubscriptionCounts {
  channels: { channel: string; pending: number; active: number; ended: number }[];
  /** Of those that name components: how many active ones name each. */
  components: { id: string; active: number }[];
}

/** How many there are: of the largest page it goes through an index of a million, and through its active ones that chose. */
export async function countSubscriptions(sql: Query, page: string): Promise<SubscriptionCounts> {
  const [byState, components] = await Promise.all([
    sql<{ channel: string; state: SubscriptionState; count: number }[]>`
      select channel, state, count(*)::int as count from subscription where page = ${page} group by channel, state`,
    sql<{ id: string; active: number }[]>`
      select chosen.id, count(*)::int as active
      from subscription cross join lateral jsonb_array_elements_text(components) as chosen(id)
      where page = ${page} and state = 'active' and components <> '[]' group by chosen.id order by chosen.id`,
  ]);
  const names = [...new Set([...Channel.options, ...byState.map(({ channel }) => channel)])];
  const of = (channel: string, state: SubscriptionState) =>
    byState.find((each) => each.channel === channel && each.state === state)?.count ?? 0;
  const channels = names.map((channel) => ({
    channel,
    pending: of(channel, 'pending'),
    active: of(channel, 'active'),
    ended: of(channel, 'ended'),
  }));
  return { channels, components: [...components] };
}

interface Search {
  page: string;
  after: string | undefined;
  limit: number;
  from: string;
  channel: Channel | undefined;
  state: SubscriptionState | undefined;
  named: ReturnType<typeof columns>;
  secretChannels: readonly Channel[];
}

async function searched(
  sql: Query,
  { page, after, limit, from, channel, state, named, secretChannels }: Search,
): Promise<List<Subscription>> {
  const key = readKey(after, 'text');
  // By its ends and not by `like`: of a plan that is made once, only these go by the index. No sign comes behind the last there is.
  const rows = await sql<(SubscriptionRow & { sorted: string })[]>`
    select ${columns(sql)}, lower(address) as sorted from subscription
    where page = ${page} and lower(address) collate "C" >= ${from} and lower(address) collate "C" < ${`${from}\u{10ffff}`}
      and (channel <> all(${[...secretChannels]}::text[]) or lower(address) = ${from})
      ${key ? sql`and (lower(address) collate "C", id) > (${key.value}, ${key.id})` : sql``}
      ${chosen(sql, { channel, state })} ${named}
    order by lower(address) collate "C", id limit ${limit + 1}`;
  return listOf(
    [...rows],
    limit,
    ({ sorted }) => sorted,
    ({ sorted: _sorted, ...row }) => shown(row),
  );
}

function chosen(sql: Query, { channel, state }: Pick<SubscriptionFilter, 'channel' | 'state'>) {
  return sql`${channel ? sql`and channel = ${channel}` : sql``} ${state ? sql`and state = ${state}` : sql``}`;
}

type SubscriptionRow = Omit<Subscription, 'createdAt'> & { created_at: Date };

function columns(sql: Query) {
  return sql`id, channel, address, state, components, incident, language, shape, created_at`;
}

function shown({ created_at, ...row }: SubscriptionRow): Subscription {
  return { ...row, createdAt: created_at.toISOString() };
}
