export interface DocRef {
  /** `<kind>:<name>`, e.g. `incident:0198…` or `slug:acme`. */
  id: string;
  kind: string;
  page: string | null;
}

export function docRef(kind: string, name: string, page: string | null): DocRef {
  return { id: `${kind}:${name}`, kind, page };
}

/** The name behind the kind: a UUID, a slug. */
export function docName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** Documents are locked in this order everywhere, so that no two transactions wait for each other: components last, because which ones an incident touches is only known once it is locked. */
export function byLockOrder(a: { id: string; kind: string }, b: { id: string; kind: string }): number {
  const rank = Number(a.kind === 'component') - Number(b.kind === 'component');
  return rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
