import { Channel } from '@pharos/core/channel';
import { Id } from '@pharos/core/id';
import { Language } from '@pharos/core/language';
import { limits } from '@pharos/core/limits';
import { lineOf } from '@pharos/core/texts';
import { indexedBytesMax, isIndexable } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef, type DocRef } from '../kind.ts';
import { Problem } from '@pharos/core/problem';
import { alreadyDone, differing, notFound, requirePage, usedId, type Plan, type PlanInput } from '../plan.ts';
import { readSubscriptionDoc } from './fields.ts';

// A question is answered within a day, or asked again by whoever signs up again.
const questionMs = 86_400_000;

// Whoever has deleted three of them does not want a fourth; and what stands in the spam folder now, stands there then.
const resendsMax = 3;
// A mail that is slow has come by then.
const resendAfterMs = 600_000;

/** A date, a place and a number: nobody keeps a letter there. */
export const proofMax = 280;

const named = { page: Id, subscription: Id };
type Named = { page: string; subscription: string };
const about = ({ subscription, page }: Named) => docRef('subscription', subscription, page);

/** In which a webhook is told: as we do, or as Statuspage does, for receivers that were written for that. */
export const Shape = z.enum(['own', 'statuspage']);

function noShape(): Problem {
  return new Problem('invalid', 'only a webhook has a shape', { fields: [{ path: 'shape', message: 'is for webhooks only' }] });
}

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
    /** This one incident, and nothing else of the page. It is no part of what names a subscription that has none. */
    incident: Id.nullable().optional(),
    /** In which they want to be told; none: in the page's own. */
    language: Language.nullable().optional(),
    /** Of a webhook: in whose shape it is told; none: in ours. */
    shape: Shape.optional(),
    /** False until the person has answered the question that was sent to the address. */
    confirmed: z.boolean(),
  }),
  about,
  makes: true,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    const before = readSubscriptionDoc(input.fold(ref));
    if (asked.shape !== undefined && asked.channel !== 'webhook') throw noShape();
    const { channel, address, components, confirmed, incident = null, language = null, shape } = asked;
    const question = { region: input.region, at: input.now };
    if (!before) {
      return quiet(ref, {
        channel,
        address,
        components,
        ...only({ incident, language, shape }),
        confirmed,
        asked: question,
        createdAt: input.now,
      });
    }
    const isForgotten = isForgottenAddress(before);
    const isOther = before.channel !== channel || before.incident !== incident;
    if (isOther || (before.address !== address && !isForgotten)) throw usedId('subscription');
    if (before.ended)
      return quiet(ref, {
        ...(isForgotten ? { address } : {}),
        components,
        ...only({ language, shape }),
        confirmed,
        asked: question,
        ended: false,
      });
    if (confirmed) return quiet(ref, differing(before, { components, ...only({ language, shape }), confirmed }));
    if (before.confirmed || Date.parse(input.now) - Date.parse(before.asked.at) < questionMs) return alreadyDone;
    return quiet(ref, { components, ...only({ language, shape }), asked: question });
  },
});

/**
 * One of many that staff bring from elsewhere. Whoever is known here stays as he is: an import neither narrows what somebody chose, nor
 * brings back who has left.
 */
export const importSubscription = defineVerb({
  schema: subscribe.schema.omit({ confirmed: true }).extend({
    type: z.literal('import-subscription'),
    /** Pending: a question is sent to the address. Ended: who has left elsewhere is known here as somebody who has. */
    state: z.enum(['pending', 'active', 'ended']),
    proof: lineOf(proofMax).nullable().optional(),
  }),
  about,
  makes: true,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    const before = readSubscriptionDoc(input.fold(ref));
    const { channel, address, components, incident = null, language = null, shape, state, proof } = asked;
    const isForgotten = before !== undefined && isForgottenAddress(before);
    if (before && !(isForgotten && state !== 'ended' && before.channel === channel)) return alreadyDone;
    const standing = { confirmed: state !== 'pending', ended: state === 'ended', asked: { region: input.region, at: input.now } };
    return quiet(ref, {
      channel,
      address,
      components,
      ...only({ incident, language, shape, proof }),
      ...standing,
      ...(before ? {} : { createdAt: input.now }),
    });
  },
});

export const editSubscription = defineVerb({
  schema: z.object({
    type: z.literal('edit-subscription'),
    ...named,
    components: z.array(Id).max(limits.componentsPerChangeMax).optional().describe('Only these; none: everything on the page'),
    language: Language.nullable().optional().describe('In which they are told, as `de` or `pt-BR`; null: in the page’s own'),
    shape: Shape.optional().describe('Of a webhook: in whose shape it is told, ours or that of Statuspage'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/subscriptions/{subscription}',
    needs: 'write',
    done: 'Changed',
    explained: 'What it is told of. Nobody is told of the change; one that is of a single incident stays so.',
  },
  about,
  plan: (asked, input) => {
    const { ref, subscription } = requireSubscription(asked, input);
    if (asked.shape !== undefined && subscription.channel !== 'webhook') throw noShape();
    if (subscription.ended) throw new Problem('conflict', 'this subscription has ended: the address has to subscribe again');
    if (subscription.incident !== null && asked.components !== undefined)
      throw new Problem('conflict', 'this subscription is of one incident, whatever components that has');
    return quiet(ref, differing(subscription, { components: asked.components, language: asked.language, shape: asked.shape }));
  },
});

/** The question to the address once more, for who has not found it. Its route says why it is one of its own. */
export const resendConfirmation = defineVerb({
  schema: z.object({ type: z.literal('resend-confirmation'), ...named }),
  about,
  plan: (asked, input) => {
    const { ref, subscription } = requireSubscription(asked, input);
    if (subscription.state !== 'pending')
      throw new Problem('conflict', `this subscription is ${subscription.state}: there is no question to send`);
    if (subscription.resent >= resendsMax) {
      throw new Problem('conflict', `the question was sent ${resendsMax + 1} times: the address has to subscribe again`);
    }
    const waitMs = Date.parse(subscription.asked.at) + resendAfterMs - Date.parse(input.now);
    if (waitMs > 0) throw new Problem('limit', 'the question was sent some minutes ago: give it time to arrive', { retryAfterMs: waitMs });
    return quiet(ref, { asked: { region: input.region, at: input.now }, resent: subscription.resent + 1 });
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

// Nobody had answered, or what it was about is over, and whose address it was is not known any more.
function isForgottenAddress({ ended, address }: { ended: boolean; address: string }): boolean {
  return ended && address === '';
}

// Written where there is one: a region of an earlier version reads all the others as ever.
function only(said: Partial<Record<'incident' | 'language' | 'shape' | 'proof', string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(said).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}

function requireSubscription(asked: Named, input: PlanInput) {
  const ref = about(asked);
  const subscription = readSubscriptionDoc(input.fold(ref));
  if (!subscription) throw notFound('subscription');
  return { ref, subscription };
}

function quiet(ref: DocRef, fields: Record<string, Json>): Plan {
  return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref, fields }], facts: [], notify: null };
}
