import type { Sql } from '@pharos/core/outside/postgres';
import { listOf, readKey, type List } from '@pharos/region/reading/keyset';
import { shownAddress } from '@pharos/resources/channels/addresses';
import { countedMax, type NotifierQuestion, type ToldDelivery, type ToldNotice } from '@pharos/resources/delivery/asked';

type Asked<What extends NotifierQuestion['what']> = Omit<Extract<NotifierQuestion, { what: What }>, 'what'>;

// Who looks wants to know what went wrong last.
const attemptsMax = 10;

/** What was told of a page, the latest first; each with how many were told so far. */
export async function readToldNotices(sql: Sql, { page, thing, after, limit }: Asked<'notices'>): Promise<List<ToldNotice>> {
  const key = readKey(after, 'time');
  const rows = await sql<NoticeRow[]>`
    select notice as id, at, total, is_done, trouble, created_at, states, counted, ${aboutIn(sql)}
    from (
      select * from fanout
      where page = ${page} and kind = 'notice'
        ${thing === undefined ? sql`` : sql`and ${thing} in (fact->>'incident', fact->>'maintenance')`}
        ${key ? sql`and (created_at, notice) < (${key.value}::timestamptz, ${key.id})` : sql``}
      order by created_at desc, notice desc limit ${limit + 1}
    ) told
    cross join lateral (
      select coalesce(json_agg(json_build_object('channel', channel, 'state', state, 'count', count) order by channel, state), '[]') as states,
        coalesce(sum(count), 0)::int as counted
      from (
        select channel, state, count(*)::int as count
        from (select channel, state from delivery where notice = told.notice limit ${countedMax + 1}) bounded
        group by channel, state
      ) counts
    ) counted
    order by created_at desc, notice desc`;
  return listOf(
    [...rows],
    limit,
    ({ created_at }) => created_at.toISOString(),
    ({ at, is_done, states, counted, total, id, trouble, ...about }) => {
      return { id, ...aboutOf(about), at: at.toISOString(), total, isExpanded: is_done, trouble, states, isCapped: counted > countedMax };
    },
  );
}

/** To whom a notice went, by channel; or what one subscriber was told, the latest first. */
export async function readToldDeliveries(sql: Sql, asked: Asked<'deliveries'>): Promise<List<ToldDelivery>> {
  const { page, of, state, after, limit } = asked;
  const isOfNotice = 'notice' in of;
  const key = readKey(after, isOfNotice ? 'text' : 'time');
  const order = isOfNotice ? sql`channel, subscriber` : sql`created_at desc, id desc`;
  const beyond = isOfNotice
    ? key && sql`and (channel, subscriber) > (${key.value}, ${key.id})`
    : key && sql`and (created_at, id) < (${key.value}::timestamptz, ${key.id})`;
  const rows = await sql<DeliveryRow[]>`
    select told.*, ${aboutIn(sql)}, attempts
    from (
      select * from delivery
      where page = ${page} and ${isOfNotice ? sql`notice = ${of.notice}` : sql`subscriber = ${of.subscription}`}
        ${state === undefined ? sql`` : sql`and state = ${state}`} ${beyond ?? sql``}
      order by ${order} limit ${limit + 1}
    ) told
    join fanout using (notice)
    cross join lateral (
      select coalesce(json_agg(json_build_object(
        'attempt', attempt, 'provider', provider, 'at', at, 'tookMs', took_ms, 'outcome', outcome, 'code', code) order by id desc), '[]') as attempts
      from (select * from attempt_log where delivery = told.id order by id desc limit ${attemptsMax}) latest
    ) tried
    order by ${isOfNotice ? sql`told.channel, told.subscriber` : sql`told.created_at desc, told.id desc`}`;
  return listOf(
    // Where a list of one notice goes on is said by whom it goes to, and not by the delivery.
    rows.map((row) => ({ ...row, id: isOfNotice ? row.subscriber : row.id, delivery: row.id })),
    limit,
    ({ channel, created_at }) => (isOfNotice ? channel : created_at.toISOString()),
    deliveryOf,
  );
}

const aboutIn = (sql: Sql) => sql`fact->>'type' as type, coalesce(fact->>'incident', fact->>'maintenance') as thing,
  fact->>'title' as title, fact->>'status' as status`;

interface AboutRow {
  type: string | null;
  thing: string | null;
  title: string | null;
  status: string | null;
}

interface NoticeRow extends AboutRow {
  id: string;
  at: Date;
  created_at: Date;
  total: number;
  is_done: boolean;
  trouble: string | null;
  states: ToldNotice['states'];
  counted: number;
}

interface DeliveryRow extends AboutRow {
  id: string;
  notice: string;
  channel: ToldDelivery['channel'];
  subscriber: string;
  address: string;
  state: ToldDelivery['state'];
  provider: string | null;
  error_class: string | null;
  error_code: string | null;
  next_at: Date | null;
  created_at: Date;
  updated_at: Date;
  attempts: ToldDelivery['attempts'];
}

function aboutOf({ type, thing, title, status }: AboutRow): Pick<ToldNotice, 'type' | 'thing' | 'title' | 'status'> {
  const kind = type === 'incident-updated' ? 'incident' : type === 'maintenance-updated' ? 'maintenance' : null;
  return { type: kind, thing, title, status };
}

function deliveryOf(row: DeliveryRow & { delivery: string }): ToldDelivery {
  return {
    id: row.delivery,
    notice: row.notice,
    ...aboutOf(row),
    channel: row.channel,
    subscription: row.subscriber,
    // Of some channels it lets whoever has it write there.
    address: shownAddress(row.channel, row.address),
    state: row.state,
    provider: row.provider,
    error: row.error_class,
    code: row.error_code,
    nextAt: row.next_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    attempts: row.attempts.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
  };
}
