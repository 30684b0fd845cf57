import { backoffMs } from '@pharos/core/backoff';
import type { Kit } from '@pharos/core/role';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';
import type { Message, Sender } from './channels/channel.ts';
import type { Claimer } from './claimer.ts';
import type { Compose } from './compose.ts';
import type { Gate } from './gate.ts';
import type { Claimed, Ledger } from './ledger/ledger.ts';
import { isUrgent, toldOf } from './message/notice.ts';
import { isRefusal, isTooLate, mayResend, nextAfter, type Next, type UnknownPolicy } from './next.ts';
import type { Refusals } from './refusals.ts';
import { failure, type Outcome } from './outcome.ts';
import type { NotifierMetrics } from './notifier-metrics.ts';

export interface CourierOptions {
  kit: Kit;
  ledger: Ledger;
  refusals: Refusals;
  /** Never again, whoever asks. */
  suppress(channel: Channel, address: string, reason: string, now: number): Promise<void>;
  channel: Channel;
  claim: Claimer;
  /** In the order of preference, each behind its gate. */
  ways: { sender: Sender; gate: Gate }[];
  compose: Compose;
  unknown: { policy: UnknownPolicy; waitMs: number };
  metrics: NotifierMetrics;
  /** Told whenever a place is free again. */
  onDone(): void;
}

/** Brings the deliveries of one channel to their providers. */
export interface Courier {
  /** Claims what is due and some provider will take, and sets out with it. Answers how many were claimed. */
  work(): Promise<number>;
  /** Until all that is under way has come to an end. */
  idle(): Promise<void>;
  /** Writes down that what is still under way may have been sent, for whoever comes next: nobody need wait for the leases. */
  giveUp(): Promise<void>;
}

// A gate that shut between claim and call may be open elsewhere: somebody else may have it soon, and nobody spins on it.
const releaseMs = 250;

// How often a delivery that this version cannot read is looked at again.
const asideMs = 5 * 60_000;

