import type { Version } from '@pharos/core/version';
import type { Bus } from '@pharos/core/outside/bus';
import { regionOfOrigin } from '../../crdt-sync/src/document/origin.ts';
import { repair } from '../../crdt-sync/src/mesh/deep-check.ts';
import type { QuarantineRow } from '../../crdt-sync/src/store/store.ts';
import { reachedBy } from './memory-store.ts';
import type { ModelRegion } from './region.ts';
import type { Writing } from './writing.ts';

/** What could not take an update, because something before it was missing, is completed from its writer, if that can be reached. */
export async function complete(
  region: ModelRegion,
  rows: QuarantineRow[],
  { regions, canReach, writing }: { regions: ModelRegion[]; canReach(peer: ModelRegion): boolean; writing: Writing },
): Promise<void> {
  for (const { doc, origin } of rows) {
    const writer = regions.find(({ at }) => at + 1 === regionOfOrigin(origin!));
    if (doc && writer && writer !== region && canReach(writer)) await mergeFrom(writer, region, [doc], writing);
  }
}

/** The deep check between two regions at the same vector: documents that differ, or wait, are merged each from the other. Answers how many. */
export async function deepCheckBetween(one: ModelRegion, other: ModelRegion, writing: Writing): Promise<number> {
  const [ours, theirs] = [one.store.state.docs, other.store.state.docs];
  const ids = new Set([...ours.keys(), ...theirs.keys()]);
  const different = [...ids].filter((id) => {
    const [own, their] = [ours.get(id), theirs.get(id)];
    return !own?.purged && !their?.purged && ((own?.hash ?? '') !== (their?.hash ?? '') || own?.quarantined || their?.quarantined);
  });
  if (different.length === 0) return 0;
  await mergeFrom(other, one, different, writing);
  await mergeFrom(one, other, different, writing);
  return different.length;
}

function mergeFrom(from: ModelRegion, to: ModelRegion, ids: string[], writing: Writing): Promise<void> {
  const request = async () => {
    const docs = ids.flatMap((id) => {
      const doc = from.store.state.docs.get(id);
      if (!doc) return [];
      const { kind, page, state, purged } = doc;
      return [{ id, kind, page, state: Buffer.from(state).toString('base64'), ...(purged ? { purged } : {}) }];
    });
    return new TextEncoder().encode(JSON.stringify({ docs, next: null }));
  };
  const peer = { region: from.name, bus: { request } as unknown as Bus };
  return writing.writeOwn(to, (kit) => repair(to.store, kit, peer, ids));
}

/** Nothing waits, and all have the same. */
export function isLevel(regions: ModelRegion[]): boolean {
  const first = JSON.stringify(sorted(reachedBy(regions[0]!.store.state)));
  return regions.every(({ store }) => store.state.outbox.length === 0 && JSON.stringify(sorted(reachedBy(store.state))) === first);
}

function sorted(vv: Version): [string, number][] {
  return Object.entries(vv).sort(([a], [b]) => Number(a) - Number(b));
}
