import { text, type Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { z } from 'zod';
import type { Store } from '../store/store.ts';

export interface Position {
  origin: number;
  seq: number;
  /** The page's version with it, when a page's readers were told. */
  version?: string | null;
}

/**
 * What the relay says after each batch: which outbox rows got which sequence. A database that an older copy was put in place of
 * gives the same numbers to other rows: what they were written under tells them apart.
 */
export const Relayed = z.object({
  origin: z.number().int(),
  /** The last sequence that is told with this: whoever vouches for the database must not forget it. */
  last: z.number().int().optional(),
  under: z.array(z.number().int()).optional(),
  rows: z.array(z.tuple([z.number().int(), z.number().int(), z.string().nullable()])),
});
export type Relayed = z.infer<typeof Relayed>;

// The relay may be faster than the answer to our own commit: what it said lately is kept.
const recentMax = 8_192;
// Without a word from the bus, the database is asked.
const askEachMs = 150;
const askEachWithoutBusMs = 20;

// A reason made once: each abort without one makes an error with its stack.
const heardEnough = new Error('the wait is over');

interface Row {
  origin: number;
  outbox: number;
}

export interface RelayWatch {
  /** The position of an outbox row that was written under `origin`, once it has one; undefined when that takes longer. */
  until(row: Row, waitMs: number): Promise<Position | undefined>;
  close(): void;
}

export function watchRelay(kit: Kit, store: Store, bus: Bus): RelayWatch {
  const recent = new Map<string, Position>();
  const waiting = new Map<string, Set<(position: Position) => void>>();
  const subscription = bus.subscribe(subject.relayed, ({ data }) => {
    const read = readRelayed(data);
    if (!read) return kit.log.warn('a message of the relay cannot be read');
    const { origin, under, rows } = read;
    for (const [at, [outbox, seq, version]] of rows.entries()) {
      const row = keyOf({ origin: under?.[at] ?? origin, outbox });
      recent.delete(row);
      recent.set(row, { origin, seq, version });
      if (recent.size > recentMax) recent.delete(recent.keys().next().value!);
      for (const tell of waiting.get(row) ?? []) tell({ origin, seq, version });
      waiting.delete(row);
    }
  });

  const heard = async (row: string, waitMs: number): Promise<Position | undefined> => {
    const known = recent.get(row);
    if (known) return known;
    const cut = new AbortController();
    const told = new Promise<Position>((resolve) => {
      const tellers = waiting.get(row) ?? new Set();
      waiting.set(row, tellers.add(resolve));
    });
    const late = kit.clock.sleep(waitMs, cut.signal).then(
      () => undefined,
      () => undefined,
    );
    const position = await Promise.race([told, late]);
    cut.abort(heardEnough);
    if (!position) waiting.delete(row);
    return position;
  };

  return {
    until: async (row, waitMs) => {
      const end = kit.clock.elapsed() + waitMs;
      for (;;) {
        const left = end - kit.clock.elapsed();
        const position = await heard(keyOf(row), Math.max(1, Math.min(bus.isConnected() ? askEachMs : askEachWithoutBusMs, left)));
        if (position) return position;
        const found = await store.transact((tx) => tx.findRelayed(row.outbox));
        if (found || kit.clock.elapsed() >= end) return found;
      }
    },
    close: () => subscription.unsubscribe(),
  };
}

/** Undefined where it cannot be read. */
export function readRelayed(data: Uint8Array): Relayed | undefined {
  return Relayed.safeParse(JSON.parse(text(data))).data;
}

function keyOf({ origin, outbox }: Row): string {
  return `${origin}:${outbox}`;
}
