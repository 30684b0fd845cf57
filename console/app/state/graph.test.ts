import { expect, it } from 'vitest';
import { drawingOf } from './graph.ts';

it('what was measured is a line for each stretch, from the least at the bottom to the most at the top', () => {
  expect(drawingOf([0, 10, null, 5])).toEqual({
    line: 'M0 94L1 6M3 50h.5',
    ground: 'M0 100L0 94L1 6V100ZM3 100L3 50V100Z',
    width: 3,
    height: 100,
    least: 0,
    most: 10,
  });
});

it('what never moved is a line in the middle, and what was never measured is none', () => {
  expect(drawingOf([7, 7]).line).toBe('M0 50L1 50');
  expect(drawingOf([null, null])).toMatchObject({ line: '', least: null, most: null });
  expect(drawingOf([])).toMatchObject({ line: '', width: 1 });
});
