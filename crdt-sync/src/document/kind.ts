import { Uuid } from './field-values.ts';

/** Every kind of document this version can read. Others are carried untouched and folded after an upgrade. */
export const docKinds = [
  'page',
  'component',
  'incident',
  'maintenance',
  'subscription',
  'account',
  'apikey',
  'slug',
  'domain',
  'members',
  'text',
] as const;
export type DocKind = (typeof docKinds)[number];

export interface DocRef {
  /** `<kind>:<name>`, e.g. `incident:0198…` or `slug:acme`. */
  id: string;
  kind: string;
  page: string | null;
}

export function docRef(kind: DocKind, name: string, page: string | null): DocRef {
  return { id: `${kind}:${name}`, kind, page };
}

export function isDocKind(kind: string): kind is DocKind {
  return (docKinds as readonly string[]).includes(kind);
}

/** The name behind the kind: a UUID, a slug. */
export function docName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

// Named by a word and not by an id.
const wordKinds = new Set<DocKind>(['slug', 'domain', 'members']);

/** May a document of this kind be called so? */
export function isNameOf(kind: DocKind, id: string): boolean {
  return id.startsWith(`${kind}:`) && (wordKinds.has(kind) || Uuid.safeParse(docName(id)).success);
}

/** Kinds that a visitor sees: a change to one of them is an event of the page. */
export function isPublicKind(kind: string): boolean {
  return kind === 'page' || kind === 'component' || kind === 'incident' || kind === 'maintenance' || kind === 'text';
}

/** Documents are locked in this order everywhere, so that no two transactions wait for each other: components last, because which ones an incident touches is only known once it is locked. */
export function byLockOrder(a: { id: string; kind: string }, b: { id: string; kind: string }): number {
  const rank = Number(a.kind === 'component') - Number(b.kind === 'component');
  return rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
