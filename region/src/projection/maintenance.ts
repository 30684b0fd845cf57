import { docName } from '@pharos/resources/kind';
import { readMaintenanceDoc } from '@pharos/resources/maintenance/fields';
import { spansOfMaintenance } from '@pharos/resources/maintenance/spans';
import { spansOf, writeSpans } from './spans.ts';
import { projector, readable } from './projector.ts';
import { writeRows } from './rows.ts';

export const maintenances = projector(
  ({ doc, before, after }) => {
    const maintenance = readMaintenanceDoc(after);
    if (!maintenance || doc.page === null) return undefined;
    const { updates, components, ...fields } = maintenance;
    const unsaid = readable(() => readMaintenanceDoc(before)?.components ?? [], []).filter((id) => !components.includes(id));
    const spans = spansOf(docName(doc.id), { before, after }, spansOfMaintenance);
    return { fields: { id: docName(doc.id), page: doc.page, ...fields }, updates, components, unsaid, spans };
  },
  (tx, rows) => {
    // As for incidents: an id that stands in two of them is written once.
    const updates = new Map<string, object>();
    for (const row of rows) for (const update of row.updates) updates.set(update.id, { maintenance: row.fields.id, ...update });
    const components = rows.flatMap(({ fields, components }) => components.map((component) => ({ maintenance: fields.id, component })));
    const replaced = rows.map(({ fields }) => fields.id);
    const themselves = writeRows(
      tx,
      'maintenance',
      rows.map(({ fields }) => fields),
    );
    return [
      tx`
        with old_component as (
          -- What they do not name any more. By the key first, so that the planner goes by it whatever it thinks of the table.
          delete from maintenance_component where maintenance = any(${replaced}::uuid[]) and not exists (
            select from jsonb_to_recordset(${tx.json(components)}) as kept (maintenance uuid, component uuid)
            where kept.maintenance = maintenance_component.maintenance and kept.component = maintenance_component.component)
        ), new_update as (
          insert into maintenance_update (id, maintenance, status, body, texts, at, hlc, region)
          select * from jsonb_to_recordset(${tx.json([...updates.values()] as never)})
            as new (id uuid, maintenance uuid, status text, body text, texts jsonb, at timestamptz, hlc bigint, region int)
          on conflict (id) do update set status = excluded.status, body = excluded.body, texts = excluded.texts, at = excluded.at,
            hlc = excluded.hlc, region = excluded.region
        ), new_component as (
          insert into maintenance_component (maintenance, component)
          select * from jsonb_to_recordset(${tx.json(components)}) as new (maintenance uuid, component uuid)
          on conflict do nothing
        )
        ${themselves}`,
      ...writeSpans(
        tx,
        rows.map(({ spans }) => spans),
      ),
    ];
  },
  ({ components, unsaid }) => [...components, ...unsaid],
);
