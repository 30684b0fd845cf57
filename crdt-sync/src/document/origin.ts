import type { Random } from '@pharos/core/random';
import { originsPerRegion } from '@pharos/core/version';

export { regionOfOrigin } from '@pharos/core/version';

// A step is at most such a part of the numbers that are left: they are never used up, and two copies of one database that
// mint without knowing of each other take the same number once in 65,000 times. Then peers find it out. Ten a day last for five years.
const stepPart = 1_024;

/**
 * An origin is one incarnation of one region's database: the region's number in the upper bits, and in the lower 26 a number
 * greater, by chance, than that of every origin of the region that is known. It is the Yjs client id and the log's origin, and
 * never more than 32 bits, because other readers of Yjs truncate.
 */
export function mintOrigin(regionNumber: number, random: Random, known: Iterable<number>): number {
  const first = regionNumber * originsPerRegion;
  const end = first + originsPerRegion;
  let newest = first;
  for (const origin of known) if (origin > newest && origin < end) newest = origin;
  const left = end - 1 - newest;
  if (left < 1) throw new Error(`region ${regionNumber} has no number left for another origin`);
  return newest + 1 + Math.floor(random() * Math.max(1, Math.floor(left / stepPart)));
}
