import type { ChangeOf } from '@pharos/core/change';
import type { Fact } from '@pharos/core/fact';
import { Problem } from '@pharos/core/problem';
import type { ComponentStatus } from '@pharos/core/severity';
import { readIncidentDoc, seenOf, type IncidentDoc, type IncidentEntry } from '../document/incident-doc.ts';
import { docRef } from '../document/kind.ts';
import type { Json } from '../document/registers.ts';
import { differing, notFound, requireComponent, requirePage, usedId } from './plan-kit.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

export function planOpenIncident(change: ChangeOf<'open-incident'>, input: PlanInput): Plan {
  requirePage(input);
  const ref = docRef('incident', change.incident, change.page);
  const before = readIncidentDoc(input.fold(ref));
  if (before) {
    if (before.updates.some(({ id, firstBody }) => id === change.update && firstBody === change.body)) return alreadyDone;
    throw usedId('incident');
  }
  const { title, impact, status, body } = change;
  const components = statusesOf(change.components, change.page, input);
  const entry: IncidentEntry = { status, impact, body, at: input.now, seen: {}, components };
  const fields = { title, impact, startedAt: change.startedAt ?? input.now, createdAt: input.now, [`u/${change.update}`]: entry };
  return told({ ref, fields }, change, { title, impact, status, opened: true }, Object.keys(components));
}

export function planPostUpdate(change: ChangeOf<'post-update'>, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(change, input);
  const known = incident.updates.find(({ id }) => id === change.update);
  if (known) {
    if (known.firstBody === change.body && known.status === change.status) return alreadyDone;
    throw usedId('update');
  }
  if (incident.deleted) throw new Problem('conflict', 'the incident was removed: restore it first');
  const { status, body } = change;
  const impact = change.impact ?? incident.impact;
  const components = statusesOf(change.components ?? [], change.page, input);
  const entry: IncidentEntry = { status, impact, body, at: input.now, seen: seenOf(input.fold(ref)), components };
  const concerned = [...new Set([...incident.components.keys(), ...Object.keys(components)])];
  return told(
    { ref, fields: { [`u/${change.update}`]: entry } },
    change,
    { title: incident.title, impact, status, opened: false },
    concerned,
  );
}

export function planEditIncident(change: ChangeOf<'edit-incident'>, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(change, input);
  const fields = differing(incident, { title: change.title, impact: change.impact });
  if (Object.keys(fields).length === 0) return alreadyDone;
  return { writes: [{ ref, fields }], facts: [{ type: 'incident-edited', incident: change.incident }], notify: null };
}

export function planEditUpdate(change: ChangeOf<'edit-update'>, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(change, input);
  const update = incident.updates.find(({ id }) => id === change.update);
  if (!update) throw notFound('update');
  if (update.body === change.body) return alreadyDone;
  const fields = { [`b/${change.update}`]: { body: change.body, at: input.now } };
  return { writes: [{ ref, fields }], facts: [{ type: 'incident-edited', incident: change.incident }], notify: null };
}

export function planRemoveIncident(change: ChangeOf<'remove-incident'> | ChangeOf<'restore-incident'>, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(change, input);
  const deleted = change.type === 'remove-incident';
  if (incident.deleted === deleted) return alreadyDone;
  const type = deleted ? 'incident-removed' : 'incident-restored';
  return { writes: [{ ref, fields: { deleted } }], facts: [{ type, incident: change.incident }], notify: null };
}

export function requireIncident(change: { incident: string; page: string }, input: PlanInput) {
  const ref = docRef('incident', change.incident, change.page);
  const incident: IncidentDoc | undefined = readIncidentDoc(input.fold(ref));
  if (!incident) throw notFound('incident');
  return { ref, incident };
}

function statusesOf(given: { id: string; status: ComponentStatus }[], page: string, input: PlanInput): Record<string, ComponentStatus> {
  return Object.fromEntries(
    given.map(({ id, status }, at) => {
      requireComponent(input, page, id, `components.${at}.id`);
      return [id, status];
    }),
  );
}

type Told = Omit<Extract<Fact, { type: 'incident-updated' }>, 'type' | 'incident' | 'update' | 'body'>;

function told(
  write: { ref: ReturnType<typeof docRef>; fields: Record<string, Json> },
  change: { incident: string; update: string; body: string; notify: boolean },
  what: Told,
  components: string[],
): Plan {
  const fact: Fact = { type: 'incident-updated', incident: change.incident, update: change.update, body: change.body, ...what };
  return { writes: [write], facts: [fact], notify: change.notify ? { update: change.update, components, fact } : null };
}
