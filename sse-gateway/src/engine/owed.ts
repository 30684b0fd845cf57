import type { Topic } from './topic.ts';

// A laggard that is owed more takes the View again. As base64 it still fits into one message to the successor.
const owedBytesMax = 65_536;

export interface Owed {
  /** To be sent before anything else: whoever sends exactly this goes on where we stopped, also in the middle of a frame. */
  ahead: Uint8Array;
  /** What follows `ahead` is left out, or gone: the reader must be told to take the View again. */
  isCut: boolean;
}

/**
 * What a reader has coming and has not been sent: what is its own (a blob, and how much of it has left), then the ring from its
 * cursor on. A frame that has begun is never cut. Undefined: nobody has the rest of it any more, or it is too long.
 */
export function owed(
  topic: Topic,
  { cursor, offset, own }: { cursor: number; offset: number; own: { data: Uint8Array; sent: number } | undefined },
): Owed | undefined {
  const isPast = cursor < topic.first;
  if (isPast && offset > 0) return undefined;
  const frames = isPast ? [] : topic.frames.slice(cursor - topic.first);
  const begun = own ? own.data.subarray(own.sent) : offset > 0 ? frames.shift()!.subarray(offset) : new Uint8Array();
  const bytes = frames.reduce((sum, { length }) => sum + length, begun.length);
  if (bytes <= owedBytesMax) return { ahead: Buffer.concat([begun, ...frames]), isCut: isPast };
  const ahead = own && begun.length > owedBytesMax ? own.data.subarray(own.sent, endOfFrame(own.data, own.sent)) : begun;
  return ahead.length > owedBytesMax ? undefined : { ahead: Buffer.from(ahead), isCut: true };
}

/** Where the frame ends in whose middle `at` is: frames end in an empty line, and a head with its first frame counts as one. */
function endOfFrame(data: Uint8Array, at: number): number {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (at > 1 && bytes[at - 1] === 10 && bytes[at - 2] === 10) return at;
  const end = bytes.indexOf('\n\n', Math.max(0, at - 1));
  return end < 0 ? bytes.length : end + 2;
}
