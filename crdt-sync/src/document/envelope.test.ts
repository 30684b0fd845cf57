import { expect, it } from 'vitest';
import { fuzzDecoders } from '../../model/fuzz.ts';

it('mangled input is read or refused, and never anything else', () => {
  const cases = 5_000;
  const refused = fuzzDecoders(cases, 7);
  expect(refused).toBeGreaterThan(cases / 2);
  expect(refused).toBeLessThan(cases);
});
