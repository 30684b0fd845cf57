import type { Query } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { Time } from '@pharos/core/value';
import { resources } from '@pharos/resources/registry';
import type { Json } from '@pharos/resources/fold';
import { z } from 'zod';
import type { Whose } from './access.ts';
import type { List } from './keyset.ts';

export interface AuditFilter extends Whose {
  after?: string | undefined;
  limit: number;
  ofPage?: string | undefined;
  actor?: string | undefined;
  verb?: string | undefined;
  kind?: string | undefined;
  /** The id of whatever was changed. */
  thing?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export interface Audited {
  id: string;
  at: string;
  region: string;
  page: string | null;
  actor: string;
  actorKind: string | null;
  /** What the key, or the person, is called by now. */
  actorName: string | null;
  verb: string | null;
  address: string | null;
  kind: string;
  thing: string;
  before: Record<string, Json>;
  after: Record<string, Json>;
}

interface Row {
  origin: number;
  seq: number;
  n: number;
  at: Date;
  region: string;
  page: string | null;
  actor: string;
  actor_kind: string | null;
  actor_name: string | null;
  verb: string | null;
  address: string | null;
  doc: string;
  kind: string;
  fields: Record<string, Json>;
  before: Record<string, Json> | null;
}

/** The latest first. What a field said before is what the change before this one made of it. */
export async function readAudit(sql: Query, filter: AuditFilter): Promise<List<Audited>> {
  const { limit, ofPage, actor, verb, kind, thing, since, until } = filter;
  const key = readPlace(filter.after);
  const rows = await sql<Row[]>`
    with found as (
      select * from audit
      where ${whose(sql, filter)}
        ${ofPage === undefined ? sql`` : sql`and page = ${ofPage}`}
        ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
        ${verb === undefined ? sql`` : sql`and verb = ${verb}`}
        ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
        ${thing === undefined ? sql`` : sql`and doc = any(${resources.map(({ kind: each }) => `${each}:${thing}`)})`}
        ${since === undefined ? sql`` : sql`and at >= ${since}`}
        ${until === undefined ? sql`` : sql`and at < ${until}`}
        ${key ? sql`and (at, origin, seq, n) < (${key.at}::timestamptz, ${key.origin}::bigint, ${key.seq}::bigint, ${key.n}::int)` : sql``}
      order by at desc, origin desc, seq desc, n desc limit ${limit + 1})
    select found.*, coalesce(api_key.name, person.name) as actor_name, (
        select jsonb_object_agg(field, (
          select earlier.fields -> field from audit earlier
          where earlier.doc = found.doc and (earlier.hlc, earlier.origin) < (found.hlc, found.origin) and earlier.fields ? field
          order by earlier.hlc desc, earlier.origin desc limit 1))
        from jsonb_object_keys(found.fields) field) as before
    from found
      left join api_key on found.actor_kind = 'key' and api_key.id::text = found.actor
      left join person on found.actor_kind = 'person' and person.id::text = found.actor
    order by at desc, origin desc, seq desc, n desc`;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(audited), next: rows.length > limit && last ? placeOf(last) : null };
}

function audited({ origin, seq, n, at, actor_kind, actor_name, doc, fields, before, ...row }: Row): Audited {
  const thing = doc.slice(doc.indexOf(':') + 1);
  const known = Object.fromEntries(Object.entries(before ?? {}).filter(([, value]) => value !== null));
  const who = { actorKind: actor_kind, actorName: actor_name };
  return { id: `${origin}.${seq}.${n}`, at: at.toISOString(), ...row, ...who, thing, before: known, after: fields };
}

/** What is of a page, or of an organisation: its pages, its keys, its people, and what those do with their accounts who are in no other one. */
function whose(sql: Query, { page, organisation }: Whose) {
  if (page !== null) return sql`page = ${page}`;
  return organisation === null ? sql`true` : sql`organisation = ${organisation}`;
}

const Place = z.tuple([Time, z.number(), z.number(), z.number()]);

function placeOf({ at, origin, seq, n }: Row): string {
  return Buffer.from(JSON.stringify([at.toISOString(), origin, seq, n])).toString('base64url');
}

function readPlace(after: string | undefined) {
  if (after === undefined) return undefined;
  try {
    const [at, origin, seq, n] = Place.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
    return { at, origin, seq, n };
  } catch (cause) {
    throw new Problem('invalid', '`after` is not one of ours: send the `next` of the slice before', { cause });
  }
}

/** Something that was refused, and how often in a minute. */
export interface Refusal {
  minute: string;
  reason: 'sign-in' | 'not-known' | 'not-allowed';
  who: string;
  address: string;
  organisation: string | null;
  page: string | null;
  count: number;
}

export async function noteRefusals(sql: Query, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await sql`
    insert into refusal (minute, reason, who, address, organisation, page, count)
    select minute, reason, who, address, organisation, page, count from jsonb_to_recordset(${JSON.stringify(refusals)}::text::jsonb)
      as row (minute timestamptz, reason text, who text, address text, organisation uuid, page uuid, count int)
    on conflict (minute, reason, who, address) do update set count = refusal.count + excluded.count`;
}

/** The latest first, of the last days; more than this nobody reads. */
export async function readRefusals(
  sql: Query,
  { page, organisation }: Whose,
  { since, limit }: { since: Date; limit: number },
): Promise<Refusal[]> {
  const rows = await sql<(Omit<Refusal, 'minute'> & { minute: Date })[]>`
    select minute, reason, who, address, organisation, page, count from refusal
    where minute >= ${since} ${page === null ? sql`` : sql`and page = ${page}`}
      ${page !== null || organisation === null ? sql`` : sql`and organisation = ${organisation}`}
    order by minute desc, who, reason, address limit ${limit}`;
  return rows.map((row) => ({ ...row, minute: row.minute.toISOString() }));
}
