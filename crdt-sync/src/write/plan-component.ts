import type { ChangeOf } from '@pharos/core/change';
import type { Fact } from '@pharos/core/fact';
import { readComponentDoc } from '../document/component-doc.ts';
import { docRef } from '../document/kind.ts';
import type { Json } from '../document/registers.ts';
import { orderAfter } from './fractional-order.ts';
import { differing, notFound, requirePage, usedId } from './plan-kit.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

export function planCreateComponent(change: ChangeOf<'create-component'>, input: PlanInput): Plan {
  requirePage(input);
  const ref = docRef('component', change.component, change.page);
  const before = readComponentDoc(input.fold(ref));
  if (before) {
    if (before.name === change.name && !before.removed) return alreadyDone;
    throw usedId('component');
  }
  const { name, description, group, status } = change;
  const order = change.order ?? orderAfter(input.lastOrder);
  const fields = { name, description, group, order, status, createdAt: input.now };
  return { writes: [{ ref, fields }], facts: [changed(change.component, name, status)], notify: null };
}

export function planEditComponent(change: ChangeOf<'edit-component'>, input: PlanInput): Plan {
  const ref = docRef('component', change.component, change.page);
  const before = readComponentDoc(input.fold(ref));
  if (!before || before.removed) throw notFound('component');
  const { name, description, group, order, status } = change;
  const fields: Record<string, Json> = differing(before, { name, description, group, order, status });
  if (Object.keys(fields).length === 0) return alreadyDone;
  return { writes: [{ ref, fields }], facts: [changed(change.component, name ?? before.name, status ?? before.status)], notify: null };
}

export function planRemoveComponent(change: ChangeOf<'remove-component'>, input: PlanInput): Plan {
  const ref = docRef('component', change.component, change.page);
  const before = readComponentDoc(input.fold(ref));
  if (!before) throw notFound('component');
  if (before.removed) return alreadyDone;
  return {
    writes: [{ ref, fields: { removed: true } }],
    facts: [{ type: 'component-removed', component: change.component }],
    notify: null,
  };
}

function changed(component: string, name: string, status: Extract<Fact, { type: 'component-changed' }>['status']): Fact {
  return { type: 'component-changed', component, name, status };
}
