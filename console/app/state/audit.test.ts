import { expect, it } from 'vitest';
import { auditQuery, changesOf, noFilter, verbText } from './audit.ts';

it('asks for whole days of the zone, both included, and for nothing that was not said', () => {
  expect(auditQuery(noFilter, 'p', 'UTC')).toEqual({ page: 'p' });
  expect(
    auditQuery({ ...noFilter, scope: 'all', kind: 'incident', since: '2026-03-01', until: '2026-03-02' }, 'p', 'Europe/Berlin'),
  ).toEqual({
    kind: 'incident',
    since: '2026-02-28T23:00:00.000Z',
    until: '2026-03-02T23:00:00.000Z',
  });
});

it('tells what changed, and not what stayed', () => {
  const before = { name: 'A', order: 'x', tags: ['1'] };
  const after = { name: 'B', order: 'x', tags: ['1', '2'], group: null };
  expect(changesOf({ before, after })).toEqual([
    { field: 'name', before: 'A', after: 'B' },
    { field: 'tags', before: '["1"]', after: '["1","2"]' },
  ]);
});

it('reads a verb as a sentence begins', () => {
  expect(verbText('open-incident', 'incident')).toBe('Open incident');
  expect(verbText(null, 'slug')).toBe('Slug');
});
