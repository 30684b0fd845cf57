import { systemClock } from '@pharos/core/clock';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { Problem } from '@pharos/core/problem';
import type { Random } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import type { Change } from '@pharos/resources/registry';
import { settleOrigin } from '../../crdt-sync/src/store/mint.ts';
import { createRecentDocuments, type RecentDocuments } from '../../crdt-sync/src/document/recent-documents.ts';
import { writeChange } from '../../crdt-sync/src/write/write-change.ts';
import type { RelayedBatch } from '../../crdt-sync/src/mesh/relay-batch.ts';
import { createWriteGroups } from '../../crdt-sync/src/write/write-group.ts';
import { Broken } from './auditor.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import type { ModelRegion } from './region.ts';

export interface Writing {
  /** What the region's database writes under: who vouches for it is its relay. */
  originOf(region: ModelRegion): Promise<number>;
  /** By itself; aborted, its transaction fails at its end. */
  write(region: ModelRegion, change: Change, isAborted?: boolean): Promise<void>;
  /** All at once, by the real group commit; of what `held` names somebody else has the lock. */
  writeTogether(region: ModelRegion, changes: Change[], held: string[]): Promise<void>;
  /** What the mesh's own commands write. */
  writeOwn(region: ModelRegion, work: (kit: Kit) => Promise<unknown>): Promise<void>;
}

class Aborted extends Error {}

const metrics = createMetrics({ role: 'model', region: 'model' });

export interface WritingOptions {
  random: Random;
  /** Never the same twice: what takes the same number by chance is found by other means. */
  mintRandom: Random;
  nowMs(region: ModelRegion): number;
  /** A group gave its changes their places in the log. */
  onPlaced(region: ModelRegion, batch: RelayedBatch): void;
}

/** The people and commands of the model: they write by the real code, and the auditor hears of each commit. */
export function createWriting({ random, mintRandom, nowMs, onPlaced }: WritingOptions): Writing {
  // A process outlives what becomes of its transactions, and of its database.
  const recents = new WeakMap<ModelRegion, RecentDocuments>();
  const contextOf = (region: ModelRegion) => {
    const recent = recents.get(region) ?? createRecentDocuments();
    recents.set(region, recent);
    return { region: region.name, regionNumber: region.at + 1, nowMs: nowMs(region), recent };
  };
  const kitOf = (region: ModelRegion): Kit => {
    const clock = { ...systemClock, now: () => nowMs(region) };
    return { role: 'model', region: region.name, regionNumber: region.at + 1, clock, random, log: silentLog, metrics };
  };
  const alone = async (region: ModelRegion, store: MemoryStore, change: Change): Promise<string> => {
    const outcome = await asked(store.transact((tx) => writeChange(tx, change, { ...contextOf(region), actor: 'model' })));
    return outcome instanceof Problem ? `refused: ${outcome.message}` : outcome.kind;
  };
  const originOf = (region: ModelRegion) => settleOrigin(region.store, { regionNumber: region.at + 1, random: mintRandom }, region.witness);
  return {
    originOf,
    write: async (region, change, isAborted = false) => {
      await originOf(region);
      const writing = region.store.transact(async (tx) => {
        await writeChange(tx, change, { ...contextOf(region), actor: 'model' });
        if (isAborted) throw new Aborted();
      });
      await asked(writing).catch((error: unknown) => {
        if (!(error instanceof Aborted)) throw error;
      });
    },
    writeTogether: async (region, changes, held) => {
      const { store } = region;
      await originOf(region);
      const apart = createMemoryStore(store.state, store.ident);
      const groups = createWriteGroups(kitOf(region), store, {
        placing: { mayPlace: () => true, onPlaced: (batch) => onPlaced(region, batch) },
      });
      store.heldByOthers = new Set(held);
      const outcomes = await Promise.all(changes.map((change) => asked(groups.write({ change, actor: 'model' }))));
      store.heldByOthers = new Set();
      for (const outcome of outcomes) {
        if (!(outcome instanceof Problem) && outcome.kind !== 'written' && outcome.kind !== 'already-done')
          throw new Broken(`a writer of a group was answered ${String((outcome as { kind: unknown }).kind)}`);
      }
      if (held.length > 0) return; // who waited was written later than who did not
      for (const [at, change] of changes.entries()) {
        const outcome = outcomes[at]!;
        const together = outcome instanceof Problem ? `refused: ${outcome.message}` : outcome.kind;
        const byItself = await alone(region, apart, change);
        if (together !== byItself) throw new Broken(`${change.type} is ${together} in a group, and ${byItself} by itself`);
      }
    },
    writeOwn: async (region, work) => {
      await originOf(region);
      await asked(work(kitOf(region)));
    },
  };
}

// What may not be done is an outcome too.
function asked<T>(work: Promise<T>): Promise<T | Problem> {
  return work.catch((error: unknown) => {
    if (error instanceof Problem) return error;
    throw error;
  });
}
