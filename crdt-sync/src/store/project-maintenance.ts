import type { Transaction } from '@pharos/core/outside/postgres';
import { docName } from '../document/kind.ts';
import { readMaintenanceDoc } from '../document/maintenance-doc.ts';
import { sending } from './sending.ts';
import type { Projection } from './sql-project.ts';
import type { DocChange } from './store.ts';

export function projectMaintenance(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const maintenance = readMaintenanceDoc(after);
  if (!maintenance || doc.page === null) return undefined;
  const id = docName(doc.id);
  const { title, status, startsAt, endsAt, deleted, createdAt, updatedAt, components, updates } = maintenance;
  const statements = [
    tx`
      insert into maintenance (id, page, title, status, starts_at, ends_at, deleted, created_at, updated_at)
      values (${id}, ${doc.page}, ${title}, ${status}, ${startsAt}, ${endsAt}, ${deleted}, ${createdAt}, ${updatedAt})
      on conflict (id) do update set title = excluded.title, status = excluded.status, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, deleted = excluded.deleted, created_at = excluded.created_at, updated_at = excluded.updated_at`,
    ...components.map(
      (component) => tx`
        insert into maintenance_component (maintenance, component) values (${id}, ${component}) on conflict do nothing`,
    ),
    ...updates.map(
      (update) => tx`
        insert into maintenance_update (id, maintenance, status, body, at, hlc, region)
        values (${update.id}, ${id}, ${update.status}, ${update.body}, ${update.at}, ${update.hlc}, ${update.region})
        on conflict (id) do update set status = excluded.status, body = excluded.body, at = excluded.at,
          hlc = excluded.hlc, region = excluded.region`,
    ),
  ];
  return { sent: statements.map(sending), components };
}
