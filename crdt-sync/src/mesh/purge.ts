import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { encodeEnvelope } from '../document/envelope.ts';
import { nextHlc } from '../document/hlc.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store } from '../store/store.ts';

/** Forgets a document here and, by the log, in every region: for a secret that was written where it must not be. It cannot be undone. */
export async function purge(store: Store, kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>, id: string): Promise<void> {
  await originToWrite(store, kit);
  await store.transact(async (tx) => {
    const doc = (await tx.readDocs([id])).get(id);
    if (!doc) throw new Problem('not-found', `there is no document ${id}: documents are named like incident:<id>`);
    const locked = (await tx.lockDocs([doc], [])).get(id)!;
    const { origin } = await tx.identity();
    const deps = await tx.version();
    await tx.purgeDoc(locked);
    const at = Math.trunc(kit.clock.now());
    const { kind, page } = locked;
    const ops = [{ doc: id, kind, page, update: undefined, purge: true }];
    const hlc = nextHlc(locked.hlc, at);
    const env = encodeEnvelope({ v: 1, region: kit.region, hlc, at, actor: 'mesh', deps, page, ops, facts: [], notify: null });
    await tx.addOutbox([{ origin: origin!, page, env }]);
  });
}
