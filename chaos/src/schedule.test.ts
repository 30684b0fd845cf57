import { expect, it } from 'vitest';
import { experiments } from './experiments/experiments.ts';
import { due, readSchedule } from './schedule.ts';

const day = 86_400_000;
const now = Date.parse('2030-06-01T00:00:00Z');
const ran = (daysAgo: number, verdict: 'pass' | 'fail' = 'pass') => ({ verdict, startedAt: new Date(now - daysAgo * day).toISOString() });

it('every drill has its turn, and nothing else', () => {
  const names = readSchedule().map(({ name }) => name);
  expect(names.toSorted()).toEqual(experiments.map(({ name }) => name).toSorted());
});

it('due is what never passed here, what failed last, and what is too long ago', () => {
  const schedule = ['fresh', 'old', 'failed', 'never'].map((name) => ({ name, every: 'week' as const, runs: 1 }));
  const last = new Map([
    ['fresh', ran(6)],
    ['old', ran(7)],
    ['failed', ran(1, 'fail')],
  ]);
  expect(due(schedule, last, now).map(({ name }) => name)).toEqual(['old', 'failed', 'never']);
});
