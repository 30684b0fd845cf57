import type { Json } from './fold.ts';
import type { Level } from '@pharos/core/scope';
import type { z } from 'zod';
import type { Fold } from './fold.ts';
import type { DocRef } from './kind.ts';
import type { FoldOf, Plan, PlanInput } from './plan.ts';

/** Where a Change is asked for over HTTP. What of its schema is neither in the path nor made here is the body. */
export interface Door<Asked = never> {
  method: 'post' | 'patch' | 'delete';
  /** Its parameters are called as in the schema. The answer names the last one, unless the verb makes ids of its own (`makes`). */
  path: `/v1/${string}`;
  /** How much a key must be allowed to do. */
  needs: Level;
  /** What a scope calls what it is about, where the path says something else. */
  area?: string;
  /**
   * Who may ask, where no page is in the path: whoever has something to do with it, which is judged once the thing is found
   * (`own`); a key of an organisation or of the installation, and not of one page (`tenant`, as a rule); that of the installation alone.
   */
  of?: 'own' | 'tenant' | 'installation';
  /** Some requests of this verb are for administrators only. */
  isForAdmin?(asked: Asked): boolean;
  /** Fields that nobody can ask for: the server itself knows them. */
  fills?: readonly string[];
  /** Ids that are made here, from the idempotency key if there is one. The first one is what the answer names. */
  makes?: readonly string[];
  /** What has been done, for the description of the API. */
  done: string;
  /** What it does, in some words; left out, they are made of what the verb is called: `open-incident` opens an incident. */
  summary?: string;
  /** What whoever asks should know before. */
  explained?: string;
}

/** One thing that somebody may ask for: what it needs, what it locks, and what it does. */
export interface Verb<Schema extends z.ZodObject = z.ZodObject, Asked = z.infer<Schema>> {
  /** Its `type` is a literal. */
  schema: Schema;
  /** None: it has a route of its own, which says why, or is not asked for over HTTP. */
  door?: Door<Asked>;
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
  /** Components that the documents it locks say it is about: they are locked once these are known. */
  concerns?(asked: Asked, fold: FoldOf): Iterable<string>;
  /** It goes behind the last of its kind, and has to know which that is. */
  goesLast?(asked: Asked): boolean;
  plan(asked: Asked, input: PlanInput): Plan;
}

export function defineVerb<Schema extends z.ZodObject>(verb: Verb<Schema>): Verb<Schema> {
  return verb;
}

type Rows = readonly [table: string, column: string];

/** Where a flat resource is listed and one of it is read, what is said of one, how many a page may have, and who may read them. */
export interface Flat {
  path: `/v1/${string}`;
  one: `/v1/${string}`;
  many: string;
  area?: string | undefined;
  said: z.ZodObject;
  perPageMax: number;
  readBy: Level;
}

/** A kind of document: what it holds, what is special about it, and what may be asked of it. */
export interface Resource<Kind extends string = string, Verbs extends readonly unknown[] = readonly unknown[]> {
  kind: Kind;
  /** Its plain fields, and of its lists the entries, by what stands before the slash. */
  fields: z.ZodObject;
  lists?: Record<string, z.ZodObject>;
  /** Of these, what is told to nobody: neither in the audit log nor in an export. Of a list, what stands before the slash. */
  secrets?: readonly string[];
  /** What the record of who did what shows of a field, where only some of its values are secrets. */
  recorded?(field: string, value: Json): Json;
  /** A visitor sees it: a change to it is an event of its page. */
  isPublic?: true;
  /** Named by a word and not by an id. */
  isNamedByWord?: true;
  /** Its text is written together, and merged by the library of documents. */
  isText?: true;
  /** It is never taken along to another installation: it holds secrets, or says something of this one alone. */
  staysHere?: true;
  /** Whoever knows its id may name it, whatever page it is of. */
  isOfAnyPage?: true;
  /** Its id, taken by another page, is not to be told: a Change may name others of its kind. */
  isNamedByOthers?: true;
  /** Its rows in the read model, children first: the tables, and in each the column with its name. */
  tables?: readonly Rows[];
  /**
   * Where it is one row of one table: what the row says beside its name, each value under its column's name in camel case.
   * Other kinds have a projector of their own in `region`.
   */
  row?(fold: Fold, doc: DocRef): object | undefined;
  /** Rows of others that name it: they go with it when it is purged. */
  namedIn?: readonly Rows[];
  /** It is no more than its fields. */
  flat?: Flat;
  /** Components whose shown status it may move, and the table that says which. */
  components?: { of(fold: Fold): Iterable<string>; table: string };
  verbs: Verbs;
}

export function defineResource<Kind extends string, const Verbs extends readonly unknown[]>(
  resource: Resource<Kind, Verbs>,
): Resource<Kind, Verbs> {
  return resource;
}
