import { expect, it } from 'vitest';
import { mintOrigin } from '../document/origin.ts';
import { dueNow, heartbeatMs } from './due.ts';

const ofRegion = (region: number) => ({
  origin: mintOrigin(region, () => 0.5, []),
  from: 1,
  count: 1,
});

it('what is missing is fetched at the second heartbeat, because its message may be on its way', () => {
  const heardJustNow = () => 0;
  expect(dueNow([ofRegion(1)], 1, heardJustNow)).toEqual([]);
  expect(dueNow([ofRegion(1)], 2, heardJustNow)).toEqual([ofRegion(1)]);
});

it('what a silent region said is fetched at the first, and only that', () => {
  const silence = (region: number) => ({ 1: 3 * heartbeatMs, 2: heartbeatMs })[region];
  expect(dueNow([ofRegion(1), ofRegion(2)], 1, silence)).toEqual([ofRegion(1)]);
});

it('what a region said that was never heard is fetched at the first', () => {
  expect(dueNow([ofRegion(3)], 1, () => undefined)).toEqual([ofRegion(3)]);
});
