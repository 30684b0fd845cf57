/** Frames in one piece, and the number of the first that is not in it. */
export interface Merged {
  data: Uint8Array;
  to: number;
}

/** One page in an engine: its ring of frames, and the slots of its readers in the order they came. */
export interface Topic {
  id: number;
  /** Frames from number `first` up to `end`, which is not there yet. */
  frames: Uint8Array[];
  first: number;
  end: number;
  bytes: number;
  reset: Uint8Array;
  slots: number[];
  count: number;
  blocked: number;
  /** The pass under way: the next place to visit, and how far the ring went when it began. */
  passAt: number;
  passEnd: number;
  isDirty: boolean;
  /** When the oldest frame that came since this pass began was committed. */
  oldestAt: number | undefined;
  /** The same for what this pass brings to everybody. */
  passOldestAt: number | undefined;
  /** Frames from a cursor to the end in one piece: most readers stand at the same few cursors. */
  merged: Map<number, Merged>;
  /** The piece asked for last, and by whom: a pass asks for the same one again and again. */
  last: (Merged & { from: number; end: number }) | undefined;
}

// One send carries at most about this much: a small socket buffer holds no more, and the rest goes when there is room.
const mergeBytesMax = 65_536;
// Pieces kept for others at the same cursor; with more cursors than this, a piece is made for each.
const mergedMax = 32;

export function createTopic(id: number): Topic {
  return {
    id,
    frames: [],
    first: 0,
    end: 0,
    bytes: 0,
    reset: new Uint8Array(),
    slots: [],
    count: 0,
    blocked: 0,
    passAt: 0,
    passEnd: 0,
    isDirty: false,
    oldestAt: undefined,
    passOldestAt: undefined,
    merged: new Map(),
    last: undefined,
  };
}

/** What a reader at `cursor` lacks, in one piece. There is at least one frame from there on. */
export function mergedFrom(topic: Topic, cursor: number): Merged {
  const { last } = topic;
  if (last && last.from === cursor && last.end === topic.end) return last;
  const { data, to } = topic.merged.get(cursor) ?? merge(topic, cursor);
  topic.last = { data, to, from: cursor, end: topic.end };
  return topic.last;
}

function merge(topic: Topic, cursor: number): Merged {
  const frames: Uint8Array[] = [];
  let bytes = 0;
  for (let at = cursor - topic.first; at < topic.frames.length; at++) {
    const frame = topic.frames[at]!;
    if (frames.length > 0 && bytes + frame.length > mergeBytesMax) break;
    frames.push(frame);
    bytes += frame.length;
  }
  const made = { data: frames.length === 1 ? frames[0]! : Buffer.concat(frames, bytes), to: cursor + frames.length };
  if (topic.merged.size >= mergedMax) topic.merged.clear();
  topic.merged.set(cursor, made);
  return made;
}

/** The newest frame; the oldest go when there are too many, but never the newest itself. */
export function push(topic: Topic, frame: Uint8Array, { framesMax, bytesMax }: { framesMax: number; bytesMax: number }): void {
  topic.frames.push(frame);
  topic.bytes += frame.length;
  topic.end++;
  topic.merged.clear();
  while (topic.frames.length > framesMax || (topic.bytes > bytesMax && topic.frames.length > 1)) {
    topic.bytes -= topic.frames.shift()!.length;
    topic.first++;
  }
}

/** Nobody is behind: nothing needs to be kept. */
export function trim(topic: Topic): void {
  topic.first = topic.end;
  topic.frames.length = 0;
  topic.bytes = 0;
  topic.merged.clear();
  topic.last = undefined;
}
