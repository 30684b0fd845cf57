import { expect, it } from 'vitest';
import { isDue, promisedBy } from './promise.ts';

const now = Date.parse('2026-03-14T12:02:30Z');
const draft = { status: 'identified', nextIn: 0, nextAt: '' } as const;

it('promises a time that people say, one of their own, or none; and none of what is over', () => {
  expect(promisedBy(draft, now)).toBeUndefined();
  expect(promisedBy({ ...draft, nextIn: 30 }, now)).toBe('2026-03-14T12:35:00.000Z');
  expect(promisedBy({ ...draft, nextAt: '2026-03-14T15:00' }, now)).toBe(new Date('2026-03-14T15:00').toISOString());
  expect(promisedBy({ ...draft, nextIn: 30, status: 'resolved' }, now)).toBeUndefined();
});

it('an update is due when it was promised, and without a promise after half an hour', () => {
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  expect(isDue({}, at(-29), now)).toBe(false);
  expect(isDue({}, at(-31), now)).toBe(true);
  expect(isDue({ nextUpdateAt: at(1) }, at(-31), now)).toBe(false);
  expect(isDue({ nextUpdateAt: at(-1) }, at(-5), now)).toBe(true);
});
