import { z } from 'zod';

/** What a gateway says of itself on the region's bus each second: its place on the ring, and how full it is. */
export const GatewayBeat = z.object({
  gateway: z.string().min(1).max(100),
  /** Where readers reach it. */
  url: z.url(),
  readers: z.number().int().nonnegative(),
  /** It takes no new readers: it is going, or full. */
  isDraining: z.boolean(),
});
export type GatewayBeat = z.infer<typeof GatewayBeat>;

export interface Ring {
  members: string[];
  /** Points in ascending order, and whose they are. */
  points: Uint32Array;
  owners: Uint32Array;
}

// Points of each member: enough that the largest share is within a few percent of the mean, few enough to build in a millisecond.
const pointsEach = 160;
/** No member is given more than this times the mean, rounded up: what does not fit goes on to the next one. */
export const loadFactor = 1.25;

/** A consistent-hash ring: a member that joins or leaves moves only its own share. */
export function createRing(members: Iterable<string>): Ring {
  const sorted = [...new Set(members)].sort();
  const all = sorted.flatMap((member, owner) => Array.from({ length: pointsEach }, (_, at) => ({ point: hash(`${member}#${at}`), owner })));
  all.sort((a, b) => a.point - b.point || a.owner - b.owner);
  return {
    members: sorted,
    points: Uint32Array.from(all, (each) => each.point),
    owners: Uint32Array.from(all, (each) => each.owner),
  };
}

/** The members in the order in which `key` would go to them: the owner first. */
export function* walk(ring: Ring, key: string): Generator<string> {
  const { members, points, owners } = ring;
  const seen = new Set<number>();
  let at = firstAtOrAfter(points, hash(key));
  for (let step = 0; step < points.length && seen.size < members.length; step++, at++) {
    const owner = owners[at % points.length]!;
    if (seen.has(owner)) continue;
    seen.add(owner);
    yield members[owner]!;
  }
}

/**
 * Where one more reader of `key` goes: the first member on its way that stays within `factor` of the mean load.
 * One page with a million readers thus spreads over as many members as it needs, and no more.
 */
export function place(ring: Ring, key: string, loadOf: (member: string) => number, factor = loadFactor): string | undefined {
  const total = ring.members.reduce((sum, member) => sum + loadOf(member), 0);
  const most = Math.ceil(((total + 1) / ring.members.length) * factor);
  for (const member of walk(ring, key)) if (loadOf(member) < most) return member;
  return undefined;
}

function firstAtOrAfter(points: Uint32Array, point: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]! < point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** FNV-1a with a final mix: the same on every machine, and spread well over 32 bits even for keys that differ in one letter. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
