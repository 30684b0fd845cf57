import type { Query } from '@pharos/core/outside/postgres';
import { BadDocument, byRegister, type Json } from '@pharos/resources/fold';
import { foldState } from '../document/registers.ts';

/** What one field of a document says, and when it was said: later ones build on earlier ones. */
export type SaidField = [name: string, value: Json, hlc: number, region: number];

export interface ReadDocument {
  id: string;
  /** In the order in which they were said. */
  fields: SaidField[];
}

/** Documents of one kind of a page, by id, behind `after`. What this version cannot read is left out. `next`: there may be more behind it. */
export async function readDocuments(
  sql: Query,
  { page, kind, after, limit }: { page: string; kind: string; after: string; limit: number },
): Promise<{ documents: ReadDocument[]; next: string | undefined }> {
  const rows = await sql<{ id: string; state: Buffer }[]>`
    select id, state from doc where page = ${page} and kind = ${kind} and id > ${after} and not purged order by id limit ${limit}`;
  const documents = rows.flatMap(({ id, state }) => {
    const fields = saidIn(state);
    return fields === undefined || fields.length === 0 ? [] : [{ id, fields }];
  });
  return { documents, next: rows.length < limit ? undefined : rows.at(-1)!.id };
}

function saidIn(state: Uint8Array): SaidField[] | undefined {
  try {
    const fold = [...foldState(state)].sort(([a, one], [b, other]) => byRegister(one, other) || (a < b ? -1 : 1));
    return fold.map(([name, { value, hlc, region }]) => [name, value, hlc, region]);
  } catch (error) {
    if (error instanceof BadDocument) return undefined;
    throw error;
  }
}
