import type { Topic } from './topic.ts';

/** What is one reader's alone and has not left yet: its head, with what it missed. */
export interface Own {
  data: Uint8Array;
  sent: number;
}

/**
 * Where each reader stands, by its slot: some twenty bytes in typed arrays, and an object only for those who have something of
 * their own to get or cannot take more. The arrays grow with the highest slot in use, and stay as large.
 */
export interface Readers {
  /** -1: nobody has this slot. */
  topicOf: Int32Array;
  placeOf: Int32Array;
  /** The number of the next frame it is sent. */
  cursorOf: Float64Array;
  /** How much of that frame it has. */
  offsetOf: Uint32Array;
  own: Map<number, Own>;
  /** Those who cannot take more, and since when. */
  blocked: Map<number, number>;
}

const slotsAtFirst = 1_024;
// A blocked reader that no sweep has looked at since it last took bytes.
const unseen = -1;

export function createReaders(): Readers {
  return {
    topicOf: new Int32Array(slotsAtFirst).fill(-1),
    placeOf: new Int32Array(slotsAtFirst),
    cursorOf: new Float64Array(slotsAtFirst),
    offsetOf: new Uint32Array(slotsAtFirst),
    own: new Map(),
    blocked: new Map(),
  };
}

export function growFor(readers: Readers, slot: number): void {
  const { topicOf, placeOf, cursorOf, offsetOf } = readers;
  if (slot < topicOf.length) return;
  const size = Math.max(slot + 1, topicOf.length * 2);
  const copy = <T extends Int32Array | Float64Array | Uint32Array>(into: T, from: T): T => (into.set(from), into);
  readers.topicOf = copy(new Int32Array(size).fill(-1), topicOf);
  readers.placeOf = copy(new Int32Array(size), placeOf);
  readers.cursorOf = copy(new Float64Array(size), cursorOf);
  readers.offsetOf = copy(new Uint32Array(size), offsetOf);
}

export function put(readers: Readers, topic: Topic, slot: number, place: number): void {
  topic.slots[place] = slot;
  readers.placeOf[slot] = place;
}

/** Takes a reader out of its topic: the last one gets its place. */
export function takeOut(readers: Readers, topic: Topic, slot: number): void {
  const last = topic.slots[--topic.count]!;
  let place = readers.placeOf[slot]!;
  // Behind a pass under way the empty place goes to one that it has visited too: nobody comes to stand where it looks no more.
  if (topic.isDirty && place < topic.passAt) {
    const visited = topic.slots[--topic.passAt]!;
    put(readers, topic, visited, place);
    place = topic.passAt;
  }
  if (place < topic.count) put(readers, topic, last, place);
  readers.topicOf[slot] = -1;
  readers.own.delete(slot);
  unblock(readers, topic, slot);
}

export function block({ blocked }: Readers, topic: Topic, slot: number): void {
  if (!blocked.has(slot)) topic.blocked++;
  // Once it takes bytes again its time begins anew: the next sweep writes it down.
  blocked.set(slot, unseen);
}

export function unblock({ blocked }: Readers, topic: Topic, slot: number): void {
  if (blocked.delete(slot)) topic.blocked--;
}

/** Those who have not taken one byte since `before`. `now` marks those newly blocked. */
export function stalled({ blocked }: Readers, now: number, before: number): number[] {
  const slots: number[] = [];
  for (const [slot, since] of blocked) {
    if (since === unseen) blocked.set(slot, now);
    else if (since < before) slots.push(slot);
  }
  return slots;
}

/** Is there nothing to know of this reader but its cursor? */
export function isPlain({ offsetOf, own, blocked }: Readers, slot: number): boolean {
  return offsetOf[slot] === 0 && (own.size === 0 || !own.has(slot)) && (blocked.size === 0 || !blocked.has(slot));
}
