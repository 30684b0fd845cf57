import { newId } from '@pharos/core/id';
import { expect, it } from 'vitest';
import { rankOf } from './carry-on.ts';

it('every region has another turn, all agree on it, and each is the first for some', () => {
  const regions = ['us', 'eu', 'ap'];
  const firsts = new Map<string, number>();
  for (let at = 0; at < 300; at++) {
    const id = newId();
    const turns = new Map(regions.map((region) => [rankOf(id, region, regions), region]));
    expect(new Set(turns.keys())).toEqual(new Set([0, 1, 2]));
    expect(rankOf(id, 'eu', [...regions].reverse())).toBe(rankOf(id, 'eu', regions));
    firsts.set(turns.get(0)!, (firsts.get(turns.get(0)!) ?? 0) + 1);
  }
  for (const region of regions) expect(firsts.get(region)).toBeGreaterThan(50);
});
