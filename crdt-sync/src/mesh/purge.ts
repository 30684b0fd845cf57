import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { nextHlc } from '@pharos/core/hlc';
import { BadDocument } from '@pharos/resources/fold';
import type { DocRef } from '@pharos/resources/kind';
import { encodeEnvelope } from '../document/envelope.ts';
import { foldState } from '../document/registers.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store, StoredDoc } from '../store/store.ts';
import { componentsShown } from './apply-batch.ts';

/** Forgets a document here and, by the log, in every region: for a secret that was written where it must not be. It cannot be undone. */
export async function purge(store: Store, kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>, id: string): Promise<void> {
  await originToWrite(store, kit);
  await store.transact(async (tx) => {
    const doc = (await tx.readDocs([id])).get(id);
    if (!doc) throw new Problem('not-found', `there is no document ${id}: documents are named like incident:<id>`);
    // With the locks of what it shows: that shows it no longer, in every region, and readers are told.
    const shown = shownBy(doc);
    const locked = (await tx.lockDocs([doc, ...shown], [])).get(id)!;
    const { origin } = await tx.identity();
    const deps = await tx.version();
    await tx.purgeDoc(locked);
    const at = Math.trunc(kit.clock.now());
    const { kind, page } = locked;
    const touched = shown.map((ref) => ({ doc: ref.id, kind: ref.kind, page: ref.page, delta: undefined }));
    const ops = [{ doc: id, kind, page, delta: undefined, purge: true }, ...touched];
    const hlc = nextHlc(locked.hlc, at);
    const env = encodeEnvelope({
      v: 1,
      region: kit.region,
      hlc,
      at,
      actor: 'mesh',
      by: 'system',
      verb: 'purge',
      deps,
      page,
      ops,
      facts: [],
      notify: null,
    });
    await tx.addOutbox([{ origin: origin!, page, env }]);
  });
}

// One that cannot be read may be forgotten all the same.
function shownBy(doc: StoredDoc): DocRef[] {
  try {
    return componentsShown(doc, foldState(doc.state));
  } catch (error) {
    if (error instanceof BadDocument) return [];
    throw error;
  }
}
