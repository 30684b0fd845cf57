/**
 * Hybrid logical clock: milliseconds in the upper bits, a counter in the lower eleven. 53 bits, good until 2109. Kept per
 * document and stamped under its row lock, so that who has seen another write always beats it, whatever the wall clocks say.
 */
const ticksPerMs = 2_048;
export const hlcMax = Number.MAX_SAFE_INTEGER;

export function nextHlc(before: number, nowMs: number): number {
  return Math.max(Math.trunc(nowMs) * ticksPerMs, before + 1);
}

export function hlcToMs(hlc: number): number {
  return Math.floor(hlc / ticksPerMs);
}

export function hlcToIso(hlc: number): string {
  return new Date(hlcToMs(hlc)).toISOString();
}
