import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { DocRef } from '@pharos/resources/kind';
import { decodeEnvelope } from '../document/envelope.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { applyAgain } from './apply-batch.ts';
import { readLog } from './fetch-server.ts';
import { refoldDocs } from './refold.ts';
import { tellAgain } from './tell-again.ts';

/** Where an envelope stands that was not taken whole. */
export interface Place {
  origin: number;
  seq: number;
}

/**
 * Takes an envelope once more that had been set aside, whole or in part: by a version that can read it, or after its cause was
 * mended. Its place in the log has passed long since, so the readers hear of its documents under a new one.
 * Throws what is wrong with it still. Answers the documents; undefined when the log has forgotten it.
 */
export async function takeAgain(store: Store, kit: Kit, sql: Sql, { origin, seq }: Place): Promise<DocRef[] | undefined> {
  const [entry] = await readLog(sql, origin, seq, 1);
  if (!entry || entry.seq !== seq) return undefined;
  const { ops } = decodeEnvelope(entry.env);
  const refs = ops.filter(({ purge }) => !purge).map(({ doc, kind, page }) => ({ id: doc, kind, page }));
  await store.transact((tx) => applyAgain(tx, entry, (region) => region === kit.regionNumber));
  await refoldDocs(sql, store, refs);
  await originToWrite(store, kit);
  await store.transact((tx) => tellAgain(tx, kit, refs));
  return refs;
}
