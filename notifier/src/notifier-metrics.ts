import type { Metrics } from '@pharos/core/metrics';
import type { Channel } from '@pharos/core/channel';
import type { TraceContext } from '@pharos/core/traces';
import type { ReturnedDecision } from './returned.ts';

/** What is promised about deliveries, in numbers. */
export interface NotifierMetrics {
  called(provider: string, outcome: string, tookMs: number, trace?: TraceContext): void;
  settled(channel: Channel, state: string): void;
  told(channel: Channel, afterMs: number, trace?: TraceContext): void;
  possibleDuplicate(channel: Channel): void;
  unclassified(provider: string): void;
  expired(count: number): void;
  returned(decision: ReturnedDecision, count: number): void;
  breaker(sender: { name: string; channel: Channel }, state: string): void;
  receiversShut(channel: Channel, count: number): void;
  /** Something that cannot be told by this version; the rest goes on. */
  setAside(what: 'notice' | 'delivery' | 'question'): void;
  notTold(notices: number): void;
  dead(channel: Channel, deliveries: number): void;
}

const breakerValue: Record<string, number> = { closed: 0, 'half-open': 1, open: 2 };

export function createNotifierMetrics(metrics: Metrics): NotifierMetrics {
  const calls = metrics.counter('provider_calls_total', 'Calls to providers, by what came of them', ['provider', 'outcome']);
  const callSeconds = metrics.histogram('provider_call_seconds', 'How long providers take to answer', ['provider']);
  const states = metrics.counter('deliveries_total', 'Deliveries, by the state a call left them in', ['channel', 'state']);
  const delivery = metrics.histogram('notice_delivery_seconds', 'From the update to the provider having it', ['channel']);
  const duplicates = metrics.counter('possible_duplicate_total', 'Deliveries sent again although they may have been accepted', ['channel']);
  const strangers = metrics.counter('unclassified_total', 'Refusals whose code is in none of our tables', ['provider']);
  const leases = metrics.counter('expired_leases_total', 'Deliveries whose courier vanished between lease and result');
  const returned = metrics.counter(
    'returned_notices_total',
    'Notices that came back from other regions after a restore, by what was decided of them',
    ['decision'],
  );
  const breakers = metrics.gauge('provider_breaker', 'Breaker of a provider: 0 closed, 1 half-open, 2 open', ['provider', 'channel']);
  const receivers = metrics.gauge(
    'webhook_receivers_shut',
    'Machines behind webhooks, of people and of chat services, that are asked nothing for now: they fail, or asked for patience',
    ['channel'],
  );
  const aside = metrics.counter('set_aside_total', 'What this version could not tell, each time it was met', ['what']);
  const notTold = metrics.gauge('notices_set_aside', 'Notices that wait for a version that can read them, or for a person');
  const dead = metrics.gauge('deliveries_dead', 'Deliveries that came to an end without being sent, of the last day', ['channel']);
  return {
    called: (provider, outcome, tookMs, trace) => {
      calls.inc({ provider, outcome });
      callSeconds.observe({ provider }, tookMs / 1_000);
      metrics.exemplar('provider_call_seconds', tookMs / 1_000, trace, { provider });
    },
    settled: (channel, state) => states.inc({ channel, state }),
    told: (channel, afterMs, trace) => {
      const after = Math.max(0, afterMs) / 1_000;
      delivery.observe({ channel }, after);
      metrics.exemplar('notice_delivery_seconds', after, trace, { channel });
    },
    possibleDuplicate: (channel) => duplicates.inc({ channel }),
    unclassified: (provider) => strangers.inc({ provider }),
    expired: (count) => leases.inc(count),
    returned: (decision, count) => returned.inc({ decision }, count),
    breaker: ({ name: provider, channel }, state) => breakers.set({ provider, channel }, breakerValue[state] ?? 0),
    setAside: (what) => aside.inc({ what }),
    dead: (channel, deliveries) => dead.set({ channel }, deliveries),
    notTold: (notices) => notTold.set(notices),
    receiversShut: (channel, count) => receivers.set({ channel }, count),
  };
}
