import type { Query } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';

export interface SignUp {
  page: string;
  channel: Channel;
  address: string;
}

/** What was asked of people since some moment, over all pages of this installation, as far as this region has heard. */
export interface SignUpCounts {
  /** Unanswered questions to the same person, however the address is written. */
  same: number;
  /** To the same host, or to neighbouring numbers. */
  group: number;
  /** Of the page. */
  page: number;
  /** SMS, answered or not: of the page, and of all pages. */
  pageSms: number;
  allSms: number;
}

// Nobody needs to know by how much a limit was passed: the looks stay short, whatever is thrown at us.
const countMax = 20_000;

export async function countSignUps(sql: Query, { page, channel, address }: SignUp, since: Date): Promise<SignUpCounts> {
  const isSms = channel === 'sms';
  const [row] = await sql<SignUpCounts[]>`
    select
      (select count(*) from (select from subscription where state = 'pending' and asked_at > ${since}
        and folded_address(channel, address) = folded_address(${channel}, ${address}) limit ${countMax}) as each)::int as same,
      (select count(*) from (select from subscription where state = 'pending' and channel <> 'email' and asked_at > ${since}
        and address_group(channel, address) = address_group(${channel}, ${address}) limit ${countMax}) as each)::int as "group",
      (select count(*) from (select from subscription where state = 'pending' and asked_at > ${since}
        and page = ${page} limit ${countMax}) as each)::int as page,
      (select count(*) from (select from subscription where ${isSms} and channel = 'sms' and asked_at > ${since}
        and page = ${page} limit ${countMax}) as each)::int as "pageSms",
      (select count(*) from (select from subscription where ${isSms} and channel = 'sms' and asked_at > ${since}
        limit ${countMax}) as each)::int as "allSms"`;
  return row!;
}

/** The beginnings of numbers to which strangers may have an SMS sent. */
export async function readSmsCountries(sql: Query, page: string): Promise<string[]> {
  const [row] = await sql<{ countries: string[] }[]>`select sms_countries as countries from page where id = ${page}`;
  return row?.countries ?? [];
}
