import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { admit, closedBreaker, createBreaker, settle, type BreakerState, type CallResult } from './breaker.ts';

it('five failures in a row open it for a minute, and a success between them does not count as one', () => {
  const breaker = createBreaker({ clock: { now: () => 0 }, random: () => 0 });
  const call = (result: CallResult) => breaker.settle(breaker.admit()!, result);
  for (const result of ['failure', 'failure', 'failure', 'failure', 'success', 'failure', 'failure', 'failure', 'failure'] as const)
    call(result);
  expect(breaker.isAdmitting()).toBe(true);
  call('failure');
  expect(breaker.state()).toMatchObject({ state: 'open', until: 60_000 });
});

it('half-open lets three through, three successes close it, one failure opens it again', () => {
  let now = 0;
  const breaker = createBreaker({ clock: { now: () => now }, random: () => 0.5 });
  breaker.settle(breaker.admit()!, 'fatal');
  expect(breaker.state()).toMatchObject({ state: 'open', until: 63_000 });
  now = 63_000;
  const tickets = [breaker.admit(), breaker.admit(), breaker.admit()];
  expect(breaker.admit()).toBeUndefined();
  breaker.settle(tickets[0]!, 'success');
  breaker.settle(tickets[1]!, 'success');
  expect(breaker.state().state).toBe('half-open');
  breaker.settle(tickets[2]!, 'failure');
  expect(breaker.state().state).toBe('open');
  now = 200_000;
  for (let probe = 0; probe < 3; probe++) breaker.settle(breaker.admit()!, 'success');
  expect(breaker.state()).toMatchObject({ state: 'closed', failures: 0 });
});

it('a refused request during half-open gives its place back', () => {
  const open: BreakerState = { state: 'open', generation: 1, until: 0 };
  let state = open as BreakerState;
  for (let turn = 0; turn < 10; turn++) {
    const asked = admit(state, 1);
    expect(asked.ticket).toBeDefined();
    state = settle(asked.after, asked.ticket!, 'neutral', 1, 0);
  }
  expect(state).toMatchObject({ state: 'half-open', underWay: 0, successes: 0 });
});

// The oracle is written from the rules, not from the code: it keeps the whole history of the generation and counts anew.
interface Oracle {
  phase: 'closed' | 'open' | 'half-open';
  generation: number;
  until: number;
  out: number;
  results: CallResult[];
}

function oracleSettle(oracle: Oracle, ticket: number, result: CallResult, now: number, chance: number): void {
  if (ticket !== oracle.generation || oracle.phase === 'open') return;
  oracle.out -= 1;
  oracle.results.push(result);
  const counting = oracle.results.filter((each) => each !== 'neutral');
  const row = counting.length - 1 - counting.findLastIndex((each) => each === 'success');
  const turn = (phase: Oracle['phase']) => Object.assign(oracle, { phase, generation: oracle.generation + 1, out: 0, results: [] });
  const opens = result === 'fatal' || (oracle.phase === 'closed' ? row >= 5 : result === 'failure');
  if (opens) {
    turn('open');
    oracle.until = now + Math.round(60_000 * (1 + 0.1 * chance));
  } else if (oracle.phase === 'half-open' && counting.filter((each) => each === 'success').length >= 3) turn('closed');
}

it('does what the rules say, with fifty calls under way and results in any order', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constant({ kind: 'call' as const }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        which: fc.nat(49),
        result: fc.constantFrom<CallResult>('success', 'failure', 'failure', 'neutral', 'fatal'),
        chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 70_000 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      let state = closedBreaker;
      const oracle: Oracle = { phase: 'closed', generation: 0, until: 0, out: 0, results: [] };
      const underWay: number[] = [];
      const answers: [got: number | undefined, wanted: number | undefined][] = [];
      let now = 0;
      for (const each of steps) {
        if (each.kind === 'wait') now += each.ms;
        else if (each.kind === 'call' && underWay.length < 50) {
          const asked = admit(state, now);
          state = asked.after;
          if (oracle.phase === 'open' && now >= oracle.until) {
            Object.assign(oracle, { phase: 'half-open', generation: oracle.generation + 1, out: 0, results: [] });
          }
          const wins = oracle.results.filter((result) => result === 'success').length;
          const passes = oracle.phase === 'closed' || (oracle.phase === 'half-open' && oracle.out + wins < 3);
          answers.push([asked.ticket, passes ? oracle.generation : undefined]);
          if (passes) {
            oracle.out += 1;
            underWay.push(asked.ticket!);
          }
        } else if (each.kind === 'end' && underWay.length > 0) {
          const [ticket] = underWay.splice(each.which % underWay.length, 1);
          state = settle(state, ticket!, each.result, now, each.chance);
          oracleSettle(oracle, ticket!, each.result, now, each.chance);
        }
        expect(state.state).toBe(oracle.phase);
        expect(state.generation).toBe(oracle.generation);
      }
      expect(answers.map(([got]) => got)).toEqual(answers.map(([, wanted]) => wanted));
    }),
    { numRuns: 2_000 },
  );
});
