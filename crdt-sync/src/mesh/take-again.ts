import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { decodeEnvelope } from '../document/envelope.ts';
import { isPublicKind, type DocRef } from '../document/kind.ts';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';
import { applyAgain } from './apply-batch.ts';
import { readLog } from './fetch-server.ts';
import { refoldDocs } from './refold.ts';

/** Where an envelope stands that was not taken whole. */
export interface Place {
  origin: number;
  seq: number;
}

/**
 * Takes an envelope once more that had been set aside, whole or in part: by a version that can read it, or after its cause was
 * mended. Its place in the log has passed long since, so the readers hear of its documents by a new write of one field of each.
 * Throws what is wrong with it still. Answers the documents; undefined when the log has forgotten it.
 */
export async function takeAgain(store: Store, kit: Kit, sql: Sql, { origin, seq }: Place): Promise<DocRef[] | undefined> {
  const [entry] = await readLog(sql, origin, seq, 1);
  if (!entry || entry.seq !== seq) return undefined;
  const { ops } = decodeEnvelope(entry.env);
  const refs = ops.filter(({ purge }) => !purge).map(({ doc, kind, page }) => ({ id: doc, kind, page }));
  await store.transact((tx) => applyAgain(tx, entry, (region) => region === kit.regionNumber));
  await refoldDocs(sql, store, refs);
  for (const ref of refs) if (isPublicKind(ref.kind) && ref.kind !== 'text') await touch(store, kit, ref);
  return refs;
}

/** Writes the same value with a later stamp: nothing is said anew, and every region tells the readers what the document says. */
export async function touch(store: Store, kit: Kit, ref: DocRef): Promise<void> {
  await writeDoc(store, kit, ref, (fold) => {
    const first = [...fold].find(([name]) => !name.includes('/'));
    return first ? { [first[0]]: first[1].value } : {};
  });
}
