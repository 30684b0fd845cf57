import { expect, it } from 'vitest';
import { createTidy } from './tidy.ts';

it('tidies up once after a rush, when nobody comes any more', () => {
  let times = 0;
  const tidy = createTidy(() => times++);
  for (const arrivals of [0, 100, 5_000, 5_000, 9_000, 9_000]) tidy.look(arrivals);
  expect(times).toBe(0);
  for (const arrivals of [9_000, 9_000, 9_010, 9_010]) tidy.look(arrivals);
  expect(times).toBe(1);
  for (const arrivals of [9_100, 9_100, 9_100]) tidy.look(arrivals);
  expect(times).toBe(1);
  for (const arrivals of [9_300, 9_300, 9_300]) tidy.look(arrivals);
  expect(times).toBe(2);
});

it('gives back what a rush left, which an engine that is left alone does not', () => {
  /** How much less the heap holds once all that was made is let go, and looked after by `tidy`. */
  const freed = (tidy: ReturnType<typeof createTidy>) => {
    const left = Array.from({ length: 200_000 }, (_, at) => ({ at }));
    const full = process.memoryUsage().heapUsed;
    left.length = 0;
    for (let look = 0; look < 3; look++) tidy.look(10_000);
    return full - process.memoryUsage().heapUsed;
  };
  expect(freed(createTidy(() => undefined))).toBeLessThan(1_000_000);
  expect(freed(createTidy())).toBeGreaterThan(2_000_000);
});
