import { expect, it } from 'vitest';
import { emptyPlan, gapsOf, planRequest, withClocks, withStart } from './plan.ts';

const zones = { own: 'America/New_York', page: 'Europe/Berlin' };
const filled = { ...emptyPlan('k', '2026-03-02T02:00:00.000Z', zones.own), title: ' Move ', body: 'We move.' };

it('begins with an hour at the next time, and says what is missing', () => {
  const form = emptyPlan('k', '2026-03-02T02:00:00.000Z', zones.own);
  expect([form.startsAt, form.endsAt]).toEqual(['2026-03-01T21:00', '2026-03-01T22:00']);
  expect(gapsOf(form, zones.own)).toEqual(['title', 'body']);
  expect(gapsOf({ ...filled, endsAt: filled.startsAt }, zones.own)).toEqual(['endsAt']);
  expect(gapsOf({ ...filled, startsAt: '' }, zones.own)).toEqual(['startsAt']);
});

it('another start keeps how long it lasts, also over the night in which clocks are set', () => {
  const moved = withStart(filled, '2026-03-08T01:30', zones.own);
  // At two they are set to three: an hour later it is half past three.
  expect(moved.endsAt).toBe('2026-03-08T03:30');
  expect(withStart({ ...filled, endsAt: '' }, '2026-03-08T01:30', zones.own).endsAt).toBe('');
});

it('other clocks say the same moments', () => {
  const turned = withClocks(filled, 'page', zones);
  expect([turned.startsAt, turned.endsAt]).toEqual(['2026-03-02T03:00', '2026-03-02T04:00']);
  expect(withClocks(turned, 'own', zones)).toEqual(filled);
});

it('asks for what was filled in, and comes again on the weekday of the page', () => {
  const asked = planRequest(
    { ...filled, often: 'weekly', count: '4', remind: 'hour', automatic: false, startBody: 'x' },
    zones.own,
    zones.page,
  );
  expect(asked).toEqual({
    title: 'Move',
    body: 'We move.',
    startsAt: '2026-03-02T02:00:00.000Z',
    endsAt: '2026-03-02T03:00:00.000Z',
    components: [],
    automatic: false,
    notify: true,
    // Sunday evening in New York is Monday in Berlin.
    recurrence: 'FREQ=WEEKLY;BYDAY=MO;COUNT=4',
    remindMinutes: 60,
  });
});
