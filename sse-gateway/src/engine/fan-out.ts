import { createTopic, push, type Topic } from './topic.ts';
import { createFlush } from './flush.ts';
import { owed, type Owed } from './owed.ts';
import { createPasses } from './passes.ts';
import { createReaders, growFor, put, stalled, takeOut, unblock } from './readers.ts';
import type { FanOutOptions, FanOutStats } from './wire.ts';

/**
 * The heart of both engines. A frame is kept once, in its topic's ring; a reader is a cursor into that ring and has no
 * queue of its own. A pass (`passes.ts`) walks the topic's readers in order and sends each all it lacks in one piece
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
  const topics = new Map<number, Topic>();
  const readers = createReaders();
  const stats: FanOutStats = { readers: 0, blocked: 0, resets: 0, dropped: 0, merged: 0 };
  const flush = createFlush(readers, wire, stats);
  const onEmpty = ({ id }: Topic) => void topics.delete(id);
  const passes = createPasses({ readers, flush, sliceSends, onPassed, onEmpty });

  const topicAt = (id: number): Topic => {
    let topic = topics.get(id);
    if (!topic) topics.set(id, (topic = createTopic(id)));
    return topic;
  };

  return {
    stats: (): FanOutStats => ({ ...stats, blocked: readers.blocked.size }),
    /** A reader that starts with `head` and then gets every frame published from now on. */
    add(slot: number, id: number, head: Uint8Array): void {
      growFor(readers, slot);
      const topic = topicAt(id);
      readers.topicOf[slot] = id;
      readers.cursorOf[slot] = topic.end;
      readers.offsetOf[slot] = 0;
      put(readers, topic, slot, topic.count++);
      stats.readers++;
      readers.own.set(slot, { data: head, sent: 0 });
      flush.one(slot, topic);
    },

    /** Answers the topic it was on; -1 when it was on none. */
    remove(slot: number): number {
      const id = readers.topicOf[slot] ?? -1;
      if (id < 0) return -1;
      const topic = topics.get(id)!;
      takeOut(readers, topic, slot);
      stats.readers--;
      if (topic.count === 0 && !topic.isDirty) onEmpty(topic);
      return id;
    },

    holds: (slot: number): boolean => (readers.topicOf[slot] ?? -1) >= 0,
    /** Nothing of this reader's is half sent. */
    isBetween: (slot: number): boolean => readers.offsetOf[slot] === 0 && !readers.own.has(slot),

    /** `reset` is what those are told who have fallen past the ring. */
    publish(id: number, frame: Uint8Array, reset: Uint8Array, at?: number): void {
      const topic = topics.get(id);
      if (!topic || topic.count === 0) return;
      topic.reset = reset;
      topic.oldestAt ??= at;
      push(topic, frame, { framesMax, bytesMax });
      passes.begin(topic);
    },

    /** The wire has room again for this reader. */
    writable(slot: number): void {
      const topic = topics.get(readers.topicOf[slot] ?? -1);
      if (!topic) return; // it left before the wire told us
      if (flush.one(slot, topic)) unblock(readers, topic, slot);
    },

    /** One slice of work, fair over topics. True: there is more to do. */
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
      owed(topics.get(readers.topicOf[slot]!)!, {
        cursor: readers.cursorOf[slot]!,
        offset: readers.offsetOf[slot]!,
        own: readers.own.get(slot),
      }),

    /** The slots of one topic's readers, the last to come first. */
    of: (id: number): number[] => topics.get(id)?.slots.slice(0, topics.get(id)!.count).reverse() ?? [],

    /** The slots of up to `most` readers, any of them. */
    some(most: number): number[] {
      const slots: number[] = [];
      for (const topic of topics.values()) {
        for (let at = topic.count - 1; at >= 0 && slots.length < most; at--) slots.push(topic.slots[at]!);
        if (slots.length >= most) break;
      }
      return slots;
    },
  };
}
