import { expect, it } from 'vitest';
import { simulate, type Measured } from './simulate.ts';

it('no gateway carries more than 1.25 times the mean, whoever goes or joins, and nobody moves who need not', () => {
  const all = simulate({ readers: 200_000, pages: 2_000, gateways: 24, regions: 3, seed: 1 });
  const [placed, killed, joined, region] = all as [Measured, Measured, Measured, Measured];
  for (const each of all) expect(each).toMatchObject({ unplaced: 0, readers: placed.readers });
  for (const each of [placed, killed, region]) expect(each.loadMaxOverMean, each.what).toBeLessThan(1.27);
  // With one more the mean falls by an eighth, and whoever need not move stays.
  expect(joined.loadMaxOverMean).toBeLessThan(1.27 * (8 / 7));
  expect([killed.moved > 0, killed.moved <= (200_000 / 24) * 1.26]).toEqual([true, true]);
  // The newcomer gets its own, no more than the mean, and nobody is sent twice.
  expect(joined.moved).toBeGreaterThan((200_000 / 24) * 0.5);
  expect(joined.moved).toBeLessThanOrEqual((200_000 / 24) * 1.05);
  expect(joined.settleSeconds).toBeLessThan(60);
  for (const each of [killed, region]) expect(each.settleSeconds).toBeGreaterThanOrEqual(3);
  expect(region.settleSeconds).toBeLessThan(15);
});

it('those who are more than their gateways admit in a second wait for the next one', () => {
  const [, , , region] = simulate({ readers: 600_000, pages: 500, gateways: 4, regions: 2, seed: 1 });
  // 300,000 come to two gateways that admit 15,000 a second each.
  expect(region!.settleSeconds).toBeGreaterThanOrEqual(10);
  expect(region!.settleSeconds).toBeLessThan(16);
});
