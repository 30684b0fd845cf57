import { Problem } from '@pharos/core/problem';
import { isStorable } from '@pharos/core/value';
import type { Json } from './fold.ts';
import type { Plan } from './plan.ts';

/**
 * The last door before a text is kept: what no database takes is refused by the name of its field, whichever schema let it pass. Half a
 * character would be a fault of ours in the middle of the transaction, and there is always one more place where texts come in.
 */
export function requireStorable(plan: Plan): Plan {
  for (const write of plan.writes) {
    if (!('fields' in write)) continue;
    for (const [field, value] of Object.entries(write.fields)) {
      const path = unstorableIn(value, field);
      if (path !== undefined) throw refused(path);
    }
  }
  return plan;
}

/** Where such a text stands, as a value or as a name; undefined: nowhere. */
function unstorableIn(value: Json, path: string): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!isStorable(name)) return path;
    const found = unstorableIn(inner, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refused(path: string): Problem {
  const message = 'must be whole characters, without NUL';
  return new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
