import { isContentFault, type Transaction } from '@pharos/core/outside/postgres';
import type { Json } from '@pharos/resources/fold';

export interface AuditRow {
  origin: number;
  seq: number;
  n: number;
  at: string;
  hlc: number;
  region: string;
  /** Undefined: whose it is is looked up here. */
  organisation?: string | null;
  page: string | null;
  actor: string;
  actor_kind: string | null;
  verb: string | null;
  address: string | null;
  doc: string;
  kind: string;
  fields: Record<string, Json>;
}

// One of these writes: several regions' processes beside each other would do the same work twice.
export const auditLock = 7_426_031;

/** Who changed what. What is known is left as it is. */
export async function writeAudit(tx: Transaction, rows: AuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  try {
    await tx.savepoint((inner) => insert(inner, rows));
  } catch (error) {
    // One that no column takes must not keep all that come after it out.
    if (!isContentFault(error)) throw error;
    for (const row of rows) {
      await tx
        .savepoint((inner) => insert(inner, [row]))
        .catch((fault: unknown) => {
          if (!isContentFault(fault)) throw fault;
        });
    }
  }
}

/** The same, as another region has it. What was purged here in the meantime, or is being purged, stays forgotten; that it was is no secret. */
export async function adoptAudit(tx: Transaction, rows: AuditRow[]): Promise<void> {
  await tx`select pg_advisory_xact_lock(${auditLock})`;
  const docs = await tx<{ id: string; purged: boolean }[]>`
    select id, purged from doc where id = any(${[...new Set(rows.map(({ doc }) => doc))]}) order by id for share`;
  const forgotten = new Set(docs.filter(({ purged }) => purged).map(({ id }) => id));
  await writeAudit(
    tx,
    rows.filter(({ doc, verb }) => verb === 'purge' || !forgotten.has(doc)),
  );
}

const insert = (tx: Transaction, rows: AuditRow[]) => tx`
  insert into audit (origin, seq, n, at, hlc, region, page, actor, actor_kind, verb, address, doc, kind, fields, organisation)
  select origin, seq, n, at, hlc, region, said.page, actor, actor_kind, verb, address, doc, kind, fields, case
      when known then said.organisation
      when said.page is not null then (select organisation from page where id = said.page)
      when kind = 'organisation' then thing
      when kind = 'apikey' then (select organisation from api_key where id = thing)
      when kind = 'seat' then (select organisation from seat where id = thing)
      when kind = 'person' then (
        select case when count(*) = 1 then (array_agg(organisation))[1] end from seat where person = thing and not removed) end
  from (
    select each.*, case when kind in ('organisation', 'apikey', 'seat', 'person') then split_part(doc, ':', 2)::uuid end as thing
    from jsonb_to_recordset(${tx.json(rows.map((row) => ({ ...row, known: row.organisation !== undefined })))}) as each (
      origin bigint, seq bigint, n int, at timestamptz, hlc bigint, region text, page uuid, actor text, actor_kind text, verb text,
      address text, doc text, kind text, fields jsonb, organisation uuid, known boolean)) said
  on conflict do nothing`;
