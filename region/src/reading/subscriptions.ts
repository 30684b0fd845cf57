import type { Channel } from '@pharos/core/channel';
import type { Query } from '@pharos/core/outside/postgres';

export interface Subscriber {
  id: string;
  page: string;
  channel: Channel;
  address: string;
  /** Empty: everything on the page. */
  components: string[];
  /** This one incident, and nothing else. */
  incident: string | null;
  /** In which they want to be told; null: in the page's own. */
  language: string | null;
  /** Of a webhook, in whose shape: `own`, or `statuspage`. */
  shape: string;
}

/** What is to be told: of which incident it is, and what of the page it concerns (none: all of it). */
export interface Concerning {
  incident: string | null;
  components: string[];
}

/**
 * Active ones only, in id order behind `afterId`, whom this may concern: those of another incident are passed over. Who follows the
 * incident, and would be told at the same address for the page or its components, is told once.
 */
export async function readSubscribers(
  query: Query,
  page: string,
  concerning: Concerning,
  afterId: string | null,
  limit: number,
): Promise<Subscriber[]> {
  const rows = await query<Subscriber[]>`
    select id, page, channel, address, components, incident, language, shape from subscription s
    where page = ${page} and state = 'active' and ${whomItConcerns(query, concerning)} ${afterId ? query`and id > ${afterId}` : query``}
    order by id limit ${limit}`;
  return [...rows];
}

/** The same, of these alone. */
export async function readSubscribersOf(query: Query, page: string, concerning: Concerning, ids: string[]): Promise<Subscriber[]> {
  const rows = await query<Subscriber[]>`
    select id, page, channel, address, components, incident, language, shape from subscription s
    where page = ${page} and state = 'active' and ${whomItConcerns(query, concerning)} and id = any(${ids}::uuid[]) order by id`;
  return [...rows];
}

function whomItConcerns(query: Query, { incident, components }: Concerning) {
  return incident === null
    ? query`incident is null`
    : query`(incident is null or incident = ${incident} and not exists (
        select from subscription other
        where other.page = s.page and other.channel = s.channel and other.address = s.address and other.state = 'active' and other.incident is null
          and (other.components = '[]' or ${components.length === 0} or other.components ?| ${components})))`;
}

/** Of which of these pages somebody is told as Statuspage would tell them. */
export async function readPagesInShape(query: Query, pages: string[], shape: string): Promise<Set<string>> {
  if (pages.length === 0) return new Set();
  const rows = await query<{ page: string }[]>`
    select page from unnest(${pages}::uuid[]) as asked (page)
    where exists (select from subscription s where s.page = asked.page and s.channel = 'webhook' and s.state = 'active' and s.shape = ${shape})`;
  return new Set(rows.map(({ page }) => page));
}

/** Which of them are still to be told: asked again just before sending. */
export async function isActive(query: Query, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await query<{ id: string }[]>`select id from subscription where id = any(${ids}::uuid[]) and state = 'active'`;
  return new Set(rows.map(({ id }) => id));
}

export interface PendingSubscriber extends Subscriber {
  pageName: string;
  /** When it was asked for. */
  at: string;
  /** How often the question was asked for once more. */
  resent: number;
}

/** Those who still have to answer the question sent to their address, and asked in this region: one region asks them, not all. */
export async function readPending(
  query: Query,
  ownerRegion: string,
  { after, limit }: { after?: { at: string; id: string }; limit: number },
): Promise<PendingSubscriber[]> {
  const rows = await query<(Omit<PendingSubscriber, 'at'> & { at: Date })[]>`
    select s.id, s.page, s.channel, s.address, s.components, s.incident, s.language, s.shape, s.resent, s.asked_at as at, p.name as "pageName"
    from subscription s join page p on p.id = s.page
    where s.state = 'pending' and s.asked_region = ${ownerRegion} ${after ? query`and (s.asked_at, s.id) > (${after.at}, ${after.id})` : query``}
    order by s.asked_at, s.id limit ${limit}`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Which of them have still not answered. */
export async function isPending(query: Query, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await query<{ id: string }[]>`select id from subscription where id = any(${ids}::uuid[]) and state = 'pending'`;
  return new Set(rows.map(({ id }) => id));
}

/** When each of them was last changed, in milliseconds. */
export async function changedAt(query: Query, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await query<{ id: string; at: Date }[]>`select id, updated_at as at from subscription where id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ id, at }) => [id, at.getTime()]));
}

// Nobody follows more pages than these by one number; a sweep of a table must not hang on one message.
const perNumberMax = 500;

/** All subscriptions of one telephone number that have not ended, on whatever page. */
export async function readSubscriptionsOfNumber(query: Query, number: string): Promise<{ id: string; page: string }[]> {
  return [
    ...(await query<{ id: string; page: string }[]>`
      select id, page from subscription where channel = 'sms' and state <> 'ended' and address = ${number} limit ${perNumberMax}`),
  ];
}
