import { expect, it } from 'vitest';
import { listOf } from './lists.ts';

it('takes what stands between commas, spaces and lines, once each', () => {
  expect(listOf(' de, fr;pt-BR\nde ,')).toEqual(['de', 'fr', 'pt-BR']);
  expect(listOf('  ')).toEqual([]);
});
