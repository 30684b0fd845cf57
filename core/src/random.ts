/** A number in [0, 1): the only source of chance, so that every seed can be replayed. */
export type Random = () => number;

export const systemRandom: Random = () => Math.random();

/** A small seeded generator (mulberry32): good enough for jitter and simulations, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
