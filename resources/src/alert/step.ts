import type { Source } from '../source/fields.ts';

/*
 * An alert is:
 *   waiting    firing, and not yet for as long as its source waits before anything is opened
 *   firing     its incident, or draft, is open
 *   quiet      over, and not yet for as long as its source waits before that is said: if it comes back, nothing has happened
 *   resolved   over, and that was said
 * Each time it begins anew is an episode of its own, with an incident of its own.
 */

export const states = ['waiting', 'firing', 'quiet', 'resolved'] as const;

export interface AlertState {
  state: (typeof states)[number];
  episode: number;
  firedAt: string;
  resolvedAt: string | null;
  /** When something is to be done by itself. */
  publishAt: string | null;
}

export interface Step {
  after: AlertState;
  /** What is said to visitors or to the team. */
  does: 'open' | 'resolve' | 'nothing';
}

type Waits = Pick<Source, 'waitSeconds' | 'quietSeconds'>;

/** What becomes of an alert that is sent. Undefined: nothing, all of that is known. */
export function stepOf(
  before: AlertState | undefined,
  isFiring: boolean,
  { waitSeconds, quietSeconds }: Waits,
  now: string,
): Step | undefined {
  const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1_000).toISOString();
  if (isFiring) {
    if (before?.state === 'waiting' || before?.state === 'firing') return undefined;
    if (before?.state === 'quiet') return { after: { ...before, state: 'firing', resolvedAt: null, publishAt: null }, does: 'nothing' };
    const begun = { episode: (before?.episode ?? 0) + 1, firedAt: now, resolvedAt: null };
    if (waitSeconds === 0) return { after: { ...begun, state: 'firing', publishAt: null }, does: 'open' };
    return { after: { ...begun, state: 'waiting', publishAt: later(waitSeconds) }, does: 'nothing' };
  }
  if (before?.state === 'waiting') return { after: { ...before, state: 'resolved', resolvedAt: now, publishAt: null }, does: 'nothing' };
  if (before?.state !== 'firing') return undefined;
  if (quietSeconds === 0) return { after: { ...before, state: 'resolved', resolvedAt: now, publishAt: null }, does: 'resolve' };
  return { after: { ...before, state: 'quiet', resolvedAt: now, publishAt: later(quietSeconds) }, does: 'nothing' };
}

/** What its time has come for. */
export function dueStepOf(before: AlertState | undefined, now: string): Step | undefined {
  if (!before || before.publishAt === null || before.publishAt > now) return undefined;
  if (before.state === 'waiting') return { after: { ...before, state: 'firing', publishAt: null }, does: 'open' };
  if (before.state === 'quiet') return { after: { ...before, state: 'resolved', publishAt: null }, does: 'resolve' };
  return undefined;
}
