import { regionOfOrigin, wholeOf, type Version } from '@pharos/core/version';
import { latestHlc, BadDocument } from '@pharos/resources/fold';
import { byLockOrder, type DocRef } from '@pharos/resources/kind';
import { foldState, mergeState, mergeDelta } from '../document/registers.ts';
import type { PendingRow, QuarantineRow, StoreTx } from '../store/store.ts';
import { takeRetirement } from './retire.ts';

export interface SnapshotDoc extends DocRef {
  state: Uint8Array;
  /** Forgotten there for good, and so here. */
  purged?: boolean | undefined;
}

/**
 * How a region gets what the logs have forgotten: first the peer's vector is taken, then its documents as they are by then,
 * merged into ours. A document that is later than the vector does no harm: what the log brings again changes nothing. Ours
 * are merged, not replaced, so that what only we have stays. Until the vector of the end of the copy is reached, some
 * documents are ahead of others, and the region is not ready for readers.
 */
export async function adoptDocs(tx: StoreTx, docs: SnapshotDoc[]): Promise<void> {
  const forgotten = docs.filter(({ purged }) => purged);
  const known = await tx.readDocs(forgotten.map(({ id }) => id));
  for (const doc of forgotten) if (!known.get(doc.id)?.purged) await tx.purgeDoc(doc);
  // A peer may have no more than the name of a document whose beginning has not come: that is nothing to take.
  const refs = docs.filter(({ purged, state }) => !purged && state.length > 0).sort(byLockOrder);
  const own = await tx.lockDocs(refs, refs);
  const quarantined = [...own.values()].filter((doc) => doc.quarantined && !doc.purged);
  const waiting = Map.groupBy(await tx.pendingOf(quarantined.map(({ id }) => id)), ({ doc }) => doc);
  const released: PendingRow[] = [];
  const refused: QuarantineRow[] = [];
  const changes = refs.flatMap((ref) => {
    const doc = own.get(ref.id)!;
    if (doc.purged) return [];
    try {
      const before = foldState(doc.state);
      const { state, released: taken } = mergeWaiting(mergeState(doc.state, ref.state), waiting.get(doc.id) ?? [], doc.kind);
      const after = foldState(state);
      released.push(...taken);
      return [{ doc: { ...doc, state, hlc: Math.max(doc.hlc, latestHlc(after)) }, before, after }];
    } catch (error) {
      // It is one document: the others are copied without it, and a person is told.
      if (!(error instanceof BadDocument)) throw error;
      if (!doc.quarantined) refused.push({ reason: `copy-${error.reason}`, doc: ref.id, detail: error.message, bytes: ref.state });
      return [];
    }
  });
  await tx.saveDocs(changes);
  for (const row of refused) await tx.quarantine(row);
  await tx.release(released);
}

// What had waited for something that the copy has brought is taken now; the rest goes on waiting.
function mergeWaiting(copied: Uint8Array, rows: PendingRow[], kind: string): { state: Uint8Array; released: PendingRow[] } {
  let state = copied;
  const released = rows.filter(({ bytes, origin }) => {
    try {
      state = mergeDelta(state, bytes, origin, kind);
      return true;
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      return false;
    }
  });
  return { state, released };
}

/** The last step: from here on the log goes on. What lies before is not ours to give to others. */
export async function adoptVersion(tx: StoreTx, vv: Version, pages: Map<string, Version>): Promise<void> {
  for (const last of wholeOf(vv)) await adoptRetired(tx, last);
  for (const [name, seq] of Object.entries(vv).sort(([a], [b]) => Number(a) - Number(b))) {
    const origin = Number(name);
    if ((await tx.lockPosition(origin)) >= seq) continue;
    await tx.setPosition(origin, seq);
    await tx.setKeptFrom(origin, seq + 1);
  }
  await tx.adoptPages(pages);
}

// What the copy has of it is here by now. Where they end is not known any more; only of what this very database writes under
// is it sure that nobody has taken it since: it was put back, or made anew, and gave itself a name of the past.
async function adoptRetired(tx: StoreTx, last: number): Promise<void> {
  const { origin } = await tx.identity();
  const isOwn = origin !== undefined && origin <= last && regionOfOrigin(origin) === regionOfOrigin(last);
  const ends = await tx.unretired(last);
  await takeRetirement(tx, last, isOwn ? { ...ends, [origin]: 0 } : ends, isOwn);
}
