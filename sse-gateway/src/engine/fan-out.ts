import { createChannel, push, type Channel } from './channel.ts';
import { createFlush } from './flush.ts';
import { owed, type Owed } from './owed.ts';
import { createPasses } from './passes.ts';
import { createReaders, growFor, put, stalled, takeOut, unblock } from './readers.ts';
import type { FanOutOptions, FanOutStats } from './wire.ts';

/**
 * The heart of both engines. A frame is kept once, in its channel's ring; a reader is a cursor into that ring and has no
 * queue of its own. A pass (`passes.ts`) walks the channel's readers in order and sends each all it lacks in one piece
 * (`flush.ts`), so frames that arrive meanwhile leave merged. A reader is:
 *
 *   abreast         its cursor is the end of the ring. A frame that is published makes it behind.
 *   behind          it lacks frames, or has something of its own to get first. The pass sends them: abreast, or blocked.
 *   blocked         the wire took less than all. The pass goes by it; once the wire has room it is sent the rest: abreast, or
 *                   blocked again. One that takes nothing for long is dropped by the sweep.
 *   past the ring   the frame at its cursor has been forgotten. Between two frames it is told to take the View again, and is
 *                   abreast; in the middle of one it is closed.
 */
export function createFanOut({ wire, framesMax, bytesMax, sliceSends, onPassed }: FanOutOptions) {
  const channels = new Map<number, Channel>();
  const readers = createReaders();
  const stats: FanOutStats = { readers: 0, blocked: 0, resets: 0, dropped: 0, merged: 0 };
  const flush = createFlush(readers, wire, stats);
  const onEmpty = ({ id }: Channel) => void channels.delete(id);
  const passes = createPasses({ readers, flush, sliceSends, onPassed, onEmpty });

  const channelAt = (id: number): Channel => {
    let channel = channels.get(id);
    if (!channel) channels.set(id, (channel = createChannel(id)));
    return channel;
  };

  return {
    stats: (): FanOutStats => ({ ...stats, blocked: readers.blocked.size }),
    /** A reader that starts with `head` and then gets every frame published from now on. */
    add(slot: number, id: number, head: Uint8Array): void {
      growFor(readers, slot);
      const channel = channelAt(id);
      readers.channelOf[slot] = id;
      readers.cursorOf[slot] = channel.end;
      readers.offsetOf[slot] = 0;
      put(readers, channel, slot, channel.count++);
      stats.readers++;
      readers.own.set(slot, { data: head, sent: 0 });
      flush.one(slot, channel);
    },

    /** Answers the channel it was on; -1 when it was on none. */
    remove(slot: number): number {
      const id = readers.channelOf[slot] ?? -1;
      if (id < 0) return -1;
      const channel = channels.get(id)!;
      takeOut(readers, channel, slot);
      stats.readers--;
      if (channel.count === 0 && !channel.isDirty) onEmpty(channel);
      return id;
    },

    holds: (slot: number): boolean => (readers.channelOf[slot] ?? -1) >= 0,
    /** Nothing of this reader's is half sent. */
    isBetween: (slot: number): boolean => readers.offsetOf[slot] === 0 && !readers.own.has(slot),

    /** `reset` is what those are told who have fallen past the ring. */
    publish(id: number, frame: Uint8Array, reset: Uint8Array, at?: number): void {
      const channel = channels.get(id);
      if (!channel || channel.count === 0) return;
      channel.reset = reset;
      channel.oldestAt ??= at;
      push(channel, frame, { framesMax, bytesMax });
      passes.begin(channel);
    },

    /** The wire has room again for this reader. */
    writable(slot: number): void {
      const channel = channels.get(readers.channelOf[slot] ?? -1);
      if (!channel) return; // it left before the wire told us
      if (flush.one(slot, channel)) unblock(readers, channel, slot);
    },

    /** One slice of work, fair over channels. True: there is more to do. */
    work: passes.work,

    /** Called on a slow beat: who has not taken one byte since `before` is dropped. `now` marks those newly blocked. */
    sweep(now: number, before: number): void {
      for (const slot of stalled(readers, now, before)) {
        stats.dropped++;
        wire.drop(slot, 'stalled');
      }
    },

    /** What has not left yet for this reader; undefined when it cannot be said. */
    owed: (slot: number): Owed | undefined =>
      owed(channels.get(readers.channelOf[slot]!)!, {
        cursor: readers.cursorOf[slot]!,
        offset: readers.offsetOf[slot]!,
        own: readers.own.get(slot),
      }),

    /** The slots of one channel's readers, the last to come first. */
    of: (id: number): number[] => channels.get(id)?.slots.slice(0, channels.get(id)!.count).reverse() ?? [],

    /** The slots of up to `most` readers, any of them. */
    some(most: number): number[] {
      const slots: number[] = [];
      for (const channel of channels.values()) {
        for (let at = channel.count - 1; at >= 0 && slots.length < most; at--) slots.push(channel.slots[at]!);
        if (slots.length >= most) break;
      }
      return slots;
    },
  };
}
