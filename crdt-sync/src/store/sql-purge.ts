import type { Transaction } from '@pharos/core/outside/postgres';
import { docName, type DocRef } from '@pharos/resources/kind';
import { resourceOf } from '@pharos/resources/registry';
import { redactEnvelope } from '../document/envelope.ts';
import { showComponents } from '@pharos/region/projection/component';

/** State, read model, events and notices: nothing of what the document said is shown or told any more. */
export async function purgeDoc(tx: Transaction, { id, kind, page }: DocRef): Promise<void> {
  await tx`
    insert into doc (id, kind, page, purged) values (${id}, ${kind}, ${page}, true)
    on conflict (id) do update set state = ''::bytea, hash = ''::bytea, purged = true, quarantined = false, unprojected = false`;
  const name = docName(id);
  const shown = await componentsShownBy(tx, kind, name);
  const { namedIn = [], tables = [] } = resourceOf(kind) ?? {};
  for (const [table, column] of [...namedIn, ...tables]) await tx`delete from ${tx(table)} where ${tx(column)} = ${name}`;
  await Promise.all(showComponents(tx, shown));
  // The log may be long: it is looked through afterwards, and until then nobody is given of it what is purged.
  await tx`insert into purged (doc, kind, page) values (${id}, ${kind}, ${page})`;
  // What is committed and not told yet is told without it.
  const waiting = await tx<{ id: number; env: Buffer }[]>`select id, env from outbox where position(convert_to(${id}, 'UTF8') in env) > 0`;
  for (const row of waiting) await tx`update outbox set env = ${Buffer.from(redactEnvelope(row.env, new Set([id])))} where id = ${row.id}`;
  await tx`delete from quarantine where doc = ${id} or position(convert_to(${id}, 'UTF8') in bytes) > 0`;
  await tx`delete from audit where doc = ${id} and verb is distinct from 'purge'`;
  await tx`delete from notify_job where page = ${page} and position(${name} in fact::text) > 0`;
  if (page === null) return;
  await tx`select 1 from page_version where page = ${page} for update`;
  const gone = await tx`delete from page_event where page = ${page} and position(${name} in patch::text || facts::text) > 0`;
  if (gone.count > 0) await tx`update page_version set pruned = version where page = ${page}`;
}

// They show it no longer. Whoever purges holds their locks, as whoever writes to it does.
async function componentsShownBy(tx: Transaction, kind: string, name: string): Promise<string[]> {
  const table = resourceOf(kind)?.components?.table;
  if (table === undefined) return [];
  const rows = await tx<{ component: string }[]>`select component from ${tx(table)} where ${tx(kind)} = ${name}`;
  return rows.map(({ component }) => component);
}
