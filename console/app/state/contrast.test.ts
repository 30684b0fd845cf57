import { expect, it } from 'vitest';
import { sixDigits } from '@pharos/core/colours';
import { contrastOf, readingOf } from './contrast.ts';

it('reckons contrast as the standard does', () => {
  expect(contrastOf('#000', '#ffffff')).toBeCloseTo(21);
  expect(contrastOf('#777777', '#fff')).toBeCloseTo(4.48, 2);
  expect(contrastOf('#abc', '#aabbcc')).toBe(1);
  expect(contrastOf('red', '#fff')).toBeUndefined();
});

it('has a word for it at the limits of the standard', () => {
  expect([4.5, 4.49, 3, 2.99].map(readingOf)).toEqual(['good', 'large', 'large', 'poor']);
  expect(sixDigits('#0Ab')).toBe('#00aabb');
});
