import type { Transaction } from '@pharos/core/outside/postgres';
import { readIncidentDoc, type IncidentDoc, type IncidentUpdate } from '../document/incident-doc.ts';
import { docName } from '../document/kind.ts';
import { BadDocument, type Fold } from '../document/registers.ts';
import { projector } from './projector.ts';
import type { DocChange } from './store.ts';

export const incidents = projector(rowOf, write, ({ moved }) => moved);

function rowOf({ doc, before, after }: DocChange) {
  const incident = readIncidentDoc(after);
  if (!incident || doc.page === null) return undefined;
  const { updates, components, ...fields } = incident;
  const old = readOld(before);
  const said = [...components].filter(([id, status]) => old?.components.get(id) !== status);
  const isAsOpen = old !== undefined && (old.resolvedAt === null) === (fields.resolvedAt === null) && old.deleted === fields.deleted;
  return {
    id: docName(doc.id),
    page: doc.page,
    ...fields,
    // Only what this change brought or edited: an incident of a hundred updates is not written a hundred times.
    updates: updates.filter(({ id }) => isFresh(id, before, after)),
    components: said.map(([component, status]) => ({ component, status })),
    // What this incident says of components is what it said: none of them shows anything else.
    moved: isAsOpen && said.length === 0 ? [] : [...components.keys()],
  };
}

function write(tx: Transaction, rows: NonNullable<ReturnType<typeof rowOf>>[]) {
  // A column that is not asked for costs its bytes: the lists go by themselves.
  const fields = rows.map((row) => ({ ...row, updates: undefined, components: undefined, moved: undefined }));
  // One id in two incidents, by mistake of their writers: one statement may touch a row only once, and the later says what holds.
  const updates = new Map<string, IncidentUpdate & { incident: string }>();
  for (const row of rows) for (const update of row.updates) updates.set(update.id, { ...update, incident: row.id });
  const components = rows.flatMap(({ id, components }) => components.map((each) => ({ incident: id, ...each })));
  return [
    tx`
      with new_update as (
        insert into incident_update (id, incident, status, body, at, edited_at, hlc, region)
        select * from jsonb_to_recordset(${tx.json([...updates.values()] as never)})
          as new (id uuid, incident uuid, status text, body text, at timestamptz, "editedAt" timestamptz, hlc bigint, region int)
        on conflict (id) do update set status = excluded.status, body = excluded.body, at = excluded.at,
          edited_at = excluded.edited_at, hlc = excluded.hlc, region = excluded.region
      ), new_component as (
        insert into incident_component (incident, component, status)
        select * from jsonb_to_recordset(${tx.json(components)}) as new (incident uuid, component uuid, status component_status)
        on conflict (incident, component) do update set status = excluded.status where incident_component.status <> excluded.status
      )
      insert into incident (id, page, title, status, impact, conflict, started_at, resolved_at, deleted, created_at, updated_at)
      select * from jsonb_to_recordset(${tx.json(fields)}) as new (id uuid, page uuid, title text, status text, impact text, conflict boolean,
        "startedAt" timestamptz, "resolvedAt" timestamptz, deleted boolean, "createdAt" timestamptz, "updatedAt" timestamptz)
      on conflict (id) do update set title = excluded.title, status = excluded.status, impact = excluded.impact,
        conflict = excluded.conflict, started_at = excluded.started_at, resolved_at = excluded.resolved_at,
        deleted = excluded.deleted, created_at = excluded.created_at, updated_at = excluded.updated_at`,
  ];
}

// What the tables held before is what the document said; of one that could not be read they hold nothing sure.
function readOld(before: Fold): IncidentDoc | undefined {
  try {
    return readIncidentDoc(before);
  } catch (error) {
    if (error instanceof BadDocument) return undefined;
    throw error;
  }
}

function isFresh(update: string, before: Fold, after: Fold): boolean {
  return [`u/${update}`, `b/${update}`].some((field) => {
    const [old, now] = [before.get(field), after.get(field)];
    return now !== undefined && (old?.hlc !== now.hlc || old.region !== now.region);
  });
}
