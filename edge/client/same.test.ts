import { expect, it } from 'vitest';
import { createSame } from './same.ts';

it('what was made as it stands is not made again; elsewhere, in other words, or after a fault it is', () => {
  const same = createSame();
  const make = (...parts: [id: string, place: string, html: string][]) => {
    same.begin();
    const made = parts.map((part) => !same.isSame(...part));
    return made;
  };
  expect(make(['a', '', 'x'], ['b', '/g', 'y'])).toEqual([true, true]);
  // It never came to stand on the page.
  expect(make(['a', '', 'x'])).toEqual([true]);
  expect(make(['a', '', 'x'], ['b', '/g', 'y'])).toEqual([true, true]);
  same.done();
  expect(make(['a', '', 'x'], ['b', '/h', 'y'])).toEqual([false, true]);
  same.done();
  expect(make(['a', '', 'z'])).toEqual([true]);
  same.done();
  // It was gone from the page meanwhile.
  expect(make(['b', '/h', 'y'])).toEqual([true]);
  same.done();
  same.forget();
  expect(make(['b', '/h', 'y'])).toEqual([true]);
});
