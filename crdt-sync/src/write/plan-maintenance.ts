import type { ChangeOf } from '@pharos/core/change';
import type { Fact } from '@pharos/core/fact';
import { Problem } from '@pharos/core/problem';
import { docRef } from '../document/kind.ts';
import type { Json } from '../document/registers.ts';
import { readMaintenanceDoc } from '../document/maintenance-doc.ts';
import { notFound, requireComponent, requirePage, usedId } from './plan-kit.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

export function planSchedule(change: ChangeOf<'schedule-maintenance'>, input: PlanInput): Plan {
  requirePage(input);
  const ref = docRef('maintenance', change.maintenance, change.page);
  const before = readMaintenanceDoc(input.fold(ref));
  if (before) {
    if (before.updates.some(({ id, body }) => id === change.update && body === change.body)) return alreadyDone;
    throw usedId('maintenance');
  }
  if (Date.parse(change.endsAt) <= Date.parse(change.startsAt)) {
    throw new Problem('invalid', 'it ends before it starts', { fields: [{ path: 'endsAt', message: 'must be later than startsAt' }] });
  }
  for (const [at, id] of change.components.entries()) requireComponent(input, change.page, id, `components.${at}`);
  const { title, startsAt, endsAt, components, body } = change;
  const entry = { status: 'scheduled' as const, body, at: input.now };
  const fields = { title, startsAt, endsAt, components, createdAt: input.now, [`u/${change.update}`]: entry };
  return told(change, { title, status: 'scheduled', opened: true }, fields, components);
}

export function planPostMaintenance(change: ChangeOf<'post-maintenance-update'>, input: PlanInput): Plan {
  const ref = docRef('maintenance', change.maintenance, change.page);
  const before = readMaintenanceDoc(input.fold(ref));
  if (!before) throw notFound('maintenance');
  const known = before.updates.find(({ id }) => id === change.update);
  if (known) {
    if (known.body === change.body && known.status === change.status) return alreadyDone;
    throw usedId('update');
  }
  if (before.deleted) throw new Problem('conflict', 'the maintenance was removed');
  const { status, body } = change;
  const fields = { [`u/${change.update}`]: { status, body, at: input.now } };
  return told(change, { title: before.title, status, opened: false }, fields, before.components);
}

export function planRemoveMaintenance(change: ChangeOf<'remove-maintenance'>, input: PlanInput): Plan {
  const ref = docRef('maintenance', change.maintenance, change.page);
  const before = readMaintenanceDoc(input.fold(ref));
  if (!before) throw notFound('maintenance');
  if (before.deleted) return alreadyDone;
  return {
    writes: [{ ref, fields: { deleted: true } }],
    facts: [{ type: 'maintenance-removed', maintenance: change.maintenance }],
    notify: null,
  };
}

type Told = Pick<Extract<Fact, { type: 'maintenance-updated' }>, 'title' | 'status' | 'opened'>;

function told(
  change: { page: string; maintenance: string; update: string; body: string; notify: boolean },
  what: Told,
  fields: Record<string, Json>,
  components: string[],
): Plan {
  const { maintenance, update, body } = change;
  const fact: Fact = { type: 'maintenance-updated', maintenance, update, body, ...what };
  const writes = [{ ref: docRef('maintenance', maintenance, change.page), fields }];
  return { writes, facts: [fact], notify: change.notify ? { update, components, fact } : null };
}
