import { Problem } from '@pharos/core/problem';

/*
 * `incident[components][8kbf7d35c070]=operational`: nested names, as Rails reads them. `[]` makes a list, everything else an object.
 */

// No resource is nested deeper, and none has more fields than a hundred components and their metrics.
const depthMax = 6;
const fieldsMax = 5_000;
const form = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

type Tree = { [name: string]: Tree | string | Tree[] | string[] };

export function readForm(text: string): Record<string, unknown> {
  const root = nothing();
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > fieldsMax) throw broken(`a form has at most ${fieldsMax} fields`);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    put(root, pathOf(decoded(name)), decoded(value));
  }
  return root;
}

function pathOf(name: string): string[] {
  const [, first, rest = ''] = form.exec(name) ?? [];
  if (first === undefined) throw broken('a field of a form is called name, name[field] or name[field][]');
  const path = [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, each]) => each!)];
  if (path.length > depthMax || path.slice(0, -1).includes('')) throw broken(`a field of a form is at most ${depthMax} names deep`);
  return path;
}

function put(root: Tree, path: string[], value: string): void {
  let at = root;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    const next = path[depth + 1];
    const isList = next === '' && depth + 1 === path.length - 1;
    at[name] ??= isList ? [] : nothing();
    const below = at[name];
    if (typeof below === 'string' || Array.isArray(below) !== isList) throw broken(`${path.join('.')}: is said in two ways`);
    if (isList) {
      (below as string[]).push(value);
      return;
    }
    at = below as Tree;
  }
  const last = path.at(-1)!;
  if (typeof at[last] === 'object') throw broken(`${path.join('.')}: is said in two ways`);
  at[last] = value;
}

// Without a prototype: `__proto__` is a name like any other.
function nothing(): Tree {
  return Object.create(null) as Tree;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw broken('the form is not encoded as UTF-8');
  }
}

export function broken(message: string): Problem {
  return new Problem('invalid', message);
}
