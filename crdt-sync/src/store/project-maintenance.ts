import { docName } from '../document/kind.ts';
import { readMaintenanceDoc } from '../document/maintenance-doc.ts';
import { projector } from './projector.ts';

export const maintenances = projector(
  ({ doc, after }) => {
    const maintenance = readMaintenanceDoc(after);
    return maintenance && doc.page !== null ? { id: docName(doc.id), page: doc.page, ...maintenance } : undefined;
  },
  (tx, rows) => {
    const fields = rows.map((row) => ({ ...row, updates: undefined, components: undefined }));
    // As for incidents: an id that stands in two of them is written once.
    const updates = new Map<string, object>();
    for (const row of rows) for (const update of row.updates) updates.set(update.id, { maintenance: row.id, ...update });
    const components = rows.flatMap(({ id, components }) => components.map((component) => ({ maintenance: id, component })));
    return [
      tx`
        with new_update as (
          insert into maintenance_update (id, maintenance, status, body, at, hlc, region)
          select * from jsonb_to_recordset(${tx.json([...updates.values()] as never)})
            as new (id uuid, maintenance uuid, status text, body text, at timestamptz, hlc bigint, region int)
          on conflict (id) do update set status = excluded.status, body = excluded.body, at = excluded.at,
            hlc = excluded.hlc, region = excluded.region
        ), new_component as (
          insert into maintenance_component (maintenance, component)
          select * from jsonb_to_recordset(${tx.json(components)}) as new (maintenance uuid, component uuid)
          on conflict do nothing
        )
        insert into maintenance (id, page, title, status, starts_at, ends_at, deleted, created_at, updated_at)
        select * from jsonb_to_recordset(${tx.json(fields)}) as new (id uuid, page uuid, title text, status text, "startsAt" timestamptz,
          "endsAt" timestamptz, deleted boolean, "createdAt" timestamptz, "updatedAt" timestamptz)
        on conflict (id) do update set title = excluded.title, status = excluded.status, starts_at = excluded.starts_at,
          ends_at = excluded.ends_at, deleted = excluded.deleted, created_at = excluded.created_at, updated_at = excluded.updated_at`,
    ];
  },
  ({ components }) => components,
);
