import { expect, it } from 'vitest';
import { firstRun, firstSteps, isEmpty, slugOf, stepOn } from './first-run.ts';

it('goes through all steps, and knows which were done and which were skipped', () => {
  let run = stepOn(stepOn(firstRun, true), false);
  expect(run).toEqual({ at: 2, done: ['name'], isLeft: false });
  for (let at = run.at; at < firstSteps.length; at++) run = stepOn(run, true);
  expect(run).toEqual({ at: 5, done: ['name', 'look', 'invite', 'test'], isLeft: true });
});

it('a page is empty until anything is said on it', () => {
  const nothing = { components: [], incidents: [], maintenances: [] };
  expect(isEmpty(nothing)).toBe(true);
  expect(isEmpty({ ...nothing, components: [{}] as never })).toBe(false);
});

it('makes an address of a name', () => {
  expect(slugOf('Müller & Söhne: Status')).toBe('muller-sohne-status');
  expect(slugOf('  Acme  ')).toBe('acme');
  expect(slugOf('日本')).toBe('');
});
