import { isContentFault, type Sql, type Transaction } from '@pharos/core/outside/postgres';
import { docName, type DocRef } from '@pharos/resources/kind';
import { isDocKind, isNameOf, resources } from '@pharos/resources/registry';
import { storeTx } from '../store/postgres-store.ts';
import { foldAfresh } from './refold.ts';

// Documents in one transaction: their locks are held for as long as folding them takes.
const batchMax = 100;

/** Every table of the read model whose rows belong to one document, and by which column. */
const tables = [...new Map(resources.flatMap(({ tables = [] }) => tables).map((each) => [each.join(), each])).values()];

export interface Verified {
  /** Documents whose rows were something else: they are what the documents say by now. */
  mended: string[];
  /** Where the next look begins; empty: from the start. */
  next: string;
}

/**
 * Folds the next documents afresh and looks whether their rows change by that: the tables must be what the documents say. A
 * batch that changes nothing is rolled back; of one that does, each document is looked at by itself, and kept as it is then.
 */
export async function verifyTables(sql: Sql, after: string): Promise<Verified> {
  const rows = await sql<DocRef[]>`
    select id, kind, page from doc where id > ${after} and hash <> ''::bytea and not purged and not unprojected order by id limit ${batchMax}`;
  const refs = [...rows].filter(({ id, kind }) => isDocKind(kind) && isNameOf(kind, id));
  const mended: string[] = [];
  if (refs.length > 0 && (await changesRows(sql, refs, false))) {
    for (const ref of refs) if (await changesRows(sql, [ref], true)) mended.push(ref.id);
  }
  return { mended, next: rows.length < batchMax ? '' : rows.at(-1)!.id };
}

class Unchanged extends Error {}

async function changesRows(sql: Sql, refs: DocRef[], isKept: boolean): Promise<boolean> {
  let hasChanged = false;
  await sql
    .begin(async (tx) => {
      // Locked before the rows are looked at: whoever writes to them now is waited for.
      const fold = await foldAfresh(storeTx(tx), sql, refs);
      const before = await rowsOf(tx, refs);
      await fold();
      hasChanged = (await rowsOf(tx, refs)) !== before;
      if (!hasChanged || !isKept) throw new Unchanged();
    })
    .catch((error: unknown) => {
      if (error instanceof Unchanged) return;
      if (!isContentFault(error)) throw error;
      // One that the tables refuse is known by its mark or by its place in quarantine; it hides no other.
      hasChanged = refs.length > 1;
    });
  return hasChanged;
}

// Only what differs at the end matters: a fingerprint of each table's rows, in one order.
async function rowsOf(tx: Transaction, refs: DocRef[]): Promise<string> {
  const ids = refs.map(({ id }) => docName(id)).filter((id) => /^[0-9a-f-]{36}$/i.test(id));
  const prints = await Promise.all(
    tables.map(async ([table, column]) => {
      const [row] = await tx<{ print: string | null }[]>`
        select md5(string_agg(each::text, '|' order by each::text)) as print from ${tx(table)} each where ${tx(column)} = any(${ids}::uuid[])`;
      return row!.print ?? '';
    }),
  );
  return prints.join();
}
