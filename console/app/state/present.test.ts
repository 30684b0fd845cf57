import { expect, it } from 'vitest';
import { doingOf, together, writingMs, type Other } from './present.ts';

const other = (person: string, doing: Other['doing'], tab = person): Other => ({ person, tab, name: person, doing });

it('each person is told once, as writing where a region has heard so; oneself in another window last', () => {
  const { writing, looking } = together(
    [
      [other('bea', 'looking'), other('me', 'looking')],
      [other('bea', 'writing'), other('zoe', 'looking')],
    ],
    'me',
  );
  expect(writing.map(({ name }) => name)).toEqual(['bea']);
  expect(looking.map(({ name }) => name)).toEqual(['zoe', 'me']);
});

it('who has written something a moment ago is writing', () => {
  expect(doingOf({ savedAt: 0 }, true, writingMs - 1)).toBe('writing');
  expect(doingOf({ savedAt: 0 }, true, writingMs)).toBe('looking');
  expect(doingOf({ savedAt: 0 }, false, 0)).toBe('looking');
});
