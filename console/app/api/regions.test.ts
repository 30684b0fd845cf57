import { expect, it, vi } from 'vitest';
import { createRegions } from './regions.ts';

const [us, eu, ap] = ['us', 'eu', 'ap'].map((name) => ({ name, url: `https://${name}.example` })) as [Door, Door, Door];
type Door = { name: string; url: string };

it('stays with the region that answered last, and tries last the one that failed last', () => {
  const moved = vi.fn<(door: Door) => void>();
  const regions = createRegions([us, eu, ap], moved);
  expect(regions.order()).toEqual([us, eu, ap]);
  regions.failed(us);
  regions.failed(eu);
  regions.answered(ap);
  expect(regions.here()).toBe(ap);
  expect(moved).toHaveBeenCalledExactlyOnceWith(ap);
  expect(regions.order()).toEqual([ap, us, eu]);
  regions.answered(ap);
  expect(moved).toHaveBeenCalledTimes(1);
});
