import type { Bus } from '@pharos/core/outside/bus';
import type { PageEvent } from '@pharos/core/fact';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { mintIfUnknown } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { poke } from '../write/poke.ts';
import { OriginChanged, relayBatch, relayBatchMax, type RelayedBatch } from './relay-batch.ts';
import { encodeEntries } from './wire.ts';

export interface Relay {
  /** Relays what waits; answers how many. */
  relayAll(): Promise<number>;
  /** The origin this database writes under, as last seen. */
  origin(): number | undefined;
}

/** Everything committed is told, in order, once it has its place. A second relay beside this one waits for its row lock and goes on behind it. */
export function createRelay(kit: Kit, { store, bus }: { store: Store; bus: Bus }): Relay {
  let origin: number | undefined;
  // Under which this process has relayed, so that it stands in the vector.
  let expected: number | undefined;
  const relayed = kit.metrics.counter('relayed_total', 'Changes that got their place in the log');

  const relayOne = async (): Promise<number> => {
    const batch = await store
      .transact((tx) => relayBatch(tx, expected))
      .catch((error: unknown) => {
        expected = undefined;
        if (error instanceof OriginChanged) return store.transact((tx) => relayBatch(tx));
        throw error;
      });
    if (!batch) {
      origin = await mintIfUnknown(store, kit);
      kit.log.info({ origin }, 'this database is new to us: it writes under a new origin');
      return relayBatchMax; // look again at once
    }
    origin = batch.origin;
    if (batch.entries.length > 0) {
      expected = batch.origin;
      publish(kit, bus, batch);
    }
    relayed.inc(batch.entries.length);
    return batch.entries.length;
  };

  return {
    origin: () => origin,
    relayAll: async () => {
      let total = 0;
      for (;;) {
        const count = await relayOne();
        total += count;
        if (count < relayBatchMax) return total;
      }
    },
  };
}

function publish(kit: Kit, bus: Bus, { origin, entries, events, hasNotices }: RelayedBatch): void {
  const versions = new Map(events.map(({ seq, version }) => [seq, version]));
  poke(
    bus,
    subject.relayed,
    kit.log,
    JSON.stringify({ origin, rows: entries.map(({ outbox, seq }) => [outbox, seq, versions.get(seq) ?? null]) }),
  );
  for (const message of encodeEntries(entries)) poke(bus, subject.log(kit.region), kit.log, message);
  publishEvents(kit, bus, events, hasNotices);
}

/** After the commit, never before: what readers are told is true. */
export function publishEvents(kit: Kit, bus: Bus, events: PageEvent[], hasNotices: boolean): void {
  for (const event of events) poke(bus, subject.page(event.page), kit.log, JSON.stringify(event));
  if (hasNotices) poke(bus, subject.notify, kit.log);
}
