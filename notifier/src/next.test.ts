import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextAfter, type NextOptions } from './next.ts';
import { failure, type FailureClass } from './outcome.ts';

const base: NextOptions = {
  channel: 'email',
  isQuestion: false,
  attempt: 1,
  unknowns: 0,
  happenedAt: 0,
  now: 0,
  isUrgent: false,
  isIdempotent: false,
  policy: 'resend',
  unknownWaitMs: 0,
  hasFallback: true,
  hasOther: true,
  isRefusedElsewhere: false,
  random: () => 0.5,
};

it('what was certainly not sent goes to the other provider at once, then waits longer and longer', () => {
  const at = (more: Partial<NextOptions>) => nextAfter(failure('transient', '500'), { ...base, ...more });
  expect(at({})).toMatchObject({ state: 'pending', at: 0 });
  expect(at({ attempt: 2 })).toMatchObject({ state: 'pending', at: 2_000 });
  expect(at({ attempt: 20 })).toMatchObject({ state: 'pending', at: 300_000 });
  expect(at({ attempt: 20, now: 86_400_000 })).toMatchObject({ state: 'dead' });
});

it('a provider that asks for patience gets it', () => {
  expect(nextAfter(failure('throttled', '429', { retryAfterMs: 60_000 }), { ...base, hasFallback: false })).toMatchObject({ at: 60_000 });
});

it('an unknown SMS is sent again as its policy says', () => {
  const next = (more: Partial<NextOptions>) => nextAfter(failure('unknown', 'timeout'), { ...base, channel: 'sms', ...more });
  expect(next({ policy: 'rest' })).toMatchObject({ state: 'unknown', at: undefined });
  expect(next({ policy: 'urgent' })).toMatchObject({ state: 'unknown', at: undefined });
  expect(next({ policy: 'urgent', isUrgent: true })).toMatchObject({ state: 'unknown', at: 0 });
  expect(next({ policy: 'rest', isIdempotent: true })).toMatchObject({ state: 'unknown', at: 0 });
  expect(next({ unknownWaitMs: 120_000 })).toMatchObject({ at: 120_000 });
  expect(next({ unknowns: 6 })).toMatchObject({ state: 'dead' });
});

it('a wait that would outlast an SMS takes half of the time left, so that nobody goes untold for it', () => {
  const minutes = (unknowns: number, now: number) => {
    const next = nextAfter(failure('unknown', 'timeout'), { ...base, channel: 'sms', unknowns, now: now * 60_000 });
    return next.state === 'unknown' ? next.at! / 60_000 : next.state;
  };
  expect([minutes(4, 4), minutes(5, 32), minutes(6, 46), minutes(4, 61)]).toEqual([32, 46, 'dead', 'dead']);
});

it('an SMS about an hour ago is not sent any more', () => {
  expect(nextAfter(failure('transient', '500'), { ...base, channel: 'sms', attempt: 9, now: 3_600_000 })).toMatchObject({ state: 'dead' });
});

it('a refused address or message is asked of nobody else', () => {
  expect(nextAfter(failure('recipient', '21610', { suppress: 'stop' }), base)).toEqual({
    state: 'failed',
    class: 'recipient',
    code: '21610',
    suppress: 'stop',
  });
  expect(nextAfter(failure('message', '400'), base)).toMatchObject({ state: 'dead' });
});

it('what one provider refuses for a reason we do not know is asked of the other once, also when that one is out just now', () => {
  const next = (more: Partial<NextOptions>, kind: FailureClass = 'refused') => nextAfter(failure(kind, '21999'), { ...base, ...more });
  expect(next({})).toMatchObject({ state: 'pending', at: 0 });
  expect(next({ attempt: 3 })).toMatchObject({ state: 'pending', at: 0 });
  expect(next({ hasFallback: false })).toMatchObject({ state: 'pending', at: 1_000 });
  expect(next({ attempt: 2, isRefusedElsewhere: true })).toMatchObject({ state: 'dead' });
  expect(next({ attempt: 2, isRefusedElsewhere: true }, 'route')).toMatchObject({ state: 'failed' });
  expect(next({ hasOther: false, hasFallback: false })).toMatchObject({ state: 'dead' });
});

it('a question is put once: again only where certainly nobody was asked', () => {
  const next = (channel: 'email' | 'webhook', kind: FailureClass) =>
    nextAfter(failure(kind, 'x'), { ...base, channel, isQuestion: true }).state;
  expect([next('email', 'transient'), next('email', 'unknown'), next('webhook', 'transient'), next('webhook', 'throttled')]).toEqual([
    'pending',
    'failed',
    'failed',
    'failed',
  ]);
});

it('every delivery comes to an end, whatever happens to it', () => {
  const classes: FailureClass[] = ['recipient', 'message', 'account', 'transient', 'throttled', 'route', 'refused', 'unknown'];
  fc.assert(
    fc.property(
      fc.constantFrom('email' as const, 'sms' as const, 'webhook' as const),
      fc.constantFrom('resend' as const, 'urgent' as const, 'rest' as const),
      fc.infiniteStream(fc.constantFrom(...classes)),
      fc.boolean(),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (channel, policy, outcomes, hasFallback, chance) => {
        let [now, unknowns] = [0, 0];
        for (let attempt = 1; attempt < 10_000; attempt++) {
          const next = nextAfter(failure(outcomes.next().value, 'x'), {
            ...base,
            channel,
            policy,
            hasFallback,
            attempt,
            unknowns,
            now,
            random: () => chance,
          });
          if (next.state !== 'pending' && next.state !== 'unknown') return;
          if (next.at === undefined) return;
          expect(next.at).toBeGreaterThanOrEqual(now);
          unknowns += next.state === 'unknown' ? 1 : 0;
          now = next.at + 100; // a call takes a while
        }
        throw new Error('it never ended');
      },
    ),
  );
});
