import { isContentFault, type Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { BadDocument } from '@pharos/resources/fold';
import { docName, docRef, type DocRef } from '@pharos/resources/kind';
import { isNameOf, type DocKind } from '@pharos/resources/registry';
import { foldState } from '../document/registers.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store, StoreTx } from '../store/store.ts';
import { uniqueRefs } from './apply-locks.ts';
import { tellAgain } from './tell-again.ts';

// Documents in one transaction: their locks are held for as long as it takes.
const batchMax = 100;

/**
 * Writes the typed tables again from the documents: those that an earlier version could not read (at each start), or all of
 * them. Answers how many were folded. One that the tables refuse stays as it is, and the others go on. `tellAs`: who tells the
 * readers of those that are shown by now; without it nobody does.
 */
export async function refold(sql: Sql, store: Store, which: 'unprojected' | 'all', tellAs?: Kit): Promise<number> {
  let count = 0;
  for (let after = ''; ;) {
    const rows = await sql<{ id: string; kind: string; page: string | null }[]>`
      select id, kind, page from doc
      where id > ${after} and hash <> ''::bytea and not purged ${which === 'unprojected' ? sql`and unprojected` : sql``}
      order by id limit ${batchMax}`;
    if (rows.length === 0) return count;
    after = rows.at(-1)!.id;
    if (tellAs) await originToWrite(store, tellAs);
    count += await refoldDocs(sql, store, [...rows], tellAs);
  }
}

export async function refoldDocs(sql: Sql, store: Store, refs: DocRef[], tellAs?: Kit): Promise<number> {
  try {
    return await store.transact(async (tx) => {
      const fold = await foldAfresh(tx, sql, refs);
      const { folded, unprojected } = await fold();
      if (tellAs)
        await tellAgain(
          tx,
          tellAs,
          folded.filter(({ id }) => !unprojected.has(id)),
        );
      return folded.length;
    });
  } catch (error) {
    if (!isContentFault(error)) throw error;
    if (refs.length === 1) return 0;
    const half = Math.ceil(refs.length / 2);
    return (await refoldDocs(sql, store, refs.slice(0, half), tellAs)) + (await refoldDocs(sql, store, refs.slice(half), tellAs));
  }
}

export interface FoldedAfresh {
  /** Those of the named documents that are there, and can be folded. */
  folded: DocRef[];
  /** Of these, which are not, or not wholly, in the tables. */
  unprojected: ReadonlySet<string>;
}

/** Locks the documents and what they show; then writes their rows as if there had been none. */
export async function foldAfresh(tx: StoreTx, sql: Sql, refs: DocRef[]): Promise<() => Promise<FoldedAfresh>> {
  const shown = await componentsShownBy(sql, refs);
  const docs = await tx.lockDocs(uniqueRefs([...refs, ...shown]), []);
  const changes = [...docs.values()].flatMap((doc) => {
    try {
      return doc.purged ? [] : [{ doc, before: new Map(), after: foldState(doc.state) }];
    } catch (error) {
      if (error instanceof BadDocument) return []; // the deep check is for these
      throw error;
    }
  });
  return async () => {
    const { unprojected } = await tx.saveDocs(changes);
    const there = new Set(changes.map(({ doc }) => doc.id));
    return { folded: refs.filter(({ id }) => there.has(id)), unprojected };
  };
}

// What the tables say by now, rightly or not, is to be corrected on these components too.
async function componentsShownBy(sql: Sql, refs: DocRef[]): Promise<DocRef[]> {
  const names = (kind: DocKind) => refs.filter((ref) => ref.kind === kind && isNameOf(kind, ref.id)).map(({ id }) => docName(id));
  const rows = await sql<{ component: string; page: string }[]>`
    select component.id as component, component.page from component
    where id in (select component from incident_component where incident = any(${names('incident')}::uuid[])
      union select component from maintenance_component where maintenance = any(${names('maintenance')}::uuid[]))`;
  return rows.map(({ component, page }) => docRef('component', component, page));
}
