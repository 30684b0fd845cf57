import { expect, it } from 'vitest';
import { words } from '../src/words/en.ts';
import { sentences, stateWords } from './say.ts';

const at = Date.parse('2026-03-14T12:00:00Z');
const told = (more: Partial<Parameters<typeof stateWords>[0]>) =>
  stateWords({ state: 'live', freshness: 'fresh', at, ...more }, '2026-03-14T11:00:00Z', words);

it('says that it is live only where it is; cut off from the other regions it says since when, and that posts may be missing', () => {
  expect(told({})).toEqual({ state: 'live', text: 'Live' });
  expect(told({ freshness: 'delayed' })).toEqual({ state: 'live', text: 'Live, with some delay' });
  expect(told({ freshness: 'stale' }).state).toBe('offline');
  const apart = told({ freshness: 'apart@2026-03-14T07:12:00.000Z' });
  expect(apart.state).toBe('apart');
  expect(apart.text).toMatch(/^Live here; other regions unreachable since \d\d:12, newer posts may be missing$/);
  // A stream that is lost is lost, whatever was said last.
  expect(told({ state: 'polling', freshness: 'apart@2026-03-14T07:12:00.000Z' }).state).toBe('polling');
});

it('interrupts nobody for what can be seen', () => {
  expect(
    sentences([{ type: 'page-changed' }, { type: 'component-changed', component: 'c', name: 'API', status: 'major_outage' }], words),
  ).toBe('API: Major outage.');
});
