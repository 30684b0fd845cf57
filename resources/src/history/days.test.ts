import { expect, it } from 'vitest';
import { recordsOf } from './days.ts';
import type { HistoryView } from './view.ts';

const noon = Date.parse('2026-03-14T12:00:00Z');
const s = (iso: string) => Date.parse(iso) / 1_000;
const history: HistoryView = {
  from: s('2025-12-01T00:00:00Z'),
  parts: [
    {
      id: 'a',
      since: s('2020-01-01T00:00:00Z'),
      spans: [
        [s('2026-03-14T11:00:00Z'), null, 'major_outage', 0],
        [s('2026-03-10T23:00:00Z'), s('2026-03-11T02:00:00Z'), 'partial_outage', 1],
      ],
    },
    { id: 'b', since: s('2026-03-12T00:00:00Z'), spans: [] },
  ],
  incidents: [
    { id: 'i', title: 'Now', impact: 'major' },
    { id: 'j', title: 'Then', impact: 'minor' },
  ],
};
const options = { now: noon, knownUntil: noon, timeZone: 'UTC', weights: { partial: 30, major: 100 } };

it('days are made of moments: each with its worst, its uptime and what moved it', () => {
  const { days, uptime } = recordsOf(history, options).of(['a'])!;
  expect(days).toHaveLength(90);
  expect(days.at(-1)).toMatchObject({ date: '2026-03-14', worst: 'major_outage', uptime: 91.666, incidents: [0] });
  expect(days.at(-4)).toMatchObject({ date: '2026-03-11', worst: 'partial_outage', uptime: 97.5, incidents: [1] });
  expect(days.at(-5)).toMatchObject({ date: '2026-03-10', worst: 'partial_outage', incidents: [1] });
  expect(days[0]).toMatchObject({ worst: 'operational', uptime: 100, incidents: [] });
  expect(uptime).toBeGreaterThan(99.8);
  expect(uptime).toBeLessThan(100);
});

it('of a day before its history began nothing is known, nor of what an old copy was never told', () => {
  const { days } = recordsOf(history, options).of(['b'])!;
  expect(days.filter(({ worst }) => worst === null)).toHaveLength(87);
  const old = recordsOf(history, { ...options, knownUntil: noon - 86_400_000 }).of(['a'])!;
  expect(old.days.at(-1)).toMatchObject({ worst: null, uptime: null });
  expect(old.days.at(-2)).toMatchObject({ worst: 'operational' });
});

it('a group is its members together, and of components that show no history there is none', () => {
  const records = recordsOf(history, options);
  expect(records.of(['a', 'b', 'unknown'])!.days.at(-1)).toMatchObject({ worst: 'major_outage', uptime: 95.833, incidents: [0] });
  expect(records.of(['unknown'])).toBeUndefined();
});
