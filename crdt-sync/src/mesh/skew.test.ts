import { expect, it } from 'vitest';
import { leadMaxMs, leadOver, stampMs } from './skew.ts';

const nowMs = 1_000_000;
/** What a region stamps whose clock is so far ahead of each of its peers. */
const stamped = (...aheadOf: number[]) => stampMs(nowMs, leadOver(aheadOf.map((ms) => -ms)));

it('a clock that is not far ahead is stamped with, and so is one that is behind', () => {
  expect(stamped(0)).toBe(nowMs);
  expect(stamped(leadMaxMs, leadMaxMs)).toBe(nowMs);
  expect(stamped(-60_000, -60_000)).toBe(nowMs);
});

it('one that is further ahead is refused: the median of the peers’ clocks is stamped instead', () => {
  expect(stamped(leadMaxMs + 1, leadMaxMs + 1)).toBe(nowMs - leadMaxMs - 1);
  expect(stamped(10_000, 10_200, 10_100)).toBe(nowMs - 10_100);
  expect(stamped(10_000, 10_200)).toBe(nowMs - 10_100);
});

it('one peer of several cannot lead a region astray, and without peers its own clock holds', () => {
  expect(stamped(3_600_000, 0, 10)).toBe(nowMs);
  expect(stamped()).toBe(nowMs);
});
