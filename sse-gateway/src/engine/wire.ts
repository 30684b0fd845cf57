/** How bytes leave. The portable engine hands them to Node, the linux engine to the kernel. */
export interface Wire {
  /** How many bytes left now: all, some, or none when the reader is full (the wire then calls `writable`). -1: it is gone. */
  send(slot: number, data: Uint8Array, from: number): number;
  /**
   * The same bytes to each of the first `count` slots, where that is cheaper than one at a time: `sent` then holds how many
   * left for each, 0 when it is full, and less when it is gone. Nothing is removed in between.
   */
  sendMany?(slots: Int32Array, count: number, data: Uint8Array, sent: Int32Array): void;
  /** Close for good; the wire calls `remove` before it answers. */
  drop(slot: number, why: 'behind' | 'stalled' | 'gone'): void;
}

/** Slots in one `sendMany`, at most: the kernel does not let go of the core before it is through with them, ~1 ms. */
export const manyMax = 128;
export interface FanOutOptions {
  wire: Wire;
  /** Frames kept for those behind: a page that changes each second lets a reader sleep four minutes. */
  framesMax: number;
  bytesMax: number;
  /** Sends in one go before others get their turn. */
  sliceSends: number;
  /** A pass over a topic is done: all who can read have what was published at `at`. */
  onPassed(at: number, readers: number): void;
}

export interface FanOutStats {
  readers: number;
  blocked: number;
  resets: number;
  dropped: number;
  /** Frames that left together with an earlier one in one send. */
  merged: number;
}
