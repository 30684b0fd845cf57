import type { ChangeOf } from '@pharos/core/change';
import { docRef } from '../document/kind.ts';
import { readSubscriptionDoc } from '../document/subscription-doc.ts';
import type { Json } from '../document/registers.ts';
import { differing, notFound, requirePage, usedId } from './plan-kit.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

// A question is answered within a day, or asked again by whoever signs up again.
const questionMs = 86_400_000;

/**
 * Signing up again after leaving starts again. Who has not shown that the address is his own changes nothing that is there:
 * neither what somebody has confirmed, nor what somebody has just been asked.
 */
export function planSubscribe(change: ChangeOf<'subscribe'>, input: PlanInput): Plan {
  requirePage(input);
  const ref = docRef('subscription', change.subscription, change.page);
  const before = readSubscriptionDoc(input.fold(ref));
  const { channel, address, components, confirmed } = change;
  const asked = { region: input.region, at: input.now };
  if (!before) return quiet(ref, { channel, address, components, confirmed, asked, createdAt: input.now });
  // Nobody had answered, and the address was forgotten.
  const isForgotten = before.ended && before.address === '';
  if (before.channel !== channel || (before.address !== address && !isForgotten)) throw usedId('subscription');
  if (before.ended) return quiet(ref, { ...(isForgotten ? { address } : {}), components, confirmed, asked, ended: false });
  if (confirmed) return quiet(ref, differing(before, { components, confirmed }));
  if (before.confirmed || Date.parse(input.now) - Date.parse(before.asked.at) < questionMs) return alreadyDone;
  return quiet(ref, { components, asked });
}

export function planConfirm(change: ChangeOf<'confirm-subscription'>, input: PlanInput): Plan {
  const { ref, subscription } = requireSubscription(change, input);
  if (subscription.ended) throw notFound('subscription');
  return quiet(ref, differing(subscription, { confirmed: true }));
}

export function planUnsubscribe(change: ChangeOf<'unsubscribe'>, input: PlanInput): Plan {
  const { ref, subscription } = requireSubscription(change, input);
  return quiet(ref, differing(subscription, { ended: true }));
}

function requireSubscription(change: { page: string; subscription: string }, input: PlanInput) {
  const ref = docRef('subscription', change.subscription, change.page);
  const subscription = readSubscriptionDoc(input.fold(ref));
  if (!subscription) throw notFound('subscription');
  return { ref, subscription };
}

function quiet(ref: ReturnType<typeof docRef>, fields: Record<string, Json>): Plan {
  return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref, fields }], facts: [], notify: null };
}
