import { expect, it } from 'vitest';
import { notesOfPast, spansSet } from '@pharos/resources/component/status-days';
import { nextHlc } from '@pharos/core/hlc';
import { pastOf } from './past-days.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-06-15T12:00:00Z');
const day = (back: number) => Math.floor(now / dayMs) * dayMs - back * dayMs;

/** As our own history would tell it, of a component that was made of these days. */
function toldOf(days: { start: number; major_outage: number; degraded_performance: number }[]) {
  const past = pastOf(days, now).map(({ from, to, status }) => ({ from: Date.parse(from), to: Date.parse(to), status }));
  const plain = { name: 'API', order: 'V', status: 'operational', createdAt: '2020-01-01T00:00:00.000Z' };
  const said = Object.entries({ ...plain, ...notesOfPast(past) });
  const fold = new Map(said.map(([name, value]) => [name, { value: value as never, hlc: nextHlc(0, now), region: 1 }]));
  return spansSet('c', fold).map(({ from, to, status }) => [from, to, status]);
}

it('a day has as much of each state as it had there, and today none', () => {
  const told = toldOf([
    { start: day(0), major_outage: 0.5, degraded_performance: 0 },
    { start: day(1), major_outage: 0.1, degraded_performance: 0.2 },
    { start: day(400), major_outage: 1, degraded_performance: 0 },
    { start: day(399), major_outage: 0.5, degraded_performance: 0 },
    { start: day(3), major_outage: 0, degraded_performance: 0 },
  ]);
  expect(told).toEqual([
    [day(400), day(399) + dayMs / 2, 'major_outage'],
    [day(1), day(1) + dayMs * 0.1, 'major_outage'],
    [day(1) + dayMs * 0.1, day(1) + dayMs * 0.3, 'degraded_performance'],
  ]);
});

it('what is older than a history goes is left out, and no share is more than a day', () => {
  expect(
    toldOf([
      { start: day(500), major_outage: 1, degraded_performance: 1 },
      { start: day(2), major_outage: 3, degraded_performance: 3 },
    ]),
  ).toEqual([[day(2), day(1), 'major_outage']]);
});
