import { Problem } from '@pharos/core/problem';
import { readComponentDoc, type ComponentDoc } from '../document/component-doc.ts';
import { docRef } from '../document/kind.ts';
import type { Json } from '../document/registers.ts';
import type { PlanInput } from './plan.ts';

export function notFound(what: string): Problem {
  return new Problem('not-found', `there is no such ${what}`);
}

export function usedId(what: string): Problem {
  return new Problem('conflict', `another request has already made this ${what}, with another content`);
}

export function requirePage(input: PlanInput): { name: string } {
  if (!input.page) throw notFound('page');
  return input.page;
}

/** The component, if it is one of this page and not removed; otherwise a Problem that names the field. */
export function requireComponent(input: PlanInput, page: string, id: string, path: string): ComponentDoc {
  const component = readComponentDoc(input.fold(docRef('component', id, page)));
  if (!component || component.removed) {
    throw new Problem('invalid', 'there is no such component on this page', { fields: [{ path, message: `no component ${id}` }] });
  }
  return component;
}

/** Only the fields that were given and differ from what is there. */
export function differing(before: object, given: Record<string, Json | undefined>): Record<string, Json> {
  const changed: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    const known = (before as Record<string, Json | undefined>)[name];
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(known)) changed[name] = value;
  }
  return changed;
}
