import { Problem } from '@pharos/core/problem';
import { docRef } from '../kind.ts';
import type { PlanInput } from '../plan.ts';
import { readComponentDoc, type ComponentDoc } from './fields.ts';

/** The component, if it is one of this page and not removed; otherwise a Problem that names the field. */
export function requireComponent(input: PlanInput, page: string, id: string, path: string): ComponentDoc {
  const component = readComponentDoc(input.fold(docRef('component', id, page)));
  if (!component || component.removed) {
    throw new Problem('invalid', 'there is no such component on this page', { fields: [{ path, message: `no component ${id}` }] });
  }
  return component;
}
