import { daysUntil } from '@pharos/core/calendar';
import { componentStatuses, type ComponentStatus } from '@pharos/core/severity';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { observedIn, secondsIn, sumOf, uptimeOf, type Drawn } from './totals.ts';

const hour = 3_600_000;
const weights = { partial: 30, major: 100 };
const all = { start: 0, end: 24 * hour };
const span = (from: number, to: number | null, status: ComponentStatus): Drawn => ({
  from: from * hour,
  to: to === null ? null : to * hour,
  status,
});

it('of overlapping spans the worst counts, and what nobody said is operational', () => {
  const spans = [
    span(2, 6, 'degraded_performance'),
    span(4, 5, 'major_outage'),
    span(5, 10, 'partial_outage'),
    span(22, null, 'under_maintenance'),
  ];
  const [total] = secondsIn([all], spans, all);
  expect(total).toEqual({
    operational: 14 * 3600,
    under_maintenance: 2 * 3600,
    degraded_performance: 2 * 3600,
    partial_outage: 5 * 3600,
    major_outage: 3600,
  });
  // One hour whole, and thirty per cent of five.
  expect(uptimeOf(total!, weights)).toBe(Math.floor((1 - 2.5 / 24) * 100_000) / 1_000);
  expect(uptimeOf(total!, { partial: 0, major: 50 })).toBe(Math.floor((1 - 0.5 / 24) * 100_000) / 1_000);
});

it('less than all is never shown as all, and nothing observed is no uptime', () => {
  const [total] = secondsIn([{ start: 0, end: 4_000_000 * hour }], [span(1, 1 + 1 / 3600, 'major_outage')], {
    start: 0,
    end: 4_000_000 * hour,
  });
  expect(uptimeOf(total!, weights)).toBe(99.999);
  expect(uptimeOf(secondsIn([all], [], { start: 30 * hour, end: 40 * hour })[0]!, weights)).toBeNull();
});

it('the seconds of a day are as many as it has, on days of 23 and 25 hours too, and days sum up to the whole', () => {
  const moment = fc.integer({ min: Date.UTC(2026, 1), max: Date.UTC(2026, 11) });
  const spans = fc.array(fc.record({ from: moment, to: fc.option(moment, { nil: null }), status: fc.constantFrom(...componentStatuses) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(spans, moment, fc.constantFrom('UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe'), (drawn, last, zone) => {
      const days = daysUntil(last, 400, zone);
      const whole = { start: days[0]!.start, end: days.at(-1)!.end };
      const totals = secondsIn(days, drawn, whole);
      for (const [at, { start, end }] of days.entries()) expect(observedIn(totals[at]!)).toBe((end - start) / 1_000);
      expect(sumOf(totals)).toEqual(secondsIn([whole], drawn, whole)[0]);
      // What is asked of a day alone is what it has among the others; and the order in which spans came says nothing.
      const at = Math.floor((last / 1_000) % 400);
      expect(secondsIn([days[at]!], drawn.toReversed(), whole)[0]).toEqual(totals[at]);
      expect(secondsIn(days, drawn, { start: last, end: last }).every((total) => observedIn(total) === 0)).toBe(true);
    }),
    { numRuns: 25 },
  );
});
