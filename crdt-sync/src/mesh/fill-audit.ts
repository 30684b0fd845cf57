import type { Sql } from '@pharos/core/outside/postgres';
import { BadDocument, type Json } from '@pharos/resources/fold';
import { resourceOf } from '@pharos/resources/registry';
import { loggedEnvelope, type LoggedEnvelope } from '../document/envelope.ts';
import { fieldsOfDelta } from '../document/read-delta.ts';
import { auditLock, writeAudit, type AuditRow } from '../store/sql-audit.ts';

// Some milliseconds of this process, in which it does nothing else.
// Of each origin, so that none waits for another that is far behind: some hundred together.
const entriesPerOrigin = 50;
// Of each look, so that whoever writes, and applies what others wrote, has the processor: a region that writes more for long is seen later.
const batchesPerLook = 10;
// Enough to see what was changed to what; the whole text stands in the thing itself, or in its history.
const valueCharsMax = 500;

interface LogRow {
  origin: number;
  seq: number;
  env: Buffer;
}

/**
 * Reads on in the log, of each origin from where it was, and writes down who changed what. It stands behind the writes, in no
 * transaction of theirs; what it reads twice it writes once. Answers how many entries it has read.
 */
export async function fillAudit(sql: Sql, { waits = false } = {}): Promise<number> {
  return sql.begin<number>(async (tx) => {
    const [lock] = waits
      ? await tx<{ mine: boolean }[]>`select true as mine from pg_advisory_xact_lock(${auditLock})`
      : await tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${auditLock}) as mine`;
    if (!lock!.mine) return 0;
    const rows = await tx<LogRow[]>`
      select log.origin, log.seq, log.env from vv left join audit_mark using (origin)
        cross join lateral (
          select origin, seq, env from log where log.origin = vv.origin and log.seq > coalesce(audit_mark.seq, 0) and log.seq <= vv.seq
          order by seq limit ${entriesPerOrigin}) log
      order by log.origin, log.seq`;
    if (rows.length === 0) return 0;
    await writeAudit(tx, [...rows].flatMap(auditOf));
    const marks = [...new Map(rows.map(({ origin, seq }) => [origin, seq]))];
    await tx`
      insert into audit_mark (origin, seq) select * from unnest(${marks.map(([origin]) => origin)}::bigint[], ${marks.map(([, seq]) => seq)}::bigint[])
      on conflict (origin) do update set seq = greatest(audit_mark.seq, excluded.seq)`;
    return rows.length;
  });
}

/** As much as there is, but no more than one look may take: the next one goes on there. */
export async function catchUpAudit(sql: Sql): Promise<void> {
  for (let batch = 0; batch < batchesPerLook; batch++) if ((await fillAudit(sql)) === 0) return;
}

/** All that is in the log by now, behind whoever else writes it down: for who asks for all of it. */
export async function finishAudit(sql: Sql): Promise<void> {
  while ((await fillAudit(sql, { waits: true })) >= entriesPerOrigin); // fewer than one origin may have: none has more
}

function auditOf({ origin, seq, env }: LogRow): AuditRow[] {
  const envelope = readable(env);
  if (!envelope) return [];
  return envelope.ops.flatMap((op, n) => {
    const fields = op.purge ? {} : fieldsOf(op);
    return fields === undefined ? [] : [rowOf(envelope, { origin, seq, n }, op, fields)];
  });
}

function rowOf(
  { at, hlc, region, page, actor, by, verb, from }: LoggedEnvelope,
  place: { origin: number; seq: number; n: number },
  op: LoggedEnvelope['ops'][number],
  fields: Record<string, Json>,
): AuditRow {
  const who = { actor, actor_kind: by ?? null, verb: verb ?? null, address: from ?? null };
  return { ...place, at: new Date(at).toISOString(), hlc, region, page: op.page ?? page, ...who, doc: op.doc, kind: op.kind, fields };
}

// What this version cannot read is in the log and in the archive all the same.
function readable(env: Buffer): LoggedEnvelope | undefined {
  try {
    return loggedEnvelope(env);
  } catch (error) {
    if (error instanceof BadDocument) return undefined;
    throw error;
  }
}

/** Undefined: nothing was written to it; it only shows something else by what was. */
function fieldsOf({ kind, delta }: LoggedEnvelope['ops'][number]): Record<string, Json> | undefined {
  if (!delta) return undefined;
  const resource = resourceOf(kind);
  if (resource?.isText) return { text: '(edited)' };
  const secrets = new Set(resource?.secrets);
  try {
    const said = Object.entries(fieldsOfDelta(delta));
    return Object.fromEntries(
      // What a request asked, for its repetition, says nothing that the fields do not.
      said.flatMap(([name, value]) => {
        const prefix = name.split('/')[0]!;
        if (prefix === 'r') return [];
        return [[name, secrets.has(prefix) ? '(not shown)' : shortened(resource?.recorded?.(prefix, value) ?? value)]];
      }),
    );
  } catch {
    return {};
  }
}

function shortened(value: Json): Json {
  if (typeof value === 'string') return value.length > valueCharsMax ? `${value.slice(0, valueCharsMax)}...` : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)]));
  return value;
}

/** What these documents said is forgotten here, too; that they were purged is not. Whoever has read the log before it was taken out there is waited for. */
export async function forgetAudited(sql: Sql, docs: string[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${auditLock})`;
    await tx`delete from audit where doc = any(${docs}) and verb is distinct from 'purge'`;
  });
}

const rowsPerPrune = 2_000;

/** One batch of what the archive does not keep any more either; answers how many rows went. */
export async function pruneAudit(sql: Sql, before: Date): Promise<number> {
  const gone = await sql`
    delete from audit where (origin, seq, n) in (select origin, seq, n from audit where at < ${before} order by at limit ${rowsPerPrune})`;
  const refusals = await sql`
    delete from refusal where ctid = any(array(select ctid from refusal where minute < ${before} limit ${rowsPerPrune}))`;
  await sql`delete from audit_mark where not exists (select from vv where vv.origin = audit_mark.origin)`;
  return gone.count + refusals.count;
}
