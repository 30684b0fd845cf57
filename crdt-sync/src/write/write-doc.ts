import type { Kit } from '@pharos/core/role';
import type { Fold, Json } from '@pharos/resources/fold';
import type { DocRef } from '@pharos/resources/kind';
import { stampMs } from '../mesh/skew.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { commitDocs, encoded } from './commit-docs.ts';
import { holdDocs } from './held-docs.ts';

/** A write of the mesh's own: one document, through the same stamp, outbox and log as any Change. False: nothing to write. */
export async function writeDoc(
  store: Store,
  kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>,
  ref: DocRef,
  fieldsOf: (fold: Fold) => Record<string, Json>,
): Promise<boolean> {
  await originToWrite(store, kit);
  return store.transact(async (tx) => {
    const [identity, docs] = await Promise.all([tx.identity(), tx.lockDocs([ref], [ref])]);
    const held = holdDocs(docs.values());
    const { page, purged } = held.get(ref.id)!;
    const fields = fieldsOf(held.foldOf(ref.id));
    if (Object.keys(fields).length === 0 || purged) return false;
    const deps = await tx.version();
    const { region, regionNumber } = kit;
    const at = stampMs(kit.clock.now(), identity.leadMs);
    const origin = identity.origin!;
    const { ops, hlc, adopt } = held.stage([{ ref, fields }], { origin, region: regionNumber, nowMs: at });
    adopt();
    const env = encoded({ region, hlc, at, actor: 'mesh', by: 'system', deps, page, ops, facts: [], notify: null });
    await commitDocs(tx, { changes: held.changes(), points: [], notices: [], rows: [{ origin, page, env }] });
    return true;
  });
}
