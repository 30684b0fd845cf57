import { backoffMs } from '@pharos/core/backoff';
import type { Kit } from '@pharos/core/role';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';
import type { Message, Sender } from './channels/channel.ts';
import type { Leaser } from './leaser.ts';
import type { Compose } from './compose.ts';
import type { Gate } from './gate.ts';
import { createCallSpans, traceOf } from './journeys.ts';
import type { Leased, Ledger } from './ledger/ledger.ts';
import { isUrgent, toldOf } from './channels/notice.ts';
import { isRefusal, isTooLate, mayResend, nextAfter, type Next, type UnknownPolicy } from './next.ts';
import { held, type Refusals } from './refusals.ts';
import { failure, type Outcome } from './outcome.ts';
import type { NotifierMetrics } from './notifier-metrics.ts';

export interface CourierOptions {
  kit: Kit;
  ledger: Ledger;
  refusals: Refusals;
  /** What it led to is no more: its subscription ends, in every region. */
  end(subscription: string, page: string, now: number): Promise<void>;
  /** Never again, whoever asks. */
  suppress(channel: Channel, address: string, reason: string, now: number): Promise<void>;
  channel: Channel;
  lease: Leaser;
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
  /** Leases what is due and some provider will take, and sets out with it. Answers how many were leased. */
  work(): Promise<number>;
  /** Until all that is under way has come to an end. */
  idle(): Promise<void>;
  /** Writes down that what is still under way may have been sent, for whoever comes next: nobody need wait for the leases. */
  giveUp(): Promise<void>;
}

// A gate that shut between lease and call may be open elsewhere: somebody else may have it soon, and nobody spins on it.
const releaseMs = 250;

// What waits for other regions to answer is looked at again as often as they are.
const heldMs = 500;

// How often a delivery that this version cannot read is looked at again.
const asideMs = 5 * 60_000;

