import type { Random } from '@pharos/core/random';

/**
 * An origin is one incarnation of one region's database: the region's number in the upper bits, chance in the lower 26.
 * It is the Yjs client id and the log's origin, and never more than 32 bits, because other readers of Yjs truncate.
 */
export const originsPerRegion = 2 ** 26;

export function mintOrigin(regionNumber: number, random: Random, isTaken: (origin: number) => boolean): number {
  for (;;) {
    const origin = regionNumber * originsPerRegion + Math.floor(random() * originsPerRegion);
    if (!isTaken(origin)) return origin;
  }
}

export function regionOfOrigin(origin: number): number {
  return Math.floor(origin / originsPerRegion);
}
