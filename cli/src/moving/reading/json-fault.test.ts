import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonFaultAt } from './json-fault.ts';

it.each<[string, string]>([
  ['{\n  "a": [}', '}'],
  ['{"a": 1,}', '}'],
  ['{"a" 1}', '1'],
  ['[1 2]', '2'],
  ['[1],', ','],
  ['{a: 1}', 'a'],
  ["{'a': 1}", "'"],
  ['[tru]', 't'],
  ['[01]', '1'],
  ['["a\nb"]', '\n'],
  ['["\\x"]', '\\'],
])('%j is at fault at %j', (text, sign) => {
  expect(text.slice(jsonFaultAt(text))[0]).toBe(sign);
});

it.each(['', '{', '{"a"', '{"a":', '[1,', '["abc', '{"a": {"b": 1}'])('%j ends too early', (text) => {
  expect(jsonFaultAt(text)).toBe(text.length);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('whatever is no JSON is at fault somewhere, and what stands before that could be the beginning of some', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('}', ']', ',', ':', '"', 'x', ''));
  fc.assert(
    fc.property(damaged, ([text, place, sign]) => {
      const at = text.length === 0 ? 0 : place % text.length;
      const given = text.slice(0, at) + sign + text.slice(at + 1);
      const fault = jsonFaultAt(given);
      // Of whole JSON only its end is left.
      const isAtEnd = fault === given.length;
      expect({ isFound: isAtEnd || given.slice(fault).trim() !== '', isWithin: fault <= given.length }).toEqual({
        isFound: true,
        isWithin: true,
      });
      expect(isJson(given) ? isAtEnd : true).toBe(true);
    }),
  );
});
