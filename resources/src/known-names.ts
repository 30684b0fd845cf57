import { z } from 'zod';
import type { Fold } from './fold.ts';
import { RequestEntry, requestPrefix } from './once.ts';
import { resources, type DocKind } from './registry.ts';

/**
 * Does a document say something that this version does not know? What it does know is shown all the same, but the tables lack
 * the rest: the version that knows it has to fold the document once more.
 */
export function saysMore(kind: DocKind, fold: Fold): boolean {
  const { plain, lists } = namesOfKind.get(kind)!;
  for (const [name, { value }] of fold) {
    const slash = name.indexOf('/');
    const names = slash < 0 ? plain.get(name) : lists.get(name.slice(0, slash));
    if (names === undefined || hasUnknownNames(names, value)) return true;
  }
  return false;
}

/** Names of fields, with the names within each; null where a value is no object, or one of any names. */
type Names = Map<string, Names | null>;

// Read off the schemas once: every write asks, of every field of what it wrote to.
const namesOfKind = new Map<DocKind, { plain: Names; lists: Names }>(
  resources.map(({ kind, fields, lists = {} }) => [
    kind,
    {
      plain: namesOf(fields)!,
      lists: new Map(Object.entries({ ...lists, [requestPrefix]: RequestEntry }).map(([prefix, entry]) => [prefix, namesOf(entry)])),
    },
  ]),
);

function namesOf(schema: unknown): Names | null {
  if (!(schema instanceof z.ZodObject)) return null;
  return new Map(Object.entries(schema.shape).map(([name, field]) => [name, namesOf(field)]));
}

// Most values of a document stay as they are when it is written to: each is looked through once.
const knownUnder = new WeakMap<object, Names>();

function hasUnknownNames(names: Names | null, value: unknown): boolean {
  if (names === null || typeof value !== 'object' || value === null || knownUnder.get(value) === names) return false;
  for (const [name, each] of Object.entries(value)) {
    const within = names.get(name);
    if (within === undefined || hasUnknownNames(within, each)) return true;
  }
  knownUnder.set(value, names);
  return false;
}
