import { idFrom, newId } from '@pharos/core/id';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeForm, codeOf, idTailOf, namedBy, numberOf } from './code.ts';

it('a code is twelve small letters and digits, and holds for ever', () => {
  expect(codeOf('0198c0de-0000-7000-8f00-00000000000a')).toBe('87mma1o9k8ay');
  expect(codeOf('0198c0de-0000-7000-8fff-ffffffffffff')).toBe('8rc4kbdvss1r');
  expect(codeOf('0198c0de-0000-7000-8000-000000000024')).toBe('000000000010');
});

it('a code says how the ids end that have it, as Postgres writes them', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(codeOf(id)).toMatch(codeForm);
      expect(idTailOf(codeOf(id))).toBe(id.slice(20));
    }),
  );
});

it('what is no code, or too large for one, is the end of no id', () => {
  for (const word of ['', 'abc', 'ABCDEFGHIJKL', 'zzzzzzzzzzzz', '0123456789ab1', '../../../../']) expect(idTailOf(word)).toBeUndefined();
});

it('ids of all the kinds that we give have codes of their own', () => {
  const ids = [...Array.from({ length: 20_000 }, newId), ...Array.from({ length: 20_000 }, (_, at) => idFrom('thing', String(at)))];
  expect(new Set(ids.map(codeOf)).size).toBe(ids.length);
  expect(new Set(ids.map((id) => String(numberOf(id)))).size).toBe(ids.length);
});

it('of two with one code neither is meant, but each by its own id', () => {
  const [one, other] = [{ id: '0198c0de-0000-7000-8000-000000000001' }, { id: '0198c0de-1111-7000-9000-000000000001' }];
  expect(namedBy([one], '000000000001')).toBe(one);
  expect(namedBy([one, other], '000000000001')).toBeUndefined();
  expect(namedBy([one, other], other.id)).toBe(other);
  expect(namedBy([one], '000000000002')).toBeUndefined();
});
