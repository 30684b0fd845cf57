import type { Transaction } from '@pharos/core/outside/postgres';
import { readIncidentDoc } from '../document/incident-doc.ts';
import { docName } from '../document/kind.ts';
import type { Fold } from '../document/registers.ts';
import { sending } from './sending.ts';
import type { Projection } from './sql-project.ts';
import type { DocChange } from './store.ts';

export function projectIncident(tx: Transaction, { doc, before, after }: DocChange): Projection | undefined {
  const incident = readIncidentDoc(after);
  if (!incident || doc.page === null) return undefined;
  const id = docName(doc.id);
  const { title, status, impact, conflict, startedAt, resolvedAt, deleted, postmortem, createdAt, updatedAt, components } = incident;
  const fresh = incident.updates.filter((update) => isFresh(update.id, before, after));
  const statements = [
    tx`
      insert into incident (id, page, title, status, impact, conflict, started_at, resolved_at, deleted, postmortem_published, created_at, updated_at)
      values (${id}, ${doc.page}, ${title}, ${status}, ${impact}, ${conflict}, ${startedAt}, ${resolvedAt}, ${deleted}, ${postmortem}, ${createdAt}, ${updatedAt})
      on conflict (id) do update set title = excluded.title, status = excluded.status, impact = excluded.impact,
        conflict = excluded.conflict, started_at = excluded.started_at, resolved_at = excluded.resolved_at,
        deleted = excluded.deleted, postmortem_published = excluded.postmortem_published, created_at = excluded.created_at, updated_at = excluded.updated_at`,
    ...fresh.map(
      (update) => tx`
        insert into incident_update (id, incident, status, body, at, edited_at, hlc, region)
        values (${update.id}, ${id}, ${update.status}, ${update.body}, ${update.at}, ${update.editedAt}, ${update.hlc}, ${update.region})
        on conflict (id) do update set status = excluded.status, body = excluded.body, at = excluded.at,
          edited_at = excluded.edited_at, hlc = excluded.hlc, region = excluded.region`,
    ),
  ];
  if (components.size > 0) {
    statements.push(tx`
      insert into incident_component (incident, component, status)
      select ${id}, * from unnest(${[...components.keys()]}::uuid[], ${[...components.values()]}::text[]::component_status[])
      on conflict (incident, component) do update set status = excluded.status where incident_component.status <> excluded.status`);
  }
  return { sent: statements.map(sending), components: components.keys() };
}

// Only what this change brought or edited: an incident of a hundred updates is not written a hundred times.
function isFresh(update: string, before: Fold, after: Fold): boolean {
  return [`u/${update}`, `b/${update}`].some((field) => {
    const [old, now] = [before.get(field), after.get(field)];
    return now !== undefined && (old?.hlc !== now.hlc || old.region !== now.region);
  });
}
