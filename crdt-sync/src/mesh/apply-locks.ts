import { docRef, type DocRef } from '@pharos/resources/kind';
import { noRecentDocuments, type RecentDocuments } from '../document/recent-documents.ts';
import type { Envelope } from '../document/envelope.ts';
import type { LogEntry, StoredDoc, StoreTx } from '../store/store.ts';

/** What is locked, and in which order, to apply envelopes in as few trips as can be. */

export interface Opened {
  entry: LogEntry;
  envelope: Envelope;
}

/** It was not as the caller thought, or somebody else holds what is needed: nothing was applied; to be asked again without a guess. */
export class GuessedWrong extends Error {}

export function refsOf(opened: Opened[]): DocRef[] {
  const refs = opened.flatMap(({ envelope }) => envelope.ops.map(({ doc, kind, page }): DocRef => ({ id: doc, kind, page })));
  return uniqueRefs(refs);
}

export function uniqueRefs(refs: DocRef[]): DocRef[] {
  return [...new Map(refs.map((ref) => [ref.id, ref])).values()];
}

export function entriesOf(opened: Opened[]): Map<number, LogEntry[]> {
  return Map.groupBy(
    opened.map(({ entry }) => entry),
    ({ origin }) => origin,
  );
}

// Everything that the envelopes name, components that they concern among it: one statement, in the order of all locks.
export async function lockGuessed(
  tx: StoreTx,
  offered: Map<number, LogEntry[]>,
  guess: Opened[],
  recent: RecentDocuments = noRecentDocuments,
) {
  const named = refsOf(guess);
  const concerned = guess.flatMap(({ envelope: { notify, page } }) =>
    (notify?.components ?? []).map((id) => docRef('component', id, page)),
  );
  const refs = uniqueRefs([...named, ...concerned]);
  const [before, version, docs] = await Promise.all([
    tx.lockPositions([...offered.keys()]),
    tx.version(),
    tx.lockDocs(refs, named, recent.states(refs.map(({ id }) => id))),
  ]);
  return { at: [before, version] as const, docs };
}

// Out of their order by now: nobody waits here, or two could wait for each other.
export async function lockRest(tx: StoreTx, refs: DocRef[], held: Map<string, StoredDoc>): Promise<Map<string, StoredDoc>> {
  const rest = refs.filter(({ id }) => !held.has(id));
  const free = await tx.lockFreeDocs(rest, []);
  const others = rest.filter(({ id }) => !free.has(id));
  if (others.length > 0 && (await tx.readDocs(others.map(({ id }) => id))).size > 0) throw new GuessedWrong();
  return pick(new Map([...held, ...free]), refs);
}

export function pick(docs: Map<string, StoredDoc>, refs: DocRef[]): Map<string, StoredDoc> {
  return new Map(refs.flatMap(({ id }) => (docs.has(id) ? [[id, docs.get(id)!]] : [])));
}

export function partition<T>(items: T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
