import { expect, it } from 'vitest';
import { hashKey, isWellFormedKey, newKey } from './key.ts';

it('a new key is well formed, and unlike any other', () => {
  const keys = Array.from({ length: 100 }, newKey);
  expect(keys.every(isWellFormedKey)).toBe(true);
  expect(new Set(keys.map(hashKey)).size).toBe(100);
});

it('a mistyped key is known without asking the database', () => {
  const key = newKey();
  const other = key[10] === 'A' ? 'B' : 'A';
  for (const wrong of ['', 'phr_', `${key}0`, key.slice(0, 10) + other + key.slice(11), key.toUpperCase()])
    expect(isWellFormedKey(wrong)).toBe(false);
});
