import { createBreaker, type BreakerState, type CallResult } from '@pharos/core/breaker';
import type { Clock } from '@pharos/core/clock';
import type { Random } from '@pharos/core/random';
import type { Leased } from './ledger/ledger.ts';
import type { Outcome } from './outcome.ts';

export type Addressee = Pick<Leased, 'host' | 'page' | 'address'>;

/** What stands before one provider: its breaker, its own places (so that a slow one fills only those), and its wish for patience. */
export interface Gate {
  /** It takes no calls for now, and others should be asked. Having no place free is not that: then we wait. */
  isShut(): boolean;
  /** How many calls may begin now. */
  capacity(): number;
  /** Takes a place; undefined: not now. Give it back with what came of the call. */
  enter(to: Addressee): ((outcome: Outcome) => void) | undefined;
  /** How long this addressee wants to be left alone, if that is known. */
  restsFor?(to: Addressee): number;
  state(): BreakerState['state'];
}

export interface GateOptions {
  slots: number;
  clock: Clock;
  random: Random;
  /** Told when the breaker opens. */
  onOpen(): void;
}

/** A gate that knows when there is nothing more to remember of whom it stands before. */
export interface OwnGate extends Gate {
  isIdleAndWell(): boolean;
}

// A provider that only says "too fast" is left alone this long, doubling while it goes on saying so.
const patienceMs = { first: 500, max: 30_000 };

export function createGate({ slots, clock, random, onOpen }: GateOptions): OwnGate {
  // Rests are measured with the time that never jumps: a clock that is set back must not shut anybody out for an hour.
  const now = () => clock.elapsed();
  const breaker = createBreaker({ clock: { now }, random });
  let underWay = 0;
  let pausedUntil = -Infinity;
  let patience = patienceMs.first;

  const leave = (ticket: number, outcome: Outcome) => {
    underWay -= 1;
    const before = breaker.state().state;
    breaker.settle(ticket, resultOf(outcome));
    if (before !== 'open' && breaker.state().state === 'open') onOpen();
    if (outcome.kind === 'accepted') patience = patienceMs.first;
    else if (outcome.class === 'throttled') {
      pausedUntil = Math.max(pausedUntil, now() + (outcome.retryAfterMs ?? patience));
      patience = Math.min(patience * 2, patienceMs.max);
    }
  };

  const isShut = () => now() < pausedUntil || !breaker.isAdmitting();
  return {
    isShut,
    capacity: () => {
      if (isShut()) return 0;
      const state = breaker.state();
      const places = state.state === 'closed' ? slots : 3 - (state.state === 'half-open' ? state.underWay + state.successes : 0);
      return Math.min(places, slots - underWay);
    },
    enter: () => {
      if (underWay >= slots || now() < pausedUntil) return undefined;
      const ticket = breaker.admit();
      if (ticket === undefined) return undefined;
      underWay += 1;
      return (outcome) => leave(ticket, outcome);
    },
    state: () => breaker.state().state,
    isIdleAndWell: () => {
      const state = breaker.state();
      return underWay === 0 && state.state === 'closed' && state.failures === 0 && now() >= pausedUntil && patience === patienceMs.first;
    },
  };
}

/** What an outcome says about the health of the provider; a refusal of one message says nothing. */
function resultOf(outcome: Outcome): CallResult {
  if (outcome.kind === 'accepted') return 'success';
  if (outcome.isOneRefusal) return 'neutral';
  switch (outcome.class) {
    case 'transient':
    case 'unknown':
      return 'failure';
    case 'account':
      return 'fatal';
    case 'recipient':
    case 'message':
    case 'throttled':
    case 'route':
    case 'refused':
      return 'neutral';
    default:
      return outcome.class satisfies never;
  }
}
