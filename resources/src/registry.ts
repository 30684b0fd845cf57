import { z } from 'zod';
import type { Resource, Verb } from './define-resource.ts';
import { Uuid } from './field-values.ts';
import { docName, docRef, type DocRef } from './kind.ts';
import { list } from './list.ts';
import { planOnce } from './once.ts';
import { requireStorable } from './require-storable.ts';
import type { FoldOf, Plan, PlanInput } from './plan.ts';

/** Every kind of document this version can read. Others are carried untouched and folded after an upgrade. */
export type DocKind = (typeof list)[number]['kind'];
export const resources: readonly Resource<DocKind>[] = list;

type Verbs = (typeof list)[number]['verbs'][number];
type Schemas = Verbs extends infer Each ? (Each extends { schema: infer Schema } ? Schema : never) : never;

const verbs = resources.flatMap((resource) => resource.verbs as readonly Verb[]);

/**
 * What somebody asks for. Every thing is named by the one who asks (`idFrom` the idempotency key), so that the same
 * request sent to two regions makes one thing.
 */
export const Change = z.discriminatedUnion('type', verbs.map(({ schema }) => schema) as unknown as [Schemas, ...Schemas[]]);
export type Change = z.infer<Schemas>;
export type ChangeOf<T extends Change['type']> = Extract<Change, { type: T }>;

const byKind = new Map<string, Resource<DocKind>>(resources.map((resource) => [resource.kind, resource]));
const byType = new Map(verbs.map((verb) => [typeOf(verb), verb]));

export function isDocKind(kind: string): kind is DocKind {
  return byKind.has(kind);
}

/** Undefined for a kind that this version does not know. */
export function resourceOf(kind: string): Resource<DocKind> | undefined {
  return byKind.get(kind);
}

/** May a document of this kind be called so? */
export function isNameOf(kind: DocKind, id: string): boolean {
  return id.startsWith(`${kind}:`) && (byKind.get(kind)!.isNamedByWord === true || Uuid.safeParse(docName(id)).success);
}

/** Kinds that a visitor sees: a change to one of them is an event of the page. */
export function isPublicKind(kind: string): boolean {
  return byKind.get(kind)?.isPublic === true;
}

/** What a Change locks before anything is known of it, whether it is about something new, and which of them may be new. */
export function documentsOf(change: Change): { lock: DocRef[]; isMaking: boolean; mayBeNew: DocRef[] } {
  const verb = verbOf(change);
  const lock = [verb.about(change), ...(verb.locks?.(change) ?? [])];
  return { lock, isMaking: verb.makes === true, mayBeNew: verb.makes ? lock : (verb.mayMake?.(change) ?? []) };
}

/** Components that a Change names: they are locked with its documents, before anything is known of these. */
export function componentsNamed(change: Change): DocRef[] {
  return refsOf(verbOf(change).components?.(change) ?? [], change);
}

/** Components whose shown status a Change may move: they are locked too, so that two incidents on one component do not overlook each other. */
export function componentsTouched(change: Change, foldOf: FoldOf): DocRef[] {
  const verb = verbOf(change);
  const about = verb.about(change);
  const concerned = byKind.get(about.kind)?.components?.of(foldOf(about)) ?? [];
  const named = [...(verb.components?.(change) ?? []), ...(verb.concerns?.(change, foldOf) ?? [])];
  return refsOf(new Set([...named, ...concerned]), change);
}

/** It goes behind the last of its kind, and has to know which that is. */
export function asksForOrder(change: Change): boolean {
  return verbOf(change).goesLast?.(change) === true;
}

export function planChange(change: Change, input: PlanInput): Plan {
  const verb = verbOf(change);
  return requireStorable(input.isRepeatable ? planOnce(verb, change, input) : verb.plan(change, input));
}

export function pageOf(change: Change): string | null {
  return 'page' in change ? change.page : null;
}

// The schema that parsed it is the verb's own.
function verbOf(change: Change): Verb<z.ZodObject, Change> {
  return byType.get(change.type) as unknown as Verb<z.ZodObject, Change>;
}

/** What a verb is called in a Change. */
export function typeOf({ schema }: Verb): string {
  return (schema.shape['type'] as z.ZodLiteral<string>).value;
}

function refsOf(ids: Iterable<string>, change: Change): DocRef[] {
  return [...ids].map((id) => docRef('component', id, pageOf(change)));
}
