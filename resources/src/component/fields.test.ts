import { expect, it } from 'vitest';
import type { Fold, Json } from '../fold.ts';
import { readComponentDoc } from './fields.ts';
import { createComponent } from './changes.ts';

const foldOf = (fields: Record<string, Json>): Fold =>
  new Map(Object.entries(fields).map(([name, value]) => [name, { value, hlc: 1, region: 1 }]));
const given = { name: 'API', order: 'V', status: 'operational', createdAt: '2026-01-01T00:00:00.000Z' };

it('what was not said of a component has its default, also where an older version wrote it', () => {
  expect(readComponentDoc(foldOf(given))).toMatchObject({ groupId: null, showcase: true, onlyShowIfDegraded: false, startDate: null });
});

it('a start date is a day: asked for as one, and none where another region wrote something else', () => {
  const ask = (startDate: string) => createComponent.schema.shape.startDate.safeParse(startDate).success;
  expect(['2026-02-28', '2026-02-30', '2026-02-28T00:00:00Z', 'x'].map(ask)).toEqual([true, false, false, false]);
  const held = (startDate: string) => readComponentDoc(foldOf({ ...given, startDate }))!.startDate;
  expect([held('2026-02-28'), held('2026-02-30'), held('soon')]).toEqual(['2026-02-28', null, null]);
});
