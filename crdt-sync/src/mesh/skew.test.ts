import { expect, it } from 'vitest';
import { leadMaxMs, leadOver, nextLead, stampMs } from './skew.ts';

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

it('while no peer is heard the clock is as far ahead as it was, and as it was set since', () => {
  const began = nextLead({ leadMs: 0, aheadOfElapsedMs: 0 }, [-60_000], { now: 1_060_000, elapsed: 500 });
  expect(began.leadMs).toBe(60_000);
  const cut = nextLead(began, [], { now: 1_080_000, elapsed: 20_500 });
  expect(cut.leadMs).toBe(60_000);
  const setRight = nextLead(cut, [], { now: 1_021_000, elapsed: 21_500 });
  expect(setRight.leadMs).toBe(0);
  expect(nextLead(setRight, [], { now: 1_082_000, elapsed: 22_500 }).leadMs).toBe(60_000);
});
