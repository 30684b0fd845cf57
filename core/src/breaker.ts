/**
 * A breaker stands before somebody who may be ill: it stops asking after a row of failures, so that the ill one is left
 * in peace and the caller goes elsewhere at once.
 *
 *   closed     all calls pass. Five failures in a row open it; one success forgets the failures before it.
 *   open       no call passes for 60 s, and up to a tenth longer, so that a fleet that opened together does not probe together.
 *   half-open  at most three calls are out or have succeeded. Three successes in a row close it, one failure opens it again.
 *
 * Each change of state starts a new generation. A call carries the generation it was admitted in, and what it says later
 * counts only in that one: of fifty calls under way when it opens, none can open or close it afterwards.
 * A `neutral` result (the other side answered, and refused this one request) gives its place back and says nothing of health;
 * a `fatal` one (account suspended) opens at once.
 */
export type BreakerState =
  | { state: 'closed'; generation: number; failures: number }
  | { state: 'open'; generation: number; until: number }
  | { state: 'half-open'; generation: number; underWay: number; successes: number };

export type CallResult = 'success' | 'failure' | 'neutral' | 'fatal';

// Five: one lost packet or one bad node is not an outage, five in a row is.
const failuresMax = 5;
// A minute: providers' short outages end within it, and a longer one costs three probes a minute.
const openMs = 60_000;
const openJitter = 0.1;
const probes = 3;

export const closedBreaker: BreakerState = { state: 'closed', generation: 0, failures: 0 };

/** The state after asking for a call, and the ticket it runs under; no ticket: do not call. */
export function admit(before: BreakerState, now: number): { after: BreakerState; ticket?: number } {
  if (before.state === 'closed') return { after: before, ticket: before.generation };
  if (before.state === 'open') {
    if (now < before.until) return { after: before };
    const generation = before.generation + 1;
    return { after: { state: 'half-open', generation, underWay: 1, successes: 0 }, ticket: generation };
  }
  if (before.underWay + before.successes >= probes) return { after: before };
  return { after: { ...before, underWay: before.underWay + 1 }, ticket: before.generation };
}

/** The state after a call has ended. `chance` in [0, 1) spreads the end of an opening. */
export function settle(before: BreakerState, ticket: number, result: CallResult, now: number, chance: number): BreakerState {
  if (ticket !== before.generation || before.state === 'open') return before;
  const opened = (): BreakerState => ({
    state: 'open',
    generation: before.generation + 1,
    until: now + Math.round(openMs * (1 + openJitter * chance)),
  });
  if (result === 'fatal') return opened();
  if (before.state === 'closed') {
    if (result === 'neutral') return before;
    if (result === 'success') return { ...before, failures: 0 };
    return before.failures + 1 >= failuresMax ? opened() : { ...before, failures: before.failures + 1 };
  }
  if (result === 'failure') return opened();
  const underWay = before.underWay - 1;
  if (result === 'neutral') return { ...before, underWay };
  if (before.successes + 1 >= probes) return { state: 'closed', generation: before.generation + 1, failures: 0 };
  return { ...before, underWay, successes: before.successes + 1 };
}

export interface Breaker {
  /** A ticket for one call, to be given back with its result; undefined: do not call now. */
  admit(): number | undefined;
  settle(ticket: number, result: CallResult): void;
  /** Would a call pass now? Takes no place. */
  isAdmitting(): boolean;
  state(): BreakerState;
}

export function createBreaker({ clock, random }: { clock: { now(): number }; random: () => number }): Breaker {
  let state = closedBreaker;
  return {
    admit: () => {
      const asked = admit(state, clock.now());
      state = asked.after;
      return asked.ticket;
    },
    settle: (ticket, result) => {
      state = settle(state, ticket, result, clock.now(), random());
    },
    isAdmitting: () => admit(state, clock.now()).ticket !== undefined,
    state: () => state,
  };
}
