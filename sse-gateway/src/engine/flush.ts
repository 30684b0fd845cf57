import { mergedFrom, type Topic } from './topic.ts';
import { block, isPlain, type Readers } from './readers.ts';
import { manyMax, type FanOutStats, type Wire } from './wire.ts';

// Fewer than this are sent to one at a time.
const manyMin = 4;

export interface Flush {
  /** Sends what this reader lacks. False: it is full, or gone. */
  one(slot: number, topic: Topic): boolean;
  /**
   * Sends to those next in the pass who stand at the same cursor, and goes past them when they are abreast by that.
   * Answers how many there were; none when the next one must be looked at by itself.
   */
  many(topic: Topic, most: number): number;
}

/** Sends readers what they lack: first what is their own, then the frames from their cursor on. */
export function createFlush(readers: Readers, wire: Wire, stats: FanOutStats): Flush {
  // Who stands together, in one turn of a pass.
  const together = new Int32Array(manyMax);
  const taken = new Int32Array(manyMax);

  const one = (slot: number, topic: Topic): boolean => {
    for (;;) {
      if (!sendOwn(slot, topic)) return false;
      const cursor = readers.cursorOf[slot]!;
      if (cursor === topic.end) return true;
      if (cursor >= topic.first) {
        if (!sendFrames(slot, topic, cursor)) return false;
      } else if (!startAfresh(slot, topic)) return false;
    }
  };

  const sendOwn = (slot: number, topic: Topic): boolean => {
    const mine = readers.own.size === 0 ? undefined : readers.own.get(slot);
    if (!mine) return true;
    const sent = wire.send(slot, mine.data, mine.sent);
    if (sent < 0) return false;
    mine.sent += sent;
    if (mine.sent < mine.data.length) return wait(slot, topic, sent);
    readers.own.delete(slot);
    return true;
  };

  const sendFrames = (slot: number, topic: Topic, cursor: number): boolean => {
    const { data, to } = mergedFrom(topic, cursor);
    const from = readers.offsetOf[slot]!;
    const sent = wire.send(slot, data, from);
    if (sent < 0) return false;
    if (from + sent < data.length) {
      advance(slot, topic, cursor, from + sent);
      return wait(slot, topic, sent);
    }
    stats.merged += to - cursor - 1;
    readers.cursorOf[slot] = to;
    readers.offsetOf[slot] = 0;
    return true;
  };

  /** It has fallen past the ring: it is told to take the View again, unless that would stand in the middle of a frame. */
  const startAfresh = (slot: number, topic: Topic): boolean => {
    if (readers.offsetOf[slot]! > 0) {
      stats.dropped++;
      wire.drop(slot, 'behind');
      return false;
    }
    stats.resets++;
    readers.cursorOf[slot] = topic.end;
    readers.own.set(slot, { data: topic.reset, sent: 0 });
    return true;
  };

  const wait = (slot: number, topic: Topic, sent: number): false => {
    if (sent > 0 || !readers.blocked.has(slot)) block(readers, topic, slot);
    return false;
  };

  const advance = (slot: number, topic: Topic, cursor: number, bytes: number) => {
    let at = cursor;
    let rest = bytes;
    while (rest >= topic.frames[at - topic.first]!.length) rest -= topic.frames[at++ - topic.first]!.length;
    readers.cursorOf[slot] = at;
    readers.offsetOf[slot] = rest;
  };

  /** Fills `together`; answers how many there are. */
  const gather = (topic: Topic, cursor: number, most: number): number => {
    let count = 0;
    for (const end = Math.min(topic.count, topic.passAt + most); topic.passAt + count < end; count++) {
      const slot = topic.slots[topic.passAt + count]!;
      if (readers.cursorOf[slot] !== cursor || !isPlain(readers, slot)) break;
      together[count] = slot;
    }
    return count;
  };

  // Frames that have piled up go one send at a time: there many in one system call took a quarter longer, and the readers' core
  // too (npm run bench -- live --rows rate-50).
  const many = (topic: Topic, most: number): number => {
    const cursor = readers.cursorOf[topic.slots[topic.passAt]!]!;
    if (!wire.sendMany || cursor < topic.first || topic.end - cursor !== 1) return 0;
    const count = gather(topic, cursor, most);
    if (count < manyMin) return 0;
    const { data, to } = mergedFrom(topic, cursor);
    wire.sendMany(together, count, data, taken);
    if (to === topic.end) topic.passAt += count;
    for (let at = 0; at < count; at++) {
      const slot = together[at]!;
      const sent = taken[at]!;
      if (sent === data.length) {
        readers.cursorOf[slot] = to;
        stats.merged += to - cursor - 1;
      } else if (sent >= 0) {
        advance(slot, topic, cursor, sent);
        block(readers, topic, slot);
      }
    }
    // Last, because places change when somebody goes.
    for (let at = 0; at < count; at++) if (taken[at]! < 0) wire.drop(together[at]!, 'gone');
    return count;
  };

  return { one, many };
}
