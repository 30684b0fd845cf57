import type { Receiver } from '../../crdt-sync/src/mesh/receiver.ts';
import type { Witness } from '../../crdt-sync/src/store/mint.ts';
import type { QuarantineRow } from '../../crdt-sync/src/store/store.ts';
import type { MemoryState, MemoryStore } from './memory-store.ts';

/** One region of the model: the real receiver over a store of the model's. */
export interface ModelRegion {
  at: number;
  name: string;
  store: MemoryStore;
  receiver: Receiver;
  skewMs: number;
  snapshot: MemoryState | undefined;
  /** What its relay remembers of the database. */
  witness: Witness | undefined;
  refused: QuarantineRow[];
  /** What it could not take as it came, because something before it was missing. */
  waiting: QuarantineRow[];
  /** It was given documents instead of a log: notices it does not own are not among them. */
  hasResynced: boolean;
  wasRestored: boolean;
  /** Somebody said that it was no member: the log was not kept for it meanwhile. */
  wasRemoved: boolean;
  /** It has more of a retired origin than its vector says, until the deep check has brought that to the others. */
  hasMore: boolean;
}
