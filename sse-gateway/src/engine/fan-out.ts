import { owed, type Owed } from './owed.ts';
import { createChannel, mergedFrom, push, trim, type Channel } from './channel.ts';
import { manyMax, type FanOutOptions, type FanOutStats } from './wire.ts';

// Fewer than this are sent to one at a time.
const manyMin = 4;
// A channel's turn is at least so many sends: finding it again costs more than they do.
const turnMin = 64;
// A blocked reader that no sweep has looked at since it last took bytes.
const unseen = -1;

/**
 * The heart of both engines. A frame is kept once, in its channel's ring; a reader is a cursor into that ring and has no
 * queue of its own. A pass walks the channel's readers in order and sends each all it lacks in one piece, so frames that
 * arrive meanwhile leave merged. A reader is one of:
 *   abreast (cursor = end) -> behind (blocked: the wire is full) -> abreast again when the wire has room;
 *   behind -> past the ring: told to take the View again when it stands between frames, else closed.
 */
export function createFanOut({ wire, framesMax, bytesMax, sliceSends, onPassed }: FanOutOptions) {
  let channelOf = new Int32Array(1024).fill(-1);
  let placeOf = new Int32Array(1024);
  let cursorOf = new Float64Array(1024);
  let offsetOf = new Uint32Array(1024);
  const channels = new Map<number, Channel>();
  /** What is this reader's alone and has not left yet: its head, with what it missed. */
  const own = new Map<number, { data: Uint8Array; sent: number }>();
  const blocked = new Map<number, number>();
  // Who stands together, in one turn of a pass.
  const together = new Int32Array(manyMax);
  const taken = new Int32Array(manyMax);
  const dirty: Channel[] = [];
  const stats: FanOutStats = { readers: 0, blocked: 0, resets: 0, dropped: 0, merged: 0 };

  const grow = (slot: number) => {
    if (slot < channelOf.length) return;
    const size = Math.max(slot + 1, channelOf.length * 2);
    const bigger = new Int32Array(size).fill(-1);
    bigger.set(channelOf);
    channelOf = bigger;
    const copy = <T extends Int32Array | Float64Array | Uint32Array>(into: T, from: T): T => (into.set(from), into);
    placeOf = copy(new Int32Array(size), placeOf);
    cursorOf = copy(new Float64Array(size), cursorOf);
    offsetOf = copy(new Uint32Array(size), offsetOf);
  };

  const channelAt = (id: number): Channel => {
    let channel = channels.get(id);
    if (!channel) channels.set(id, (channel = createChannel(id)));
    return channel;
  };

  const remove = (slot: number): number => {
    const id = channelOf[slot] ?? -1;
    if (id < 0) return -1;
    const channel = channels.get(id)!;
    const last = channel.slots[--channel.count]!;
    let place = placeOf[slot]!;
    // Behind a pass under way the empty place goes to one that it has visited too: nobody comes to stand where it looks no more.
    if (channel.isDirty && place < channel.passAt) {
      const visited = channel.slots[--channel.passAt]!;
      put(channel, visited, place);
      place = channel.passAt;
    }
    if (place < channel.count) put(channel, last, place);
    channelOf[slot] = -1;
    own.delete(slot);
    unblock(slot, channel);
    stats.readers--;
    if (channel.count === 0 && !channel.isDirty) channels.delete(channel.id);
    return id;
  };

  const put = (channel: Channel, slot: number, place: number) => {
    channel.slots[place] = slot;
    placeOf[slot] = place;
  };

  const block = (slot: number, channel: Channel) => {
    if (!blocked.has(slot)) channel.blocked++;
    // Once it takes bytes again its time begins anew: the next sweep writes it down.
    blocked.set(slot, unseen);
  };

  const unblock = (slot: number, channel: Channel) => {
    if (blocked.delete(slot)) channel.blocked--;
  };

  /** Sends what this reader lacks. False: it is full, or gone. */
  const flush = (slot: number, channel: Channel): boolean => {
    for (;;) {
      const mine = own.size === 0 ? undefined : own.get(slot);
      if (mine) {
        const sent = wire.send(slot, mine.data, mine.sent);
        if (sent < 0) return false;
        mine.sent += sent;
        if (mine.sent < mine.data.length) return wait(slot, channel, sent);
        own.delete(slot);
      }
      const cursor = cursorOf[slot]!;
      if (cursor === channel.end) return true;
      if (cursor < channel.first) {
        if (offsetOf[slot]! > 0) {
          stats.dropped++;
          wire.drop(slot, 'behind');
          return false;
        }
        stats.resets++;
        cursorOf[slot] = channel.end;
        own.set(slot, { data: channel.reset, sent: 0 });
        continue;
      }
      const { data, to } = mergedFrom(channel, cursor);
      const from = offsetOf[slot]!;
      const sent = wire.send(slot, data, from);
      if (sent < 0) return false;
      if (from + sent < data.length) {
        advance(slot, channel, cursor, from + sent);
        return wait(slot, channel, sent);
      }
      stats.merged += to - cursor - 1;
      cursorOf[slot] = to;
      offsetOf[slot] = 0;
    }
  };

  const wait = (slot: number, channel: Channel, sent: number): false => {
    if (sent > 0 || !blocked.has(slot)) block(slot, channel);
    return false;
  };

  const advance = (slot: number, channel: Channel, cursor: number, bytes: number) => {
    let at = cursor;
    let rest = bytes;
    while (rest >= channel.frames[at - channel.first]!.length) rest -= channel.frames[at++ - channel.first]!.length;
    cursorOf[slot] = at;
    offsetOf[slot] = rest;
  };

  /** Is there nothing to know of this reader but its cursor? */
  const isPlain = (slot: number) =>
    offsetOf[slot] === 0 && (own.size === 0 || !own.has(slot)) && (blocked.size === 0 || !blocked.has(slot));

  /**
   * Sends to those next in the pass who stand at the same cursor, and goes past them when they are abreast by that.
   * Answers how many there were; none when the next one must be looked at by itself. Frames that have piled up go one send at a
   * time: there many in one system call took a quarter longer, and the readers' core too (npm run bench -- live --rows rate-50).
   */
  const flushMany = (channel: Channel, most: number): number => {
    const cursor = cursorOf[channel.slots[channel.passAt]!]!;
    if (!wire.sendMany || cursor < channel.first || channel.end - cursor !== 1) return 0;
    let count = 0;
    let place = channel.passAt;
    for (const end = Math.min(channel.count, place + most); place < end; place++) {
      const slot = channel.slots[place]!;
      if (cursorOf[slot] !== cursor || !isPlain(slot)) break;
      together[count++] = slot;
    }
    if (count < manyMin) return 0;
    const { data, to } = mergedFrom(channel, cursor);
    wire.sendMany(together, count, data, taken);
    if (to === channel.end) channel.passAt = place;
    for (let at = 0; at < count; at++) {
      const slot = together[at]!;
      const sent = taken[at]!;
      if (sent === data.length) {
        cursorOf[slot] = to;
        stats.merged += to - cursor - 1;
      } else if (sent >= 0) {
        advance(slot, channel, cursor, sent);
        block(slot, channel);
      }
    }
    // Last, because places change when somebody goes.
    for (let at = 0; at < count; at++) if (taken[at]! < 0) wire.drop(together[at]!, 'gone');
    return count;
  };

  /** Walks on with one channel's pass for at most `budget` sends; answers how many it used. */
  const walk = (channel: Channel, budget: number): number => {
    let used = 0;
    while (channel.passAt < channel.count && used < budget) {
      const many = flushMany(channel, Math.min(manyMax, budget - used));
      used += many;
      if (many > 0) continue;
      const slot = channel.slots[channel.passAt]!;
      used++;
      if (!blocked.has(slot) && (cursorOf[slot]! < channel.end || own.has(slot))) {
        flush(slot, channel);
        // It left while being sent to: another stands in its place now.
        if (channel.slots[channel.passAt] !== slot || channel.passAt >= channel.count) continue;
      }
      channel.passAt++;
    }
    return used;
  };

  const markDirty = (channel: Channel) => {
    if (channel.isDirty) return;
    channel.isDirty = true;
    channel.passAt = 0;
    channel.passEnd = channel.end;
    channel.passOldestAt = channel.oldestAt;
    channel.oldestAt = undefined;
    dirty.push(channel);
  };

  return {
    stats: (): FanOutStats => ({ ...stats, blocked: blocked.size }),
    /** A reader that starts with `head` and then gets every frame published from now on. */
    add(slot: number, id: number, head: Uint8Array): void {
      grow(slot);
      const channel = channelAt(id);
      channelOf[slot] = id;
      cursorOf[slot] = channel.end;
      offsetOf[slot] = 0;
      placeOf[slot] = channel.count;
      channel.slots[channel.count++] = slot;
      stats.readers++;
      own.set(slot, { data: head, sent: 0 });
      flush(slot, channel);
    },

    remove,

    holds: (slot: number): boolean => (channelOf[slot] ?? -1) >= 0,
    /** Nothing of this reader's is half sent. */
    isBetween: (slot: number): boolean => offsetOf[slot] === 0 && !own.has(slot),

    /** `reset` is what those are told who have fallen past the ring. */
    publish(id: number, frame: Uint8Array, reset: Uint8Array, at?: number): void {
      const channel = channels.get(id);
      if (!channel || channel.count === 0) return;
      channel.reset = reset;
      channel.oldestAt ??= at;
      push(channel, frame, { framesMax, bytesMax });
      markDirty(channel);
    },

    /** The wire has room again for this reader. */
    writable(slot: number): void {
      const id = channelOf[slot] ?? -1;
      const channel = channels.get(id);
      if (!channel) return; // it left before the wire told us
      if (flush(slot, channel)) unblock(slot, channel);
    },

    /** One slice of work, fair over channels. True: there is more to do. */
    work(): boolean {
      let budget = sliceSends;
      for (let turn = dirty.length; turn > 0 && budget > 0; turn--) {
        const channel = dirty.shift()!;
        budget -= Math.max(1, walk(channel, Math.max(Math.min(turnMin, sliceSends), Math.floor(sliceSends / (dirty.length + 1)))));
        if (channel.passAt < channel.count) {
          dirty.push(channel);
          continue;
        }
        channel.isDirty = false;
        if (channel.passOldestAt !== undefined && channel.count > 0) onPassed(channel.passOldestAt, channel.count);
        // Frames that came after this pass began have not reached those it had passed by then.
        if (channel.passEnd < channel.end) {
          markDirty(channel);
          continue;
        }
        if (channel.blocked === 0) trim(channel);
        if (channel.count === 0) channels.delete(channel.id);
      }
      return dirty.length > 0;
    },

    /** Called on a slow beat: who has not taken one byte since `before` is dropped. `now` marks those newly blocked. */
    sweep(now: number, before: number): void {
      for (const [slot, since] of blocked) {
        if (since === unseen) blocked.set(slot, now);
        else if (since < before) {
          stats.dropped++;
          wire.drop(slot, 'stalled');
        }
      }
    },

    /** What has not left yet for this reader; undefined when it cannot be said. */
    owed: (slot: number): Owed | undefined =>
      owed(channels.get(channelOf[slot]!)!, { cursor: cursorOf[slot]!, offset: offsetOf[slot]!, own: own.get(slot) }),

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
