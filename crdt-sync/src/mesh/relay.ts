import type { Bus } from '@pharos/core/outside/bus';
import { isContentFault } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { lookAtDatabase, settleOrigin, type Witness } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { createAlarm } from './alarm.ts';
import { publishBatch } from './publish.ts';
import { readRelayed } from '../write/watch-relay.ts';
import { OriginChanged, relayBatch, relayBatchMax, relayUntold, type RelayedBatch } from './relay-batch.ts';

// A rival's row, or a plan made stale by a migration, is over by then.
const rowTriesMax = 3;

export interface Relay {
  /** Relays what waits; answers how many. */
  relayAll(): Promise<number>;
  /** The origin this database writes under, as last seen. */
  origin(): number | undefined;
  close(): void;
}

// So often the relay looks how far the database's journal has got: it vouches for it when it was only started again.
const lookEachMs = 1_000;

/**
 * Everything committed is told, in order, once it has its place. A second relay beside this one waits for its row lock and goes on behind it.
 *
 * A batch that fails for its content is tried in halves, until one row fails alone. That one is told with less and less, as
 * `care.ts` says, and the rows behind it go on in batches that grow again.
 */
export function createRelay(kit: Kit, { store, bus }: { store: Store; bus: Bus }): Relay {
  let origin: number | undefined;
  // Under which this process has relayed, so that it stands in the vector.
  let expected: number | undefined;
  let most = relayBatchMax;
  let failures: Error[] = [];
  let witness: Witness | undefined;
  let lookedAt = -Infinity;
  const alarm = createAlarm(kit, store);
  // Writers give their changes their places themselves, mostly: what they have told must not be vouched away.
  const hearing = bus.subscribe(subject.relayed, ({ data }) => {
    const { origin, last = 0 } = readRelayed(data) ?? {};
    if (witness && witness.origin === origin) witness = { ...witness, seq: Math.max(witness.seq, last) };
  });

  const relayWhole = () =>
    store
      .transact((tx) => relayBatch(tx, expected, most))
      .catch((error: unknown) => {
        expected = undefined;
        if (error instanceof OriginChanged) return store.transact((tx) => relayBatch(tx, undefined, most));
        throw error;
      });

  const relaySetAside = async (): Promise<RelayedBatch | undefined> => {
    const why = failures[0]!;
    const batch = await store
      .transact((tx) => relayUntold(tx, why, true))
      .catch((error: unknown) => {
        if (!isContentFault(error)) throw error;
        return store.transact((tx) => relayUntold(tx, why, false));
      });
    if (batch) alarm.raise(batch.row);
    return batch;
  };

  const relayNext = async (): Promise<RelayedBatch | 'again' | 'no-origin'> => {
    if (failures.length === rowTriesMax) {
      const batch = await relaySetAside();
      failures = [];
      return batch ?? 'again';
    }
    try {
      const batch = await relayWhole();
      most = Math.min(most * 2, relayBatchMax);
      failures = [];
      return batch ?? 'no-origin';
    } catch (error) {
      if (!isContentFault(error)) throw error;
      if (most > 1) most = Math.ceil(most / 2);
      else failures.push(error as Error);
      return 'again';
    }
  };

  /** How many; undefined: look again at once, though there were none. */
  const relayOne = async (): Promise<number | undefined> => {
    const startedAt = kit.clock.now();
    const batch = await relayNext();
    if (batch === 'again') return undefined;
    if (batch === 'no-origin') {
      origin = await settleOrigin(store, kit, witness);
      const isSame = origin === witness?.origin;
      kit.log.info(
        { origin },
        isSame ? 'the database was started again, and goes on' : 'this database is new to us: it writes under a new origin',
      );
      witness = undefined; // it has another name now
      return undefined;
    }
    origin = batch.origin;
    if (batch.entries.length > 0) {
      expected = batch.origin;
      // Before anybody is told.
      if (witness?.origin === origin) witness = { ...witness, seq: Math.max(witness.seq, batch.entries.at(-1)!.seq) };
      publishBatch(kit, bus, batch, startedAt);
    }
    return batch.entries.length;
  };

  return {
    origin: () => origin,
    close: () => hearing.unsubscribe(),
    relayAll: async () => {
      let total = 0;
      for (;;) {
        const count = await relayOne();
        total += count ?? 0;
        // A batch that is not full was the last one, unless only a few were asked for.
        if (count !== undefined && (count === 0 || (count < relayBatchMax && most === relayBatchMax))) break;
      }
      if (witness?.origin !== origin || kit.clock.elapsed() - lookedAt >= lookEachMs) {
        lookedAt = kit.clock.elapsed();
        witness = await lookAtDatabase(store);
      }
      return total;
    },
  };
}
