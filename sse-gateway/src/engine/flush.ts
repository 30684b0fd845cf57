import { mergedFrom, type Channel } from './channel.ts';
import { block, isPlain, type Readers } from './readers.ts';
import { manyMax, type FanOutStats, type Wire } from './wire.ts';

// Fewer than this are sent to one at a time.
const manyMin = 4;

export interface Flush {
  /** Sends what this reader lacks. False: it is full, or gone. */
  one(slot: number, channel: Channel): boolean;
  /**
   * Sends to those next in the pass who stand at the same cursor, and goes past them when they are abreast by that.
   * Answers how many there were; none when the next one must be looked at by itself.
   */
  many(channel: Channel, most: number): number;
}

/** Sends readers what they lack: first what is their own, then the frames from their cursor on. */
export function createFlush(readers: Readers, wire: Wire, stats: FanOutStats): Flush {
  // Who stands together, in one turn of a pass.
  const together = new Int32Array(manyMax);
  const taken = new Int32Array(manyMax);

  const one = (slot: number, channel: Channel): boolean => {
    for (;;) {
      if (!sendOwn(slot, channel)) return false;
      const cursor = readers.cursorOf[slot]!;
      if (cursor === channel.end) return true;
      if (cursor >= channel.first) {
        if (!sendFrames(slot, channel, cursor)) return false;
      } else if (!startAfresh(slot, channel)) return false;
    }
  };

  const sendOwn = (slot: number, channel: Channel): boolean => {
    const mine = readers.own.size === 0 ? undefined : readers.own.get(slot);
    if (!mine) return true;
    const sent = wire.send(slot, mine.data, mine.sent);
    if (sent < 0) return false;
    mine.sent += sent;
    if (mine.sent < mine.data.length) return wait(slot, channel, sent);
    readers.own.delete(slot);
    return true;
  };

  const sendFrames = (slot: number, channel: Channel, cursor: number): boolean => {
    const { data, to } = mergedFrom(channel, cursor);
    const from = readers.offsetOf[slot]!;
    const sent = wire.send(slot, data, from);
    if (sent < 0) return false;
    if (from + sent < data.length) {
      advance(slot, channel, cursor, from + sent);
      return wait(slot, channel, sent);
    }
    stats.merged += to - cursor - 1;
    readers.cursorOf[slot] = to;
    readers.offsetOf[slot] = 0;
    return true;
  };

  /** It has fallen past the ring: it is told to take the View again, unless that would stand in the middle of a frame. */
  const startAfresh = (slot: number, channel: Channel): boolean => {
    if (readers.offsetOf[slot]! > 0) {
      stats.dropped++;
      wire.drop(slot, 'behind');
      return false;
    }
    stats.resets++;
    readers.cursorOf[slot] = channel.end;
    readers.own.set(slot, { data: channel.reset, sent: 0 });
    return true;
  };

  const wait = (slot: number, channel: Channel, sent: number): false => {
    if (sent > 0 || !readers.blocked.has(slot)) block(readers, channel, slot);
    return false;
  };

  const advance = (slot: number, channel: Channel, cursor: number, bytes: number) => {
    let at = cursor;
    let rest = bytes;
    while (rest >= channel.frames[at - channel.first]!.length) rest -= channel.frames[at++ - channel.first]!.length;
    readers.cursorOf[slot] = at;
    readers.offsetOf[slot] = rest;
  };

  /** Fills `together`; answers how many there are. */
  const gather = (channel: Channel, cursor: number, most: number): number => {
    let count = 0;
    for (const end = Math.min(channel.count, channel.passAt + most); channel.passAt + count < end; count++) {
      const slot = channel.slots[channel.passAt + count]!;
      if (readers.cursorOf[slot] !== cursor || !isPlain(readers, slot)) break;
      together[count] = slot;
    }
    return count;
  };

  // Frames that have piled up go one send at a time: there many in one system call took a quarter longer, and the readers' core
  // too (npm run bench -- live --rows rate-50).
  const many = (channel: Channel, most: number): number => {
    const cursor = readers.cursorOf[channel.slots[channel.passAt]!]!;
    if (!wire.sendMany || cursor < channel.first || channel.end - cursor !== 1) return 0;
    const count = gather(channel, cursor, most);
    if (count < manyMin) return 0;
    const { data, to } = mergedFrom(channel, cursor);
    wire.sendMany(together, count, data, taken);
    if (to === channel.end) channel.passAt += count;
    for (let at = 0; at < count; at++) {
      const slot = together[at]!;
      const sent = taken[at]!;
      if (sent === data.length) {
        readers.cursorOf[slot] = to;
        stats.merged += to - cursor - 1;
      } else if (sent >= 0) {
        advance(slot, channel, cursor, sent);
        block(readers, channel, slot);
      }
    }
    // Last, because places change when somebody goes.
    for (let at = 0; at < count; at++) if (taken[at]! < 0) wire.drop(together[at]!, 'gone');
    return count;
  };

  return { one, many };
}