export function createCourier(options: CourierOptions): Courier {
  const { kit, ledger, channel, ways, metrics } = options;
  const callSpan = createCallSpans(kit);

  const deliver = async (leased: Leased, refused: string | undefined) => {
    if (leased.trouble !== undefined) return leaveAside(leased, leased.trouble);
    if (refused === held) return ledger.release(leased, kit.clock.now() + heldMs);
    if (refused) {
      await ledger.settle(leased, { state: 'suppressed', class: 'recipient', code: refused }, undefined, kit.clock.now());
      metrics.settled(channel, 'suppressed');
      return;
    }
    const way = ways.find(({ sender }) => sender.name === leased.provider);
    const unsent = way && reasonNotToSend(leased, way.sender);
    if (unsent) {
      await ledger.settle(leased, unsent, undefined, kit.clock.now());
      metrics.settled(channel, unsent.state);
      return;
    }
    const leave = way?.gate.enter(leased);
    if (!way || !leave) return ledger.release(leased, kit.clock.now() + Math.max(releaseMs, way?.gate.restsFor?.(leased) ?? 0));
    const startedAt = kit.clock.now();
    const began = kit.clock.elapsed();
    if (leased.wasUnknown) metrics.possibleDuplicate(channel);
    const span = callSpan(leased, way.sender);
    const outcome = await call(kit, way.sender, () => options.compose(leased));
    const failed = outcome.kind === 'accepted' ? undefined : outcome.class;
    span?.set({ 'pharos.outcome': failed ?? outcome.kind });
    span?.end(failed);
    leave(outcome);
    const tookMs = kit.clock.elapsed() - began;
    await settle(leased, way.sender, outcome, { startedAt, tookMs });
  };

  /** What time or policy says before a call, whatever brought the delivery here: an expansion, a failure or the end of a lease. */
  const reasonNotToSend = (leased: Leased, sender: Sender): Next | undefined => {
    if (isTooLate(channel, Date.parse(leased.fanout.at), kit.clock.now())) return { state: 'dead', class: 'message', code: 'too-late' };
    if (leased.kind === 'confirmation' && leased.wasUnknown) return { state: 'failed', class: 'unknown', code: 'asked-once' };
    const isIdempotent = sender.isIdempotent && leased.lastProvider === sender.name;
    if (!leased.wasUnknown || mayResend({ channel, policy: options.unknown.policy, isIdempotent, isUrgent: isUrgentNotice(leased) }))
      return undefined;
    return { state: 'unknown', at: undefined, class: 'unknown', code: 'rests' };
  };

  // A later version beside this one, or after it, may know such facts: it has as long as the channel has patience.
  const leaveAside = async (leased: Leased, trouble: string) => {
    const now = kit.clock.now();
    metrics.setAside('delivery');
    kit.log.error({ delivery: leased.id, notice: leased.notice, trouble }, 'a delivery cannot be made by this version, and waits');
    if (!isTooLate(channel, Date.parse(leased.fanout.at), now)) return ledger.release(leased, now + asideMs);
    await ledger.settle(leased, { state: 'dead', class: 'message', code: 'unreadable' }, undefined, now);
    metrics.settled(channel, 'dead');
  };

  // Should its answer come before we are gone, it still counts: the lease is ours until somebody takes it up.
  const abandon = async (leased: Leased) => {
    const sender = ways.find((way) => way.sender.name === leased.provider)?.sender;
    if (!sender) return;
    const next = nextOf(leased, sender, failure('unknown', 'stopped'));
    await ledger.settle(leased, next, undefined, kit.clock.now());
  };

  const nextOf = (leased: Leased, sender: Sender, outcome: Outcome): Next =>
    nextAfter(outcome, {
      channel,
      isQuestion: leased.kind === 'confirmation',
      attempt: leased.attempt,
      unknowns: leased.unknowns,
      happenedAt: Date.parse(leased.fanout.at),
      now: kit.clock.now(),
      isUrgent: isUrgentNotice(leased),
      isIdempotent: sender.isIdempotent,
      policy: options.unknown.policy,
      unknownWaitMs: isAnyOpen(ways) ? 0 : options.unknown.waitMs,
      hasOther: ways.length > 1,
      isRefusedElsewhere: isRefusal(leased.lastClass) && leased.lastProvider !== sender.name,
      hasFallback: ways.some((way) => way.sender !== sender && !way.gate.isShut()),
      random: kit.random,
    });

  const settle = async (leased: Leased, sender: Sender, outcome: Outcome, { startedAt, tookMs }: { startedAt: number; tookMs: number }) => {
    const now = kit.clock.now();
    const next = nextOf(leased, sender, outcome);
    const what = outcome.kind === 'accepted' ? 'accepted' : outcome.class;
    const code = outcome.kind === 'accepted' ? outcome.messageId : outcome.code;
    const isOurs = await untilWritten(kit, () => ledger.settle(leased, next, { at: startedAt, tookMs, outcome: what, code }, now));
    metrics.called(sender.name, what, tookMs, leased.fanout.trace);
    if (outcome.kind === 'failed' && outcome.isUnclassified) metrics.unclassified(sender.name);
    if (next.state === 'failed' && next.suppress) await options.suppress(channel, leased.address, next.suppress, now);
    if (next.state === 'failed' && next.suppress === 'gone') await options.end(leased.subscriber, leased.page, now);
    if (isOurs) metrics.settled(channel, next.state);
    if (isOurs && next.state === 'accepted') metrics.told(channel, now - Date.parse(leased.fanout.at), leased.fanout.trace);
    const line = {
      delivery: leased.id,
      page: leased.page,
      provider: sender.name,
      attempt: leased.attempt,
      what,
      code,
      state: next.state,
      ...traceOf(leased),
    };
    if (outcome.kind === 'accepted') kit.log.info(line, 'a delivery was accepted');
    else kit.log.warn(line, 'a delivery was not accepted');
  };

  const underWay = new Map<Promise<void>, Leased>();
  const track = (delivery: Promise<void>, leased: Leased) => {
    const { id } = leased;
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
    underWay.set(done, leased);
  };

  /** Who cannot be asked about is not called: all go back as they were, and do not end as perhaps sent. */
  const refusalsOf = async (leased: Leased[]) => {
    try {
      return await options.refusals(leased);
    } catch (error) {
      await Promise.allSettled(leased.map((each) => ledger.release(each, kit.clock.now() + releaseMs)));
      throw error;
    }
  };

  return {
    work: async () => {
      const leased = await options.lease();
      const refused = await refusalsOf(leased);
      // All of them take their places now, before the next lease counts what is free; nobody waits for the slowest.
      for (const each of leased) track(deliver(each, refused.get(each.id)), each);
      return leased.length;
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

async function untilWritten<T>(kit: Kit, work: () => Promise<T>): Promise<T> {
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

function isUrgentNotice({ fanout }: Leased): boolean {
  const told = fanout.fact && toldOf(fanout.fact);
  return told ? isUrgent(told) : false;
}

function isAnyOpen(ways: CourierOptions['ways']): boolean {
  return ways.some(({ gate }) => gate.state() !== 'closed');
}
