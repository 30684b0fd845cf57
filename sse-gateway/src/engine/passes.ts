import { trim, type Topic } from './topic.ts';
import type { Flush } from './flush.ts';
import type { Readers } from './readers.ts';
import { manyMax } from './wire.ts';

// A topic's turn is at least so many sends: finding it again costs more than they do.
const turnMin = 64;

export interface PassesOptions {
  readers: Readers;
  flush: Flush;
  /** Sends in one go before others get their turn. */
  sliceSends: number;
  /** A pass over a topic is done: all who can read have what was published at `at`. */
  onPassed(at: number, readers: number): void;
  /** Nothing is under way on this topic, and nobody reads it. */
  onEmpty(topic: Topic): void;
}

/**
 * Walks topics to whose readers something has to be sent. A topic is:
 *   clean   all who can read have all of its ring.
 *   dirty   a pass is under way, from the first place to the last, in slices between those of the other dirty topics.
 *           When it ends and frames came after it began, the next one begins at once; else the topic is clean.
 */
export function createPasses({ readers, flush, sliceSends, onPassed, onEmpty }: PassesOptions) {
  const dirty: Topic[] = [];

  const begin = (topic: Topic) => {
    if (topic.isDirty) return;
    topic.isDirty = true;
    topic.passAt = 0;
    topic.passEnd = topic.end;
    topic.passOldestAt = topic.oldestAt;
    topic.oldestAt = undefined;
    dirty.push(topic);
  };

  /** Walks on with one topic's pass for at most `budget` sends; answers how many it used. */
  const walk = (topic: Topic, budget: number): number => {
    let used = 0;
    while (topic.passAt < topic.count && used < budget) {
      const many = flush.many(topic, Math.min(manyMax, budget - used));
      used += many;
      if (many > 0) continue;
      const slot = topic.slots[topic.passAt]!;
      used++;
      if (!readers.blocked.has(slot) && (readers.cursorOf[slot]! < topic.end || readers.own.has(slot))) {
        flush.one(slot, topic);
        // It left while being sent to: another stands in its place now.
        if (topic.slots[topic.passAt] !== slot || topic.passAt >= topic.count) continue;
      }
      topic.passAt++;
    }
    return used;
  };

  const end = (topic: Topic) => {
    topic.isDirty = false;
    if (topic.passOldestAt !== undefined && topic.count > 0) onPassed(topic.passOldestAt, topic.count);
    // Frames that came after this pass began have not reached those it had passed by then.
    if (topic.passEnd < topic.end) return begin(topic);
    if (topic.blocked === 0) trim(topic);
    if (topic.count === 0) onEmpty(topic);
  };

  return {
    begin,
    /** One slice of work, fair over topics. True: there is more to do. */
    work: (): boolean => {
      let budget = sliceSends;
      for (let turn = dirty.length; turn > 0 && budget > 0; turn--) {
        const topic = dirty.shift()!;
        const share = Math.floor(sliceSends / (dirty.length + 1));
        budget -= Math.max(1, walk(topic, Math.max(Math.min(turnMin, sliceSends), share)));
        if (topic.passAt < topic.count) dirty.push(topic);
        else end(topic);
      }
      return dirty.length > 0;
    },
  };
}
