import { describe, expect, it } from 'vitest';
import { createRing, place, walk } from './ring.ts';

const members = Array.from({ length: 20 }, (_, n) => `gateway-${n}`);
const keys = Array.from({ length: 20_000 }, (_, n) => `page-${n}`);
const ownerOf = (ring: ReturnType<typeof createRing>, key: string) => walk(ring, key).next().value;

describe('ring', () => {
  it('walks every member once, always in the same order', () => {
    const ring = createRing(members);
    expect([...walk(ring, 'page-1')].sort()).toEqual([...members].sort());
    expect([...walk(createRing([...members].reverse()), 'page-1')]).toEqual([...walk(ring, 'page-1')]);
    expect([...walk(createRing([]), 'page-1')]).toEqual([]);
  });

  it('moves only the share of a member that leaves', () => {
    const before = createRing(members);
    const after = createRing(members.slice(1));
    const moved = keys.filter((key) => ownerOf(before, key) !== ownerOf(after, key));
    expect(moved.every((key) => ownerOf(before, key) === members[0])).toBe(true);
    expect(moved.length / keys.length).toBeLessThan(0.08);
  });

  it('keeps every member within the factor, however unequal the pages are', () => {
    const ring = createRing(members);
    const loads = new Map<string, number>();
    const loadOf = (member: string) => loads.get(member) ?? 0;
    for (let reader = 0; reader < 50_000; reader++) {
      // Half of all readers watch one page.
      const chosen = place(ring, reader % 2 ? 'page-1' : keys[reader % keys.length]!, loadOf)!;
      loads.set(chosen, loadOf(chosen) + 1);
    }
    const mean = 50_000 / members.length;
    expect(Math.max(...loads.values())).toBeLessThanOrEqual(Math.ceil(mean * 1.25));
  });

  it('sends a quiet page to its owner, and nobody anywhere when there is no gateway', () => {
    const ring = createRing(members);
    expect(place(ring, 'page-7', () => 0)).toBe(ownerOf(ring, 'page-7'));
    expect(place(createRing([]), 'page-7', () => 0)).toBeUndefined();
  });
});
