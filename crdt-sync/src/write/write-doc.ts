import type { Kit } from '@pharos/core/role';
import type { DocRef } from '../document/kind.ts';
import { openDocument, type Fold, type Json } from '../document/registers.ts';
import { stampMs } from '../mesh/skew.ts';
import { mintIfUnknown } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { commitWrites } from './write-change.ts';

/** A write of the mesh's own: one document, through the same stamp, outbox and log as any Change. False: nothing to write. */
export async function writeDoc(
  store: Store,
  kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>,
  ref: DocRef,
  fieldsOf: (fold: Fold) => Record<string, Json>,
): Promise<boolean> {
  await mintIfUnknown(store, kit);
  return store.transact(async (tx) => {
    const [identity, docs] = await Promise.all([tx.identity(), tx.lockDocs([ref], [ref])]);
    const doc = docs.get(ref.id)!;
    const opened = openDocument(doc.state);
    const fold = opened.fold();
    const fields = fieldsOf(fold);
    if (Object.keys(fields).length === 0 || doc.purged) return false;
    const nowMs = stampMs(kit.clock.now(), identity.leadMs);
    await commitWrites(tx, [{ ref, fields }], {
      docs,
      open: () => opened,
      foldOf: () => fold,
      origin: identity.origin!,
      deps: await tx.version(),
      nowMs,
      context: { region: kit.region, regionNumber: kit.regionNumber, nowMs, actor: 'mesh' },
      page: doc.page,
      facts: [],
      notify: null,
    });
    return true;
  });
}
