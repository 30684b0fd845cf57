import { expect, it } from 'vitest';
import { decideReturned, returnedDoubtMsUsual } from './returned.ts';

const newest = Date.parse('2026-11-21T11:58:00Z');
const decide = (beforeMs: number, doubtMs = returnedDoubtMsUsual) =>
  decideReturned({ at: new Date(newest - beforeMs).toISOString(), newestAt: new Date(newest).toISOString(), doubtMs });

it('what may not have gone out before the loss is told again', () => {
  expect([0, 1_000, returnedDoubtMsUsual].map((beforeMs) => decide(beforeMs))).toEqual(['told-again', 'told-again', 'told-again']);
});

it('what the lost database had time to tell is taken as told, however long the restore took', () => {
  expect([returnedDoubtMsUsual + 1, 86_400_000].map((beforeMs) => decide(beforeMs))).toEqual(['taken-as-told', 'taken-as-told']);
});

it('the newest is told again whatever the doubt', () => {
  expect(decide(0, 0)).toBe('told-again');
});
