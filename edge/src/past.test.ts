import type { PastEntry } from '@pharos/resources/past';
import { expect, it } from 'vitest';
import { foundMax, monthIn, monthOf, search } from './past.ts';

const entry = (title: string, at: string, more: Partial<PastEntry> = {}): PastEntry =>
  ({
    kind: 'incident',
    id: title,
    title,
    at,
    endedAt: at,
    updatedAt: at,
    said: '',
    status: 'resolved',
    impact: 'minor',
    ...more,
  }) as PastEntry;
const items = [
  entry('Now', '2026-03-14T10:00:00.000Z'),
  entry('Late in January', '2026-01-31T23:30:00.000Z', { said: 'The disk was replaced', texts: { de: { title: 'Platte kaputt' } } }),
  entry('Last year', '2025-11-02T10:00:00.000Z'),
];

it('a month holds what began in it by the calendar of the page, and leads to the next in which there was something', () => {
  expect(monthOf('2026-01-31T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-02');
  expect(monthIn({ items, older: true }, '2026-02', 'Europe/Berlin')).toMatchObject({
    entries: [items[1]],
    earlier: '2025-11',
    later: '2026-03',
    isEnd: false,
  });
  expect(monthIn({ items, older: true }, '2025-11', 'UTC')).toMatchObject({ entries: [items[2]], earlier: undefined, isEnd: true });
  expect(monthIn({ items: [], older: false }, '2026-03', 'UTC')).toEqual({
    month: '2026-03',
    entries: [],
    earlier: undefined,
    later: undefined,
    isEnd: false,
  });
});

it('all words are looked for, in titles of any language and in what was said, and no more is found than is read', () => {
  expect(search({ items, older: false }, ' DISK  january ')).toEqual([items[1]]);
  expect(search({ items, older: false }, 'platte')).toEqual([items[1]]);
  expect(search({ items, older: false }, 'platte year')).toEqual([]);
  expect(search({ items, older: false }, '   ')).toEqual([]);
  const many = Array.from({ length: 1_000 }, (_, at) => entry(`Same ${at}`, '2026-03-14T10:00:00.000Z'));
  expect(search({ items: many, older: false }, 'same')).toHaveLength(foundMax);
  // However long, it is a look through a thousand lines.
  expect(search({ items: many, older: false }, 'x '.repeat(100_000))).toEqual([]);
});
