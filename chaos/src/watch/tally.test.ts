import { expect, it } from 'vitest';
import type { Acknowledged } from './load.ts';
import { longestSilence, lost, missing, p99, percentile, refusedIn, repeated, toldAgain, untold } from './tally.ts';

const write = (update: string, more: Partial<Acknowledged> = {}): Acknowledged => ({
  region: 'eu',
  incident: 'i',
  update,
  text: `Update ${update} of eu-0.`,
  atMs: 0,
  tookMs: 10,
  ...more,
});

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
    { to: 'ann', text: 'Minor incident: Update 1 of eu-0. Best regards' },
    { to: 'bob', text: 'Minor incident: Update 1 of eu-0. Best regards' },
    { to: 'bob', text: 'the other provider says Update 1 of eu-0. too' },
    { to: 'ann', text: 'Update 1 of eu-01.' }, // another incident
  ];
  expect(untold(writes, ['ann', 'bob'], told)).toBe(2); // update 2, to both
  expect(toldAgain(told)).toBe(1);
});

it('what was told of a write that was never acknowledged does not make up for one that was not told', () => {
  expect(untold([write('1')], ['ann'], [{ to: 'ann', text: 'Update 9 of eu-0.' }])).toBe(1);
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
