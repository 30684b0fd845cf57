import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { experiments } from './experiments/experiments.ts';
import { losses, shownLosses } from './losses.ts';
import type { Summary } from './report/last-results.ts';
import { readSchedule } from './schedule.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8');
const [, section] = /## What each loss costs\n([\s\S]*?)\n## /.exec(page)!;

const passed = (name: string, verdict: Summary['verdict'] = 'pass'): [string, Summary] => [
  name,
  { experiment: name, verdict, startedAt: '2026-11-29T00:00:00.000Z', revision: 'abc', defence: { isOn: true }, answers: [] },
];
const all = losses.flatMap(({ drills }) => drills);

it('every part whose loss is told of is here, and no other', () => {
  const told = [...section!.matchAll(/^\| (?!lost|---)(.*?) \|/gm)].map(([, lost]) => lost);
  expect(told.length).toBeGreaterThan(8);
  expect(losses.map(({ lost }) => lost)).toEqual(told);
});

it.each(losses)(
  'the loss of $lost is shown by drills that are there and have their turn, or by tests that are there',
  ({ drills, tests }) => {
    const names = new Set(experiments.map(({ name }) => name));
    const scheduled = new Set(readSchedule().map(({ name }) => name));
    expect(drills.filter((name) => !names.has(name) || !scheduled.has(name))).toEqual([]);
    expect(tests.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
    expect(drills.length + tests.length).toBeGreaterThan(0);
  },
);

it('a row is shown once one of its drills has passed, and no longer when one of them fails', () => {
  expect(shownLosses(new Map(all.map((name) => passed(name)))).open).toEqual([]);
  expect(shownLosses(new Map()).open).toEqual(losses.filter(({ tests }) => tests.length === 0).map(({ lost }) => lost));
  expect(shownLosses(new Map([...all.map((name) => passed(name)), passed('nats-wiped', 'fail')])).open).toEqual(['NATS of a region']);
  const { text } = shownLosses(new Map([passed('redis-killed')]));
  expect(text).toContain('shown      Redis of a region\n  redis-killed: pass, 2026-11-29 00:00, abc\n  redis-wiped: never drilled here');
  expect(text).toContain('NOT SHOWN  NATS of a region');
});
