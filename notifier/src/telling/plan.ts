import type { Chunk, Progress } from '@pharos/region/telling/own';
import { openMax } from '@pharos/region/telling/report';

// So many parts at most are on their way at once: what another region would tell again, should this one fall silent now.
export const windowMax = 3;
// Small enough that a region's death repeats little; of a large notice a part is a thirtieth of what is told already, so that the
// window stays a tenth of it, and a million people do not wait for ten thousand round trips.
const chunkMin = 100;
export const chunkMax = 2_000;
// A part whose last deliveries wait, for a provider that is out or a receiver that hangs, makes room for the next one after this long:
// who is still open in it is said by name.
export const stragglersMs = 1_000;

export function chunkSize(told: number): number {
  return Math.min(chunkMax, Math.max(chunkMin, Math.floor(told / 30)));
}

/** What has been brought out since: parts leave the window in their order, when all of them have ended, or after a while. */
export function advance(progress: Progress, open: string[], now: number): Progress {
  const chunks = [...progress.chunks];
  let { toldTo } = progress;
  while (chunks.length > 0 && mayLeave(chunks[0]!, toldTo, open, now)) toldTo = chunks.shift()!.to;
  return { ...progress, chunks, toldTo };
}

function mayLeave({ to, since }: Chunk, toldTo: string | null, open: string[], now: number): boolean {
  const isWhole = !open.some((id) => id <= to && (toldTo === null || id > toldTo));
  return isWhole || (now - since >= stragglersMs && open.filter((id) => id <= to).length <= openMax);
}

/** How many people the next reservation may be for; none while one is asked for. */
export function roomFor({ chunks, asked, hasAll }: Progress, told: number, now: number): number {
  if (hasAll || asked.length > 0) return 0;
  // With too many open to be said by name, a part stays for whoever takes over to doubt, and holds up nobody.
  return Math.max(0, windowMax - youngOf(chunks, now).length) * chunkSize(told);
}

/** Is something on its way that has not taken long yet? */
export function hasYoung({ chunks }: Progress, now: number): boolean {
  return youngOf(chunks, now).length > 0;
}

function youngOf(chunks: Chunk[], now: number): Chunk[] {
  return chunks.filter(({ since }) => now - since < stragglersMs);
}

/** Asks for the next people, in parts; fewer than there was room for: these are the last. */
export function ask(
  progress: Progress,
  next: string[],
  { room, told, step, now }: { room: number; told: number; step: number; now: number },
): Progress {
  const size = chunkSize(told);
  const asked = next.filter((_, at) => (at + 1) % size === 0 || at === next.length - 1);
  return { ...progress, asked, hasAll: next.length < room, ...(asked.length > 0 ? { askedStep: step, askedAt: now } : {}) };
}

/** What was asked for is reserved, and in the ledger. */
export function begun(progress: Progress, now: number): Progress {
  const { asked, chunks, cursor } = progress;
  return {
    ...progress,
    again: [],
    asked: [],
    cursor: asked.at(-1) ?? cursor,
    chunks: [...chunks, ...asked.map((to) => ({ to, since: now }))],
  };
}

/** May somebody be told this twice? Then it is told as what may have arrived: counted, and by the channel's own rule. */
export function isInDoubt({ doubtTo, again }: Progress, subscriber: string): boolean {
  return (doubtTo !== null && subscriber <= doubtTo) || again.includes(subscriber);
}
