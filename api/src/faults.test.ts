import { Slug } from '@pharos/core/names';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { expect, it } from 'vitest';
import { faultsOf } from './faults.ts';
import { nearest } from './nearest.ts';
import { strict } from './strict-schema.ts';

const schema = strict(
  z.object({
    title: z.string().trim().min(1).max(200),
    status: z.enum(['investigating', 'identified', 'monitoring', 'resolved']).optional(),
    components: z
      .array(z.object({ id: z.uuid(), weight: z.number().int().max(9).optional() }))
      .max(2)
      .default([]),
    startedAt: Time.optional(),
    slug: Slug.optional(),
    notify: z.boolean().optional(),
    limit: z.coerce.number().int().min(1).max(100).optional(),
    group: z.string().nullable().optional(),
    revoke: z.literal(true).optional(),
    data: z.base64().optional(),
    kind: z.enum(['incident']).optional(),
  }),
);

it.each<[unknown, string, string]>([
  [{}, 'title', 'is missing: send a text'],
  [{ title: null }, 'title', 'must be a text (it is null)'],
  [{ title: ['x'] }, 'title', 'must be a text (it is a list)'],
  [{ title: ' ' }, 'title', 'must not be empty'],
  [{ title: `  ${'x'.repeat(312)} ` }, 'title', 'must have at most 200 characters (it has 312)'],
  [{ title: 'x', status: 'great' }, 'status', 'must be one of investigating, identified, monitoring, resolved'],
  [
    { title: 'x', status: 'Resolved' },
    'status',
    'must be one of investigating, identified, monitoring, resolved: did you mean "resolved"?',
  ],
  [{ title: 'x', components: 'all' }, 'components', 'must be a list (it is a text)'],
  [{ title: 'x', components: [{}, {}, {}] }, 'components', 'must have at most 2 entries (it has 3)'],
  [{ title: 'x', components: [{ id: '42' }] }, 'components.0.id', 'must be an id as we give them (a UUID)'],
  [{ title: 'x', components: [{ weight: 1.5 }] }, 'components.0.weight', 'must be a whole number (it is a number with a fraction)'],
  [{ title: 'x', components: [{ weight: 12 }] }, 'components.0.weight', 'must be at most 9 (it is 12)'],
  [{ title: 'x', components: [{ statsu: 1, id: '1' }] }, 'components.0.statsu', 'is no field of this: there are id, weight'],
  [{ title: 'x', startedAt: 'yesterday' }, 'startedAt', 'must be a time with its offset, like 2026-05-01T10:00:00Z'],
  [{ title: 'x', startedAt: '1812-01-01T00:00:00Z' }, 'startedAt', 'must lie between the years 1970 and 2200'],
  [{ title: 'x', slug: 'A b' }, 'slug', 'must be lower-case letters, digits and dashes, at most 63'],
  [{ title: 'x', notify: 'yes' }, 'notify', 'must be true or false (it is a text)'],
  [{ title: 'x', limit: 'many' }, 'limit', 'must be a number (it is a text)'],
  [{ title: 'x', limit: '1000' }, 'limit', 'must be at most 100 (it is 1000)'],
  [{ title: 'x', group: 1 }, 'group', 'must be a text (it is a whole number)'],
  [{ title: 'x', revoke: false }, 'revoke', 'must be true'],
  [{ title: 'x', data: '!' }, 'data', 'must be base64'],
  [{ titel: 'x' }, 'titel', 'is no field of this: did you mean "title"?'],
  [[], '', 'must be an object (it is a list)'],
  ['x', '', 'must be an object (it is a text)'],
])('%j: %s %s', (sent, path, message) => {
  const { error } = schema.safeParse(sent);
  expect(faultsOf(error!.issues, sent, schema)).toContainEqual({ path, message });
});

it('what is close is found, and what is not is not', () => {
  const among = ['title', 'status', 'startedAt'];
  const found = ['titel', 'Title', 'tite', 'startdAt', 'statuses', 'x', 'body', 'y'.repeat(1_000)].map((word) => nearest(word, among));
  expect(found).toEqual(['title', 'title', 'title', 'startedAt', 'status', undefined, undefined, undefined]);
});
