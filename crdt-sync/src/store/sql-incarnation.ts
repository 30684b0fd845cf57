import type { Transaction } from '@pharos/core/outside/postgres';
import type { Identity } from './store.ts';

/**
 * The identity changes whenever this might not be the database it was: another cluster, another timeline (a promotion or a
 * point-in-time restore), another start of the server (a copied volume keeps everything else), another database or another
 * making of the table (a dump that was loaded). The first three cannot change under a connection that may write (a promotion
 * comes before its first write), and reading them opens a file: a connection looks once.
 */
export async function readIdentity(tx: Transaction): Promise<Identity> {
  const [row] = await tx<{ ident: string; origin: number | null; lead_ms: number }[]>`
    with me as (
      select concat_ws('/',
        coalesce(nullif(current_setting('pharos.server', true), ''), set_config('pharos.server', concat_ws('/',
          (select system_identifier from pg_control_system()),
          left(pg_walfile_name(pg_current_wal_lsn()), 8),
          extract(epoch from pg_postmaster_start_time())), false)),
        (select oid from pg_database where datname = current_database()),
        'incarnation'::regclass::oid) as ident)
    select me.ident, incarnation.origin, mesh_state.lead_ms
    from me cross join mesh_state left join incarnation on incarnation.ident = me.ident`;
  const { ident, origin, lead_ms } = row!;
  return { ident, origin: origin ?? undefined, leadMs: lead_ms };
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
    union select key::bigint from peer, jsonb_each(vv)`;
  return new Set(rows.map(({ origin }) => origin));
}
