import type { Transaction } from '@pharos/core/outside/postgres';
import type { Fold } from '@pharos/resources/fold';
import { readIncidentDoc } from '@pharos/resources/incident/fields';
import { docName } from '@pharos/resources/kind';
import { spansOfIncident } from '@pharos/resources/incident/spans';
import { spansOf, writeSpans } from './spans.ts';
import { projector, readable, type FoldedDoc } from './projector.ts';
import { writeRows } from './rows.ts';

export const incidents = projector(rowOf, write, ({ moved }) => moved);

function rowOf({ doc, before, after }: FoldedDoc) {
  const incident = readIncidentDoc(after);
  if (!incident || doc.page === null) return undefined;
  const { updates, components, postmortem, removedUpdates, isComputed: _isComputed, ...fields } = incident;
  // What the tables held before is what the document said; of one that could not be read they hold nothing sure.
  const old = readable(() => readIncidentDoc(before), undefined);
  const said = [...components].filter(([id, status]) => old?.components.get(id) !== status);
  const unsaid = [...(old?.components.keys() ?? [])].filter((id) => !components.has(id));
  const isAsOpen = old !== undefined && (old.resolvedAt === null) === (fields.resolvedAt === null) && old.deleted === fields.deleted;
  return {
    fields: { id: docName(doc.id), page: doc.page, ...fields, postmortemPublished: postmortem },
    // Only what this change brought or edited: an incident of a hundred updates is not written a hundred times.
    updates: updates
      .filter(({ id }) => isFresh(id, before, after) || old?.removedUpdates.includes(id))
      .map(({ id, status, body, texts, components, at, editedAt, hlc, region }) => {
        return { id, status, body, texts, components, at, editedAt, hlc, region };
      }),
    gone: removedUpdates.filter((id) => !old?.removedUpdates.includes(id)),
    components: said.map(([component, status]) => ({ component, status })),
    // What it does not say any more has to go. Of a document that is folded afresh nobody knows what the tables hold.
    keepsOnly: old && unsaid.length === 0 ? null : [...components.keys()],
    spans: spansOf(docName(doc.id), { before, after }, spansOfIncident),
    // Where this change left alone what the incident says of components, none of them shows another status.
    moved: isAsOpen && said.length + unsaid.length === 0 ? [] : [...components.keys(), ...unsaid],
  };
}

function write(tx: Transaction, rows: NonNullable<ReturnType<typeof rowOf>>[]) {
  // One id in two incidents, by mistake of their writers: one statement may touch a row only once, and the later says what holds.
  const updates = new Map<string, object>();
  for (const row of rows) for (const update of row.updates) updates.set(update.id, { incident: row.fields.id, ...update });
  const gone = rows.flatMap((row) => row.gone.map((update) => ({ incident: row.fields.id, update })));
  const components = rows.flatMap(({ fields, components }) => components.map((each) => ({ incident: fields.id, ...each })));
  const replaced = rows.flatMap(({ fields, keepsOnly }) => (keepsOnly ? [fields.id] : []));
  const kept = rows.flatMap(({ fields, keepsOnly }) => (keepsOnly ?? []).map((component) => ({ incident: fields.id, component })));
  const themselves = writeRows(
    tx,
    'incident',
    rows.map(({ fields }) => fields),
  );
  return [
    tx`
      with old_component as (
        -- By the key first, so that the planner goes by it whatever it thinks of the table.
        delete from incident_component where incident = any(${replaced}::uuid[]) and not exists (
          select from jsonb_to_recordset(${tx.json(kept)}) as kept (incident uuid, component uuid)
          where kept.incident = incident_component.incident and kept.component = incident_component.component)
      ), old_update as (
        delete from incident_update using jsonb_to_recordset(${tx.json(gone)}) as gone (incident uuid, update uuid)
        where incident_update.id = gone.update and incident_update.incident = gone.incident
      ), new_update as (
        insert into incident_update (id, incident, status, body, texts, components, at, edited_at, hlc, region)
        select * from jsonb_to_recordset(${tx.json([...updates.values()] as never)})
          as new (id uuid, incident uuid, status text, body text, texts jsonb, components jsonb, at timestamptz, "editedAt" timestamptz, hlc bigint, region int)
        on conflict (id) do update set status = excluded.status, body = excluded.body, texts = excluded.texts, components = excluded.components,
          at = excluded.at, edited_at = excluded.edited_at, hlc = excluded.hlc, region = excluded.region
      ), new_component as (
        insert into incident_component (incident, component, status)
        select * from jsonb_to_recordset(${tx.json(components)}) as new (incident uuid, component uuid, status component_status)
        on conflict (incident, component) do update set status = excluded.status where incident_component.status <> excluded.status
      )
      ${themselves}`,
    ...writeSpans(
      tx,
      rows.map(({ spans }) => spans),
    ),
  ];
}

function isFresh(update: string, before: Fold, after: Fold): boolean {
  return [`u/${update}`, `b/${update}`].some((field) => {
    const [old, now] = [before.get(field), after.get(field)];
    return now !== undefined && (old?.hlc !== now.hlc || old.region !== now.region);
  });
}
