import { Channel } from '@pharos/core/channel';
import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { lineOf } from '@pharos/core/texts';
import { indexedBytesMax, isIndexable } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef, type DocRef } from '../kind.ts';
import { alreadyDone, differing, notFound, requirePage, usedId, type Plan, type PlanInput } from '../plan.ts';
import { readSubscriptionDoc } from './fields.ts';

// A question is answered within a day, or asked again by whoever signs up again.
const questionMs = 86_400_000;

const named = { page: Id, subscription: Id };
type Named = { page: string; subscription: string };
const about = ({ subscription, page }: Named) => docRef('subscription', subscription, page);

/**
 * Signing up again after leaving starts again. Who has not shown that the address is his own changes nothing that is there:
 * neither what somebody has confirmed, nor what somebody has just been asked.
 */
export const subscribe = defineVerb({
  schema: z.object({
    type: z.literal('subscribe'),
    ...named,
    channel: Channel,
    address: lineOf(limits.addressMax).refine(isIndexable, `must be at most ${indexedBytesMax} bytes`),
    /** Empty: everything on the page. What it names is only remembered: no component is locked for it. */
    components: z.array(Id).max(limits.componentsPerChangeMax).default([]),
    /** False until the person has answered the question that was sent to the address. */
    confirmed: z.boolean(),
  }),
  about,
  makes: true,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    const before = readSubscriptionDoc(input.fold(ref));
    const { channel, address, components, confirmed } = asked;
    const question = { region: input.region, at: input.now };
    if (!before) return quiet(ref, { channel, address, components, confirmed, asked: question, createdAt: input.now });
    // Nobody had answered, and the address was forgotten.
    const isForgotten = before.ended && before.address === '';
    if (before.channel !== channel || (before.address !== address && !isForgotten)) throw usedId('subscription');
    if (before.ended) return quiet(ref, { ...(isForgotten ? { address } : {}), components, confirmed, asked: question, ended: false });
    if (confirmed) return quiet(ref, differing(before, { components, confirmed }));
    if (before.confirmed || Date.parse(input.now) - Date.parse(before.asked.at) < questionMs) return alreadyDone;
    return quiet(ref, { components, asked: question });
  },
});

export const confirmSubscription = defineVerb({
  schema: z.object({ type: z.literal('confirm-subscription'), ...named }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/subscriptions/{subscription}/confirm',
    needs: 'write',
    done: 'Confirmed',
    explained: 'In the place of the subscriber, who has shown in some other way that the address is theirs.',
  },
  about,
  plan: (asked, input) => {
    const { ref, subscription } = requireSubscription(asked, input);
    if (subscription.ended) throw notFound('subscription');
    return quiet(ref, differing(subscription, { confirmed: true }));
  },
});

export const unsubscribe = defineVerb({
  schema: z.object({ type: z.literal('unsubscribe'), ...named }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/subscriptions/{subscription}',
    needs: 'write',
    done: 'Left',
    explained: 'Nothing is sent to it any more.',
  },
  about,
  plan: (asked, input) => {
    const { ref, subscription } = requireSubscription(asked, input);
    return quiet(ref, differing(subscription, { ended: true }));
  },
});

function requireSubscription(asked: Named, input: PlanInput) {
  const ref = about(asked);
  const subscription = readSubscriptionDoc(input.fold(ref));
  if (!subscription) throw notFound('subscription');
  return { ref, subscription };
}

function quiet(ref: DocRef, fields: Record<string, Json>): Plan {
  return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref, fields }], facts: [], notify: null };
}
