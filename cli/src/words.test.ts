import { expect, it } from 'vitest';
import { momentOf, namedStatuses, relative, statusOf, theOne } from './words.ts';

const now = Date.parse('2030-01-31T12:00:00Z');
const items = [
  { id: '01900000-0000-7000-8000-00001234abcd', name: 'Payments' },
  { id: '01900000-0000-7000-8000-00005678abcd', name: 'Email = fast' },
];
const named = (word: string) => theOne(items, word, ({ name }) => name, 'component').name;

it('takes a state of a component by its short words, and says which there are', () => {
  expect(['up', 'DOWN', 'partial-outage', 'maintenance'].map(statusOf)).toEqual([
    'operational',
    'major_outage',
    'partial_outage',
    'under_maintenance',
  ]);
  expect(() => statusOf('broken')).toThrow('degraded, partial');
  expect(namedStatuses(['Email = fast=down'])).toEqual([{ name: 'Email = fast', status: 'major_outage' }]);
  expect(() => namedStatuses(['Payments'])).toThrow('<component>=<state>');
});

it('finds what is meant by its name, its id or the end of it, and never guesses', () => {
  expect([named('payments'), named(items[0]!.id), named('1234abcd')]).toEqual(['Payments', 'Payments', 'Payments']);
  expect(() => named('abcd')).toThrow('more than one component: 1234abcd Payments, 5678abcd Email = fast');
  expect(() => named('Pay')).toThrow('there is no component "Pay": 1234abcd Payments');
});

it('takes moments from now, and as ISO 8601 has them', () => {
  expect([momentOf('+90m', now), momentOf('-2d', now), momentOf('2030-02-01T00:00+01:00', now)]).toEqual([
    '2030-01-31T13:30:00.000Z',
    '2030-01-29T12:00:00.000Z',
    '2030-01-31T23:00:00.000Z',
  ]);
  for (const word of ['tomorrow', '+90', '90m', '']) expect(() => momentOf(word, now)).toThrow('is no moment');
});

it('says how long ago, and how long until', () => {
  const at = (ms: number) => relative(new Date(now + ms).toISOString(), now);
  expect([at(-30_000), at(-240_000), at(-7_200_000), at(-259_200_000), at(5_400_000)]).toEqual([
    'just now',
    '4 min ago',
    '2 h ago',
    '3 d ago',
    'in 1 h',
  ]);
});
