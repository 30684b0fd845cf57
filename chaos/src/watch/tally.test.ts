import { expect, it } from 'vitest';
import type { Acknowledged } from './load.ts';
import { forgotten, longestSilence, lost, missing, p99, percentile, refusedIn, repeated, toldAgain, untold } from './tally.ts';

const write = (update: string, more: Partial<Acknowledged> = {}): Acknowledged => ({
  region: 'eu',
  incident: 'i',
  update,
  text: `Update ${update} of eu-0.`,
  triedMs: more.atMs ?? 0,
  atMs: 0,
  tookMs: 10,
  ...more,
});

// Where it makes no difference when something was told.
const atMs = 0;

it('an acknowledged update that is not shown is lost', () => {
  expect(lost([write('a'), write('b')], ['a', 'x'])).toBe(1);
});

it('what no region shows is not held against one of them', () => {
  const writes = [write('a'), write('b'), write('c')];
  expect(missing(writes, ['a'], ['a', 'b'])).toBe(1);
  expect(missing(writes, ['a', 'b'], ['a', 'b'])).toBe(0);
});

it('an update shown twice is counted once too many', () => {
  expect(repeated(['a', 'b', 'a', 'a'])).toBe(2);
});

it('counts who was not told, and who was told again, each by address and by words', () => {
  const writes = [write('1'), write('2')];
  const told = [
    { to: 'ann', text: 'Minor incident: Update 1 of eu-0. Best regards', atMs },
    { to: 'bob', text: 'Minor incident: Update 1 of eu-0. Best regards', atMs },
    { to: 'bob', text: 'the other provider says Update 1 of eu-0. too', atMs },
    { to: 'ann', text: 'Update 1 of eu-01.', atMs }, // another incident
  ];
  expect(untold(writes, ['ann', 'bob'], told)).toBe(2); // update 2, to both
  expect(toldAgain(told)).toBe(1);
});

it('what was forgotten may be told again once, to each; everything else not at all', () => {
  const told = ['1', '1', '1', '2', '2'].map((update) => ({ to: 'ann', text: `Update ${update} of eu-0.`, atMs }));
  expect(toldAgain(told)).toBe(3);
  expect(toldAgain(told, [write('1')])).toBe(2);
  expect(toldAgain(told, [write('1'), write('2')])).toBe(1);
});

it('a restored ledger has forgotten what was under way at its copy, and what is doubtful before its loss', () => {
  const restored = { region: 'eu', copiedMs: { from: 10_000, to: 11_000 }, lostMs: 20_000, mendedMs: 25_000 };
  const at = (when: number, more: Partial<Acknowledged> = {}) => write(`${when}`, { atMs: when, ...more });
  const toldAt = (update: number, ...times: number[]) =>
    times.map((when, nth) => ({ to: `person ${nth}`, text: `Update ${update} of eu-0.`, atMs: when }));
  const writes = [at(7_900), at(8_500), at(9_000), at(11_000), at(12_000), at(15_900), at(16_000), at(24_000), at(26_000)];
  // Of the first everybody knew before the copy; of each other one somebody heard only three seconds later.
  const told = writes.flatMap(({ atMs: when }) => (when === 7_900 ? toldAt(when, 7_900, 7_950) : toldAt(when, when, when + 3_000)));
  expect(forgotten(writes, restored, 2_000, told).map((each) => each.atMs)).toEqual([8_500, 9_000, 11_000, 16_000, 24_000]);
  // Told again is not told late.
  const again = [...toldAt(7_900, 7_900), ...toldAt(7_900, 26_000)];
  expect(forgotten([at(7_900)], restored, 2_000, again)).toEqual([]);
  const other = [at(26_000, { triedMs: 19_000 }), at(18_000, { region: 'us' })];
  expect(forgotten(other, restored, 2_000, []).map((each) => each.atMs)).toEqual([26_000]);
});

it('what was told of a write that was never acknowledged does not make up for one that was not told', () => {
  expect(untold([write('1')], ['ann'], [{ to: 'ann', text: 'Update 9 of eu-0.', atMs }])).toBe(1);
});

it('the 99th percentile is of some regions and of a time', () => {
  const writes = [5, 6, 7].map((tookMs, at) => write(`${at}`, { tookMs, atMs: at * 100 }));
  expect(p99(writes, ['eu'], 0)).toBe(7);
  expect(p99(writes, ['eu'], 0, 150)).toBe(6);
  expect(p99(writes, ['us'], 0)).toBeNaN();
  expect(
    percentile(
      Array.from({ length: 200 }, (_, n) => n + 1),
      0.99,
    ),
  ).toBe(198);
});

it('silence is measured to the end, also when nothing came at all', () => {
  const writes = [write('a', { atMs: 100 }), write('b', { atMs: 400 })];
  expect(longestSilence(writes, 'eu', 0, 500)).toBe(300);
  expect(longestSilence(writes, 'us', 0, 500)).toBe(500);
});

it('only refusals of the regions asked for, and since the moment asked for, count', () => {
  const refused = [
    { region: 'eu', atMs: 5, why: '503' },
    { region: 'us', atMs: 20, why: '503' },
  ];
  expect(refusedIn(refused, ['us', 'eu'], 10)).toBe(1);
  expect(refusedIn(refused, ['eu'], 0)).toBe(1);
});
