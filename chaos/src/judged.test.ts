import { expect, it } from 'vitest';
import type { Answer } from './experiment.ts';
import { judged } from './judged.ts';

const answer = (more: Partial<Answer>): Answer => ({
  phase: 'after',
  probe: 'lost',
  unit: 'writes',
  target: 'at most 0',
  measured: 0,
  isKept: true,
  ...more,
});
const slow = answer({ probe: 'p99', measured: 3, isKept: false, isOfPace: true });

it('what was slow on a busy machine says nothing; on a quiet one it is a promise broken', () => {
  expect(judged([answer({}), slow], 97)).toMatchObject({ verdict: 'invalid', reason: expect.stringContaining('97 % busy') });
  expect(judged([answer({}), slow], 60)).toEqual({ verdict: 'fail', reason: undefined });
  expect(judged([answer({})], 97)).toEqual({ verdict: 'pass', reason: undefined });
});

it('what was lost, and what never came, is a promise broken however busy the machine was', () => {
  expect(judged([slow, answer({ measured: 2, isKept: false })], 100).verdict).toBe('fail');
  expect(judged([answer({ measured: Number.POSITIVE_INFINITY, isKept: false, isOfPace: true })], 100).verdict).toBe('fail');
});
