import { hlcToIso } from '@pharos/core/hlc';
import { Id } from '@pharos/core/id';
import type { Level } from '@pharos/core/scope';
import { z } from 'zod';
import { optional, saidOf } from './define-fields.ts';
import { defineResource, defineVerb } from './define-resource.ts';
import { Moment } from './field-values.ts';
import { known, latestHlc, type Fold, type Json } from './fold.ts';
import { docRef } from './kind.ts';
import { alreadyDone, differing, notFound, requirePage, type Plan } from './plan.ts';

export interface FlatOptions<Kind extends string, Fields extends z.ZodRawShape> {
  kind: Kind;
  /** What several are called in an address, and, where it is something else, by a scope. */
  many: string;
  area?: string;
  /** What people say of one, and all that is kept of it. A field that comes later has a default. */
  fields: Fields;
  perPageMax: number;
  /** What a key must be allowed to do to read them. */
  readBy: Level;
}

/**
 * A resource of a page that is no more than its fields: one verb makes it, one edits it and one removes it; it is kept in the
 * table that all such resources share, and read by routes that are all alike. Nothing of it stands on the page.
 */
export function defineFlat<const Kind extends string, Fields extends z.ZodRawShape>(options: FlatOptions<Kind, Fields>) {
  const { kind, many, area, fields, perPageMax, readBy } = options;
  const path = `/v1/pages/{page}/${many}` as const;
  const one = `${path}/{${kind}}` as const;
  const scope = area === undefined ? {} : { area };
  const named = { page: Id, [kind]: Id } as { page: typeof Id } & { [Name in Kind]: typeof Id };
  const about = (asked: unknown) => docRef(kind, (asked as Record<Kind, string>)[kind], (asked as { page: string }).page);
  const writeTo = (asked: unknown, written: Record<string, Json>): Plan =>
    Object.keys(written).length === 0 ? alreadyDone : { writes: [{ ref: about(asked), fields: written }], facts: [], notify: null };

  const create = defineVerb({
    schema: z.object({ type: z.literal(`create-${kind}`), ...named, ...fields }),
    door: { method: 'post', path, needs: 'write', ...scope, makes: [kind], done: 'Added' },
    about,
    makes: true,
    plan: (asked, input) => {
      requirePage(input);
      if (readFlatDoc(fields, input.fold(about(asked)))) return alreadyDone;
      return writeTo(asked, { ...saidOf(fields, asked), createdAt: input.now });
    },
  });

  const edit = defineVerb({
    schema: z.object({ type: z.literal(`edit-${kind}`), ...named, ...optional(fields) }),
    door: { method: 'patch', path: one, needs: 'write', ...scope, done: 'Changed' },
    about,
    plan: (asked, input) => {
      const before = readFlatDoc(fields, input.fold(about(asked)));
      if (!before || before.removed) throw notFound(kind);
      return writeTo(asked, differing(before.said, saidOf(fields, asked)));
    },
  });

  const remove = defineVerb({
    schema: z.object({ type: z.literal(`remove-${kind}`), ...named }),
    door: { method: 'delete', path: one, needs: 'write', ...scope, done: 'Gone' },
    about,
    plan: (asked, input) => {
      const before = readFlatDoc(fields, input.fold(about(asked)));
      if (!before) throw notFound(kind);
      return writeTo(asked, before.removed ? {} : { removed: true });
    },
  });

  return defineResource({
    kind,
    fields: heldBy(fields),
    flat: { path, one, many, area, said: z.object(fields), perPageMax, readBy },
    tables: [['record', 'id']],
    row: (fold, { page }) => {
      const doc = readFlatDoc(fields, fold);
      if (!doc || page === null) return undefined;
      const { said, ...rest } = doc;
      return { kind, page, fields: said, ...rest };
    },
    verbs: [create, edit, remove],
  });
}

export interface FlatDoc {
  said: Record<string, Json>;
  removed: boolean;
  createdAt: string;
  updatedAt: string;
}

/** Of whatever flat kind, by its fields. Undefined: it was never made. */
export function readFlatDoc(fields: z.ZodRawShape, fold: Fold): FlatDoc | undefined {
  const doc = known(heldBy(fields), fold, 'createdAt');
  if (!doc) return undefined;
  const { removed, createdAt, ...said } = doc;
  return { said, removed, createdAt, updatedAt: hlcToIso(latestHlc(fold)) };
}

const held = new WeakMap<z.ZodRawShape, ReturnType<typeof makeHeld>>();

function heldBy(fields: z.ZodRawShape): ReturnType<typeof makeHeld> {
  const schema = held.get(fields) ?? makeHeld(fields);
  held.set(fields, schema);
  return schema;
}

function makeHeld(fields: z.ZodRawShape) {
  return z.object({ ...fields, createdAt: Moment, removed: z.boolean().default(false) });
}
