import type { Sql } from '@pharos/core/outside/postgres';
import { BadDocument, foldState } from '../document/registers.ts';
import type { Store } from '../store/store.ts';

// Documents in one transaction: their locks are held for as long as it takes.
const batchMax = 100;

/**
 * Writes the typed tables again from the documents: those that an earlier version could not read (at each start), or all of
 * them. Answers how many were folded.
 */
export async function refold(sql: Sql, store: Store, which: 'unprojected' | 'all'): Promise<number> {
  let count = 0;
  for (let after = ''; ;) {
    const rows = await sql<{ id: string; kind: string; page: string | null }[]>`
      select id, kind, page from doc
      where id > ${after} and hash <> ''::bytea and not purged ${which === 'unprojected' ? sql`and unprojected` : sql``}
      order by id limit ${batchMax}`;
    if (rows.length === 0) return count;
    after = rows.at(-1)!.id;
    count += await store.transact(async (tx) => {
      const docs = await tx.lockDocs([...rows], []);
      const changes = [...docs.values()].flatMap((doc) => {
        try {
          return [{ doc, before: new Map(), after: foldState(doc.state) }];
        } catch (error) {
          if (error instanceof BadDocument) return []; // the deep check is for these
          throw error;
        }
      });
      await tx.saveDocs(changes);
      return changes.length;
    });
  }
}
