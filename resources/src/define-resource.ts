import type { z } from 'zod';
import type { Fold } from './fold.ts';
import type { DocRef } from './kind.ts';
import type { Plan, PlanInput } from './plan.ts';

/** One thing that somebody may ask for: what it needs, what it locks, and what it does. */
export interface Verb<Schema extends z.ZodObject = z.ZodObject, Asked = z.infer<Schema>> {
  /** Its `type` is a literal. */
  schema: Schema;
  /** The document that it is about. */
  about(asked: Asked): DocRef;
  /** It may be about something new, and so may all that it locks. */
  makes?: true;
  /** Others that are locked with it. */
  locks?(asked: Asked): DocRef[];
  /** Of these, what may be new though the thing itself is not. */
  mayMake?(asked: Asked): DocRef[];
  /** Components that it names: they are locked with its documents, before anything is known of these. */
  components?(asked: Asked): string[];
  /** It goes behind the last of its kind, and has to know which that is. */
  goesLast?(asked: Asked): boolean;
  plan(asked: Asked, input: PlanInput): Plan;
}

export function defineVerb<Schema extends z.ZodObject>(verb: Verb<Schema>): Verb<Schema> {
  return verb;
}

type Rows = readonly [table: string, column: string];

/** A kind of document: what it holds, what is special about it, and what may be asked of it. */
export interface Resource<Kind extends string = string, Verbs extends readonly unknown[] = readonly unknown[]> {
  kind: Kind;
  /** Its plain fields, and of its lists the entries, by what stands before the slash. */
  fields: z.ZodObject;
  lists?: Record<string, z.ZodObject>;
  /** A visitor sees it: a change to it is an event of its page. */
  isPublic?: true;
  /** Named by a word and not by an id. */
  isNamedByWord?: true;
  /** Its text is written together, and merged by the library of documents. */
  isText?: true;
  /** Whoever knows its id may name it, whatever page it is of. */
  isOfAnyPage?: true;
  /** Its id, taken by another page, is not to be told: a Change may name others of its kind. */
  isNamedByOthers?: true;
  /** Its rows in the read model, children first: the tables, and in each the column with its name. */
  tables?: readonly Rows[];
  /** Rows of others that name it: they go with it when it is purged. */
  namedIn?: readonly Rows[];
  /** Components whose shown status it may move, and the table that says which. */
  components?: { of(fold: Fold): Iterable<string>; table: string };
  verbs: Verbs;
}

export function defineResource<Kind extends string, const Verbs extends readonly unknown[]>(
  resource: Resource<Kind, Verbs>,
): Resource<Kind, Verbs> {
  return resource;
}
