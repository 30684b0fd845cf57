import { createRoute, z } from '@hono/zod-openapi';
import { Channel } from '@pharos/core/channel';
import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { isIndexable, isStorable } from '@pharos/core/value';
import {
  countSubscriptions,
  readSubscription,
  readSubscriptions,
  subscriptionStates,
  type Subscription as Listed,
} from '@pharos/region/reading/subscription-lists';
import { normalSearch, secretChannels, shownAddress } from '@pharos/resources/channels/addresses';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { write } from '../write.ts';
import { json, listOf, pageParam, preferHeader, problems, slice } from './shapes.ts';

const tags = ['subscriptions'];
const State = z.enum(subscriptionStates);
// Where a list goes on that is ordered by addresses: one of them, in letters that an address may hold.
const placeCharsMax = 4_000;

const Subscription = z.object({
  id: z.string(),
  channel: Channel,
  address: z
    .string()
    .describe(
      'Empty where nobody had answered, or the incident is over: it was forgotten. Of a webhook of a chat service, which is a secret, only so much that it is known again',
    ),
  state: State.describe('`pending`: the address has not answered yet; `ended`: it has left'),
  components: z.array(z.string()).describe('Only these; none: everything on the page'),
  incident: z.string().nullable().describe('Only this incident, until it is over'),
  language: z.string().nullable().describe('In which it is told; null: in the page’s own'),
  shape: z.string().describe('Of a webhook, in whose shape it is told: `own`, or `statuspage`'),
  createdAt: z.string(),
});

const filters = slice.extend({
  after: z.string().max(placeCharsMax).optional().describe('The `next` of the slice before'),
  state: State.optional(),
  channel: Channel.optional(),
  component: Id.optional().describe('Those who chose this component; who follows everything is not among them'),
  incident: Id.optional().describe('Those who follow this incident only'),
  search: z
    .string()
    .trim()
    .min(1)
    .max(limits.addressMax)
    .refine((text) => isIndexable(text) && isStorable(text), 'must be whole characters, without NUL')
    .optional()
    .describe(
      'The beginning of an address, whatever its capitals; they come in the order of their addresses. Webhooks of chat services, which are secrets, are found only by all of it',
    ),
});

const Counts = z.object({
  channels: z.array(z.object({ channel: z.string(), pending: z.number().int(), active: z.number().int(), ended: z.number().int() })),
  components: z
    .array(z.object({ id: z.string(), active: z.number().int() }))
    .describe('How many active ones chose each component; who follows everything is in none of them'),
});

/** Staff's side of subscriptions. What is written through a verb's own door (edit, confirm, leave) is mounted with all the others. */
export function subscriberRoutes(app: Api, deps: Deps): void {
  const { reads, signUps } = deps;
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/subscriptions',
      operationId: 'listSubscriptions',
      summary: 'List subscriptions',
      description: 'Addresses of people, for administrators; in slices. All that is asked for together must hold of each.',
      tags,
      ...needs('admin', 'subscribers'),
      request: { params: pageParam, query: filters },
      responses: { 200: json(listOf(Subscription), 'By id; searched for, by address'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      // Addresses of people: not for every monitor that reads the page.
      const { search, ...asked } = c.req.valid('query');
      const filter = { ...asked, ...(search !== undefined && { search: normalSearch(search) }) };
      const { items, next } = await reads((sql) => readSubscriptions(sql, page, filter, secretChannels));
      return c.json({ items: items.map(shown), next }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/subscriptions/counts',
      operationId: 'countSubscriptions',
      summary: 'Count subscriptions',
      description: 'By channel and state, and the active ones of each component that somebody chose.',
      tags,
      ...needs('admin', 'subscribers'),
      request: { params: pageParam },
      responses: { 200: json(Counts, 'How many there are'), ...problems },
    }),
    async (c) => c.json(await reads((sql) => countSubscriptions(sql, c.req.valid('param').page)), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/subscriptions/{subscription}',
      operationId: 'getSubscription',
      summary: 'Read a subscription',
      description: 'With its address, for administrators.',
      tags,
      ...needs('admin', 'subscribers'),
      request: { params: pageParam.extend({ subscription: Id }) },
      responses: { 200: json(Subscription, 'The subscription'), ...problems },
    }),
    async (c) => {
      const { page, subscription } = c.req.valid('param');
      const found = await reads((sql) => readSubscription(sql, page, subscription));
      if (!found) throw noSubscription();
      return c.json(shown(found), 200);
    },
  );

  // A route of its own: how often an address was asked, by whatever page, is in the tables, and is told to nobody.
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/subscriptions/{subscription}/resend',
      operationId: 'resendConfirmation',
      summary: 'Send the question to an address once more',
      description:
        'For who has not found it: ten minutes after the one before, and three times at most. A mailbox that was asked enough today, by whatever page, is not asked again, and the answer is the same.',
      tags,
      ...needs('write', 'subscribers'),
      request: { params: pageParam.extend({ subscription: Id }), headers: preferHeader },
      responses: { 202: json(z.object({ message: z.string() }), 'Asked for'), ...problems },
    }),
    async (c) => {
      const { page, subscription } = c.req.valid('param');
      const found = await reads((sql) => readSubscription(sql, page, subscription));
      if (!found) throw noSubscription();
      const { channel, address, state } = found;
      const resend = () => write(c, deps, subscription, { type: 'resend-confirmation', page, subscription });
      // What is not to be asked says so itself.
      if (state !== 'pending') await resend();
      else if ((await signUps.askAgain({ page, channel, address }, resend)) === 'full') {
        throw new Problem('limit', 'this page has asked too many people today: try again tomorrow', { retryAfterMs: dayMs });
      }
      c.res.headers.delete('x-version');
      return c.json({ message: 'The question is sent once more, unless this address was asked enough today.' }, 202);
    },
  );
}

const dayMs = 86_400_000;

/** As staff may see it: who knows the whole address of a chat's webhook may write there. */
function shown(subscription: Listed): Listed {
  return { ...subscription, address: shownAddress(subscription.channel, subscription.address) };
}

function noSubscription(): Problem {
  return new Problem('not-found', 'there is no such subscription on this page');
}
