import type { Random } from '@pharos/core/random';
import type { Channel } from '@pharos/core/channel';
import { policies } from './channels/policies.ts';
import type { Failure, Outcome } from './outcome.ts';

/** What becomes of a delivery after a call. */
export type Next =
  | { state: 'accepted'; messageId: string }
  | { state: 'pending'; at: number; class: string; code: string }
  /** `at` undefined: it rests, and only the provider's own word can move it. */
  | { state: 'unknown'; at: number | undefined; class: string; code: string }
  | { state: 'suppressed'; class: string; code: string }
  | { state: 'failed'; class: string; code: string; suppress?: string }
  | { state: 'dead'; class: string; code: string };

export type UnknownPolicy = 'resend' | 'urgent' | 'rest';

export interface NextOptions {
  channel: Channel;
  /** The question whether somebody wants to be told: the address is a stranger's until it is answered. */
  isQuestion: boolean;
  /** Counting the one that just ended. */
  attempt: number;
  /** Resends of an unknown outcome so far. */
  unknowns: number;
  /** When what is told happened: a message is late by that, however long it waited to be written down. */
  happenedAt: number;
  now: number;
  isUrgent: boolean;
  /** May the provider be asked again without sending twice? */
  isIdempotent: boolean;
  policy: UnknownPolicy;
  /** How long the provider's own word is waited for before a second sending. */
  unknownWaitMs: number;
  /** Is there another provider to go to at once? */
  hasFallback: boolean;
  /** Is there another provider at all, whether it takes calls now or not? */
  hasOther: boolean;
  /** Has the other one refused this very delivery just before? */
  isRefusedElsewhere: boolean;
  random: Random;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

// Sending again what may have arrived is right at once, then with more and more time for an outage to pass, and only a few
// times: whose every answer is lost gets it this often, and not all day.
const unknownWaitsMs = [0, 30 * second, 3 * minute, 15 * minute, hour, 4 * hour];
const jitter = 0.2;

/** The whole policy of retrying, in one place, without a clock of its own. */
export function nextAfter(outcome: Outcome, options: NextOptions): Next {
  if (outcome.kind === 'accepted') return { state: 'accepted', messageId: outcome.messageId };
  const told = { class: outcome.class, code: outcome.code };
  const { now, happenedAt, channel } = options;
  const isLate = (at: number) => isTooLate(channel, happenedAt, at);
  if (options.isQuestion && isAsked(channel, outcome)) return { state: 'failed', ...told };
  switch (outcome.class) {
    case 'recipient':
      return { state: 'failed', ...told, ...(outcome.suppress ? { suppress: outcome.suppress } : {}) };
    case 'message':
      return { state: 'dead', ...told };
    case 'unknown': {
      if (!mayResend(options)) return { state: 'unknown', at: undefined, ...told };
      const wait = unknownWaitsMs[options.unknowns];
      if (wait === undefined) return { state: 'dead', ...told };
      const at = withinPatience(now + Math.max(options.unknownWaitMs, jittered(wait, options.random)), options);
      return isLate(at) ? { state: 'dead', ...told } : { state: 'unknown', at, ...told };
    }
    case 'account':
    case 'transient':
    case 'throttled':
    case 'route':
    case 'refused': {
      const isForOther = isRefusal(outcome.class);
      // Both have refused it, or there is nobody else: of a number that nobody reaches nothing can be done, of the rest a person decides.
      if (isForOther && !options.hasOther) return { state: 'dead', ...told };
      if (isForOther && options.isRefusedElsewhere) return { state: outcome.class === 'route' ? 'failed' : 'dead', ...told };
      // The first time somebody else is asked at once: nothing was sent, so nothing can be sent twice.
      const isSwitch = options.hasFallback && (options.attempt === 1 || isForOther);
      const at = isSwitch ? now : now + Math.max(outcome.retryAfterMs ?? 0, waitMs(options));
      const { endsWithWaits, waitsMs } = policies[channel];
      const isSpent = endsWithWaits && triesOf(options) > waitsMs.length;
      return isSpent || isLate(at) ? { state: 'dead', ...told } : { state: 'pending', at, ...told };
    }
    default:
      return outcome.class satisfies never;
  }
}

/** Would a message about this do harm, or nothing, by then? */
export function isTooLate(channel: Channel, happenedAt: number, at: number): boolean {
  return at > happenedAt + policies[channel].patienceMs;
}

/** A wait that would outlast the patience takes half of what is left of it: nobody goes untold for a wait that was too long. */
function withinPatience(at: number, { channel, happenedAt, now }: NextOptions): number {
  return isTooLate(channel, happenedAt, at) ? Math.max(now, Math.round((now + happenedAt + policies[channel].patienceMs) / 2)) : at;
}

/** Has a provider refused this delivery in a way that the other one need not? As the ledger keeps it, or as it was just said. */
export function isRefusal(failureClass: string | null): boolean {
  return failureClass === 'route' || failureClass === 'refused';
}

/**
 * A question is put once: whoever did not ask for it is not called again and again for somebody's typing. A provider that took
 * nothing has put none; the endpoint of a webhook is the stranger's own, so a call is the question.
 */
function isAsked(channel: Channel, outcome: Failure): boolean {
  return outcome.class === 'unknown' || (policies[channel].isCallTheQuestion && outcome.class !== 'recipient');
}

/** May something be sent again that has perhaps arrived? */
export function mayResend({
  channel,
  policy,
  isIdempotent,
  isUrgent,
}: Pick<NextOptions, 'channel' | 'policy' | 'isIdempotent' | 'isUrgent'>): boolean {
  if (policies[channel].isKnownById || isIdempotent) return true;
  return policy === 'resend' || (policy === 'urgent' && isUrgent);
}

function waitMs(options: NextOptions): number {
  const { channel, random } = options;
  const { waitsMs } = policies[channel];
  return jittered(waitsMs[Math.min(triesOf(options), waitsMs.length) - 1]!, random);
}

// What was unknown has waits of its own, and does not use up the schedule.
function triesOf({ attempt, unknowns }: NextOptions): number {
  return Math.max(1, attempt - unknowns);
}

function jittered(ms: number, random: Random): number {
  return Math.round(ms * (1 - jitter + 2 * jitter * random()));
}
