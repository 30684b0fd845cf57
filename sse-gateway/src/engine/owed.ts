import type { Channel } from './channel.ts';

// A laggard that is owed more takes the View again: what is handed over stays small.
const owedBytesMax = 65_536;

/**
 * All that a reader has coming and has not been sent: what is its own, then the ring from its cursor on. Whoever sends exactly
 * this goes on where we stopped, also in the middle of a frame. Undefined: it has fallen past the ring within a frame.
 */
export function owed(
  channel: Channel,
  { cursor, offset, own }: { cursor: number; offset: number; own: Uint8Array | undefined },
): Uint8Array | undefined {
  const parts = own ? [own] : [];
  if (cursor < channel.first) return offset > 0 ? undefined : Buffer.concat([...parts, channel.reset]);
  const frames = channel.frames.slice(cursor - channel.first);
  const begun = offset > 0 ? frames.shift()?.subarray(offset) : undefined;
  if (begun) parts.push(begun);
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  parts.push(...(bytes > owedBytesMax ? [channel.reset] : frames));
  return Buffer.concat(parts);
}