export function createCourier(options: CourierOptions): Courier {
  const { kit, ledger, channel, ways, metrics } = options;

  const deliver = async (claimed: Claimed, refused: string | undefined) => {
    if (claimed.trouble !== undefined) return leaveAside(claimed, claimed.trouble);
    if (refused) {
      await ledger.settle(claimed, { state: 'suppressed', class: 'recipient', code: refused }, undefined, kit.clock.now());
      metrics.settled(channel, 'suppressed');
      return;
    }
    const way = ways.find(({ sender }) => sender.name === claimed.provider);
    const unsent = way && reasonNotToSend(claimed, way.sender);
    if (unsent) {
      await ledger.settle(claimed, unsent, undefined, kit.clock.now());
      metrics.settled(channel, unsent.state);
      return;
    }
    const leave = way?.gate.enter(claimed);
    if (!way || !leave) return ledger.release(claimed, kit.clock.now() + Math.max(releaseMs, way?.gate.restsFor?.(claimed) ?? 0));
    const startedAt = kit.clock.now();
    const began = kit.clock.elapsed();
    if (claimed.wasUnknown) metrics.possibleDuplicate(channel);
    const outcome = await call(kit, way.sender, () => options.compose(claimed));
    leave(outcome);
    const tookMs = kit.clock.elapsed() - began;
    await settle(claimed, way.sender, outcome, { startedAt, tookMs });
  };

  /** What time or policy says before a call, whatever brought the delivery here: an expansion, a failure or the end of a lease. */
  const reasonNotToSend = (claimed: Claimed, sender: Sender): Next | undefined => {
    if (isTooLate(channel, Date.parse(claimed.fanout.at), kit.clock.now())) return { state: 'dead', class: 'message', code: 'too-late' };
    if (claimed.kind === 'confirmation' && claimed.wasUnknown) return { state: 'failed', class: 'unknown', code: 'asked-once' };
    const isIdempotent = sender.isIdempotent && claimed.lastProvider === sender.name;
    if (!claimed.wasUnknown || mayResend({ channel, policy: options.unknown.policy, isIdempotent, isUrgent: isUrgentNotice(claimed) }))
      return undefined;
    return { state: 'unknown', at: undefined, class: 'unknown', code: 'rests' };
  };

  // A later version beside this one, or after it, may know such facts: it has as long as the channel has patience.
  const leaveAside = async (claimed: Claimed, trouble: string) => {
    const now = kit.clock.now();
    metrics.setAside('delivery');
    kit.log.error({ delivery: claimed.id, notice: claimed.notice, trouble }, 'a delivery cannot be made by this version, and waits');
    if (!isTooLate(channel, Date.parse(claimed.fanout.at), now)) return ledger.release(claimed, now + asideMs);
    await ledger.settle(claimed, { state: 'dead', class: 'message', code: 'unreadable' }, undefined, now);
    metrics.settled(channel, 'dead');
  };

  // Should its answer come before we are gone, it still counts: the claim is ours until somebody takes it up.
  const abandon = async (claimed: Claimed) => {
    const sender = ways.find((way) => way.sender.name === claimed.provider)?.sender;
    if (!sender) return;
    const next = nextOf(claimed, sender, failure('unknown', 'stopped'));
    await ledger.settle(claimed, next, undefined, kit.clock.now());
  };

  const nextOf = (claimed: Claimed, sender: Sender, outcome: Outcome): Next =>
    nextAfter(outcome, {
      channel,
      isQuestion: claimed.kind === 'confirmation',
      attempt: claimed.attempt,
      unknowns: claimed.unknowns,
      happenedAt: Date.parse(claimed.fanout.at),
      now: kit.clock.now(),
      isUrgent: isUrgentNotice(claimed),
      isIdempotent: sender.isIdempotent,
      policy: options.unknown.policy,
      unknownWaitMs: isAnyOpen(ways) ? 0 : options.unknown.waitMs,
      hasOther: ways.length > 1,
      isRefusedElsewhere: isRefusal(claimed.lastClass) && claimed.lastProvider !== sender.name,
      hasFallback: ways.some((way) => way.sender !== sender && !way.gate.isShut()),
      random: kit.random,
    });

  const settle = async (
    claimed: Claimed,
    sender: Sender,
    outcome: Outcome,
    { startedAt, tookMs }: { startedAt: number; tookMs: number },
  ) => {
    const now = kit.clock.now();
    const next = nextOf(claimed, sender, outcome);
    const what = outcome.kind === 'accepted' ? 'accepted' : outcome.class;
    const code = outcome.kind === 'accepted' ? outcome.messageId : outcome.code;
    const isOurs = await firmly(kit, () => ledger.settle(claimed, next, { at: startedAt, tookMs, outcome: what, code }, now));
    metrics.called(sender.name, what, tookMs);
    if (outcome.kind === 'failed' && outcome.isUnclassified) metrics.unclassified(sender.name);
    if (next.state === 'failed' && next.suppress) await options.suppress(channel, claimed.address, next.suppress, now);
    if (isOurs) metrics.settled(channel, next.state);
    if (isOurs && next.state === 'accepted') metrics.told(channel, now - Date.parse(claimed.fanout.at));
    const line = {
      delivery: claimed.id,
      page: claimed.page,
      provider: sender.name,
      attempt: claimed.attempt,
      what,
      code,
      state: next.state,
    };
    if (outcome.kind === 'accepted') kit.log.info(line, 'a delivery was accepted');
    else kit.log.warn(line, 'a delivery was not accepted');
  };

  const underWay = new Map<Promise<void>, Claimed>();
  const track = (delivery: Promise<void>, claimed: Claimed) => {
    const { id } = claimed;
    const done = delivery
      .catch((error: unknown) => {
        kit.log.error(
          { err: error, delivery: id },
          'the result could not be written down: this delivery becomes unknown when its lease ends',
        );
      })
      .finally(() => {
        underWay.delete(done);
        options.onDone();
      });
    underWay.set(done, claimed);
  };

  /** Who cannot be asked about is not called: all go back as they were, and do not end as perhaps sent. */
  const refusalsOf = async (claimed: Claimed[]) => {
    try {
      return await options.refusals(claimed);
    } catch (error) {
      await Promise.allSettled(claimed.map((each) => ledger.release(each, kit.clock.now() + releaseMs)));
      throw error;
    }
  };

  return {
    work: async () => {
      const claimed = await options.claim();
      const refused = await refusalsOf(claimed);
      // All of them take their places now, before the next claim counts what is free; nobody waits for the slowest.
      for (const each of claimed) track(deliver(each, refused.get(each.id)), each);
      return claimed.length;
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.race(underWay.keys());
    },
    giveUp: async () => {
      await Promise.allSettled([...underWay.values()].map(abandon));
    },
  };
}

// What came of a call is worth some patience: a result that is not written down may be sent twice.
const settleTries = 6;
const settleWaits = { firstMs: 200, maxMs: 5_000 };

async function firmly<T>(kit: Kit, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isPostgresOutage(error) || attempt >= settleTries) throw error;
      await kit.clock.sleep(backoffMs(attempt, settleWaits, kit.random));
    }
  }
}

// A limit on top of the SDK's own, should that one be blind: a call without an end would hold its place for ever.
const guardMs = 1_000;

async function call({ clock }: Kit, sender: Sender, write: () => Message): Promise<Outcome> {
  let message: Message;
  try {
    message = write();
  } catch (error) {
    return failure('message', `cannot be written: ${(error as Error).message}`); // one bad text must not stop the others
  }
  const ended = new AbortController();
  const tooLong = async () => {
    await clock.sleep(sender.leaseMs / 2 + guardMs, ended.signal).catch(() => undefined); // it ended in time
    return failure('unknown', 'no-end');
  };
  try {
    return await Promise.race([sender.send(message), tooLong()]);
  } finally {
    ended.abort();
  }
}

function isUrgentNotice({ fanout }: Claimed): boolean {
  const told = fanout.fact && toldOf(fanout.fact);
  return told ? isUrgent(told) : false;
}

function isAnyOpen(ways: CourierOptions['ways']): boolean {
  return ways.some(({ gate }) => gate.state() !== 'closed');
}
