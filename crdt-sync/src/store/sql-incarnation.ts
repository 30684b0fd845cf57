import type { Transaction } from '@pharos/core/outside/postgres';
import type { TellingMode } from '@pharos/region/telling/report';
import type { Version } from '@pharos/core/version';
import type { Identity } from './store.ts';

/**
 * The identity changes whenever this might not be the database it was: another cluster, another timeline (a promotion or a
 * point-in-time restore), another start of the server (a copied volume keeps everything else), another database or another
 * making of the table (a dump that was loaded). The first three cannot change under a connection that may write (a promotion
 * comes before its first write), and reading them opens a file: a connection looks once.
 */
export async function readIdentity(tx: Transaction): Promise<Identity> {
  const [row] = await tx<{ ident: string; origin: number | null; lead_ms: number; is_new: boolean; telling: TellingMode | null }[]>`
    with me as (
      select concat_ws('/',
        coalesce(nullif(current_setting('pharos.server', true), ''), set_config('pharos.server', concat_ws('/',
          (select system_identifier from pg_control_system()),
          left(pg_walfile_name(pg_current_wal_lsn()), 8),
          extract(epoch from pg_postmaster_start_time())), false)),
        (select oid from pg_database where datname = current_database()),
        'incarnation'::regclass::oid) as ident)
    select me.ident, incarnation.origin, mesh_state.lead_ms, not exists (select from incarnation) as is_new,
      case when telling_at >= clock_timestamp() - ${reachKnownMs} * interval '1 millisecond' then telling when telling is not null then 'alone' end as telling
    from me cross join mesh_state left join incarnation on incarnation.ident = me.ident`;
  const { ident, origin, lead_ms, is_new, telling } = row!;
  const cluster = ident.split('/').toSpliced(startAt, 1).join('/');
  return { ident, cluster, origin: origin ?? undefined, isNew: is_new, leadMs: lead_ms, telling: telling ?? undefined };
}

// Twice a second the sync process says whether a majority of the regions is reached (`telling/reach.ts`); without its word none is.
const reachKnownMs = 1_500;

// Where in an identity the start of the server stands.
const startAt = 2;

export async function goOn(tx: Transaction, before: string, ident: string): Promise<void> {
  await tx`update incarnation set ident = ${ident} where ident = ${before}`;
}

export async function originOf(tx: Transaction, ident: string): Promise<number | undefined> {
  const [row] = await tx<{ origin: number }[]>`select origin from incarnation where ident = ${ident}`;
  return row?.origin;
}

export async function readJournal(tx: Transaction): Promise<number> {
  // What is on the disk: a crash may take the rest.
  const [row] = await tx<{ bytes: number }[]>`select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 as bytes`;
  return row!.bytes;
}

/** What the database wrote under before is not needed any more: nothing is ever written under it again. */
export async function retireOrigins(tx: Transaction, last: number): Promise<void> {
  await tx`
    insert into origin_floor (region, retired) values (${last}::bigint >> 26, ${last})
    on conflict (region) do update set retired = greatest(origin_floor.retired, excluded.retired)`;
  await tx`delete from incarnation where origin >> 26 = ${last}::bigint >> 26 and origin <= ${last}`;
}

export async function readUnretired(tx: Transaction, last: number): Promise<Version> {
  const rows = await tx<{ origin: number; seq: number }[]>`
    select origin, seq from vv left join origin_floor on region = origin >> 26
    where origin >> 26 = ${last}::bigint >> 26 and origin <= ${last} and origin > coalesce(retired, 0) and seq > 0`;
  return Object.fromEntries(rows.map(({ origin, seq }) => [origin, seq]));
}

export async function adopt(tx: Transaction, ident: string, origin: number): Promise<void> {
  await tx`
    insert into incarnation (ident, origin) values (${ident}, ${origin})
    on conflict (ident) do update set origin = excluded.origin, minted_at = clock_timestamp()`;
}

export async function knownOrigins(tx: Transaction): Promise<Set<number>> {
  const rows = await tx<{ origin: number }[]>`
    select origin from vv
    union select origin from incarnation
    union select retired from origin_floor
    union select key::bigint from peer, jsonb_each(vv)`;
  return new Set(rows.map(({ origin }) => origin));
}
