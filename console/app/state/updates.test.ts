import { expect, it } from 'vitest';
import { lastTold, saidApart } from './updates.ts';

it('the last that visitors heard is the first of the updates, or the beginning', () => {
  const startedAt = '2026-03-01T09:00:00Z';
  const updates = [{ at: '2026-03-01T11:00:00Z' }, { at: '2026-03-01T09:00:00Z' }] as never;
  expect(lastTold({ updates, startedAt })).toBe('2026-03-01T11:00:00Z');
  expect(lastTold({ updates: [], startedAt })).toBe(startedAt);
});

it('those who spoke out of touch are the newest, and one for each state', () => {
  const said = (id: string, status: string) => ({ id, status });
  const updates = [said('d', 'resolved'), said('c', 'identified'), said('b', 'resolved'), said('a', 'investigating')];
  expect(saidApart(updates).map(({ id }) => id)).toEqual(['d', 'c']);
});
