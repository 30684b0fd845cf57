import { Problem } from '@pharos/core/problem';
import { expect, it } from 'vitest';
import type { Json } from './fold.ts';
import { docRef } from './kind.ts';
import { requireStorable } from './require-storable.ts';

const refusedIn = (fields: Record<string, Json>): string | undefined => {
  try {
    requireStorable({ writes: [{ ref: docRef('source', 'a', 'p'), fields }], facts: [], notify: null });
    return undefined;
  } catch (error) {
    return (error as Problem).fields[0]?.path;
  }
};

it('what no database takes is refused by its field, as a value and as a name, however deep', () => {
  expect(refusedIn({ name: 'Checks 🐈', rules: [{ labels: { a: 'b' } }], at: 1, none: null })).toBeUndefined();
  expect(refusedIn({ name: 'half \ud83d' })).toBe('name');
  expect(refusedIn({ name: 'ends\0here' })).toBe('name');
  expect(refusedIn({ mapping: { text: '\udc00' } })).toBe('mapping.text');
  expect(refusedIn({ rules: [{}, { labels: { 'a\0': 'b' } }] })).toBe('rules.1.labels');
});
