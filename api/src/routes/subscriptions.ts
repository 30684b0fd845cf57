import { createRoute, z } from '@hono/zod-openapi';
import { Id, idFrom } from '@pharos/core/id';
import { Language } from '@pharos/core/language';
import { Problem } from '@pharos/core/problem';
import { missingComponents, readPage } from '@pharos/region/reading/pages';
import { readIncidentStates } from '@pharos/region/reading/incidents';
import type { SignUp } from '@pharos/region/reading/sign-ups';
import { Channel } from '@pharos/core/channel';
import { Shape } from '@pharos/resources/subscription/changes';
import { addressFault, normalAddress } from '@pharos/resources/channels/addresses';
import { allow } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { write } from '../write.ts';
import { body, json, pageParam, problems, preferHeader } from './shapes.ts';

const tags = ['subscriptions'];

// Who is new here and who is known already is told the same, at the same moment: a write takes a tenth of this.
const alikeMs = 150;
const dayMs = 86_400_000;

const NewSubscription = z.object({
  channel: Channel,
  address: z
    .string()
    .describe(
      'An email address, a phone number as +491701234567, an https address, or that of a webhook of the chat service; of a browser its endpoint, `#`, `p256dh`, `.`, `auth`',
    ),
  components: z.array(Id).default([]).describe('Only these; none: everything on the page'),
  incident: Id.nullable().optional().describe('This incident only, until it is over: instead of components'),
  language: Language.nullable().optional().describe('In which they are told, as `de` or `pt-BR`; null: in the page’s own'),
  shape: Shape.optional().describe('Of a webhook: in whose shape it is told, ours or that of Statuspage'),
  ask: z.boolean().optional().describe('With a key: send the question to the address first, and subscribe it once it is answered'),
});
/**
 * Sign-up is open to everybody and says the same to all, whether the address is known or not: who may read a mailbox
 * finds out there. A subscription by staff (with a key) needs no question back.
 */
export function subscriptionRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/subscriptions',
      operationId: 'subscribe',
      summary: 'Subscribe an address',
      description:
        'Without a key, a question is sent to the address first, and the answer is the same whether it is known or not. With one, it is subscribed at once, or asked first if that is wanted.',
      tags,
      request: { params: pageParam, headers: preferHeader, body: body(NewSubscription) },
      responses: { 202: json(z.object({ message: z.string() }), 'Asked for'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { ask = false, ...asked } = c.req.valid('json');
      const isStaff = c.get('caller') !== undefined;
      const isSure = isStaff && !ask;
      if (isStaff) await allow(c, 'write', 'subscribers', { page });
      const found = await deps.reads((sql) => readPage(sql, page));
      if (!found) throw new Problem('not-found', 'there is no such page');
      if (found.channels && !found.channels.includes(asked.channel)) throw noChannel(asked.channel, found.channels);
      const fault = addressFault(asked.channel, asked.address, deps.chatStandIns);
      if (fault) throw new Problem('invalid', fault, { fields: [{ path: 'address', message: fault }] });
      const answered = isStaff ? undefined : deps.kit.clock.sleep(alikeMs);
      const { incident = null } = asked;
      const [[unknown], followed] = await deps.reads((sql) =>
        Promise.all([missingComponents(sql, page, asked.components), readIncidentStates(sql, page, incident === null ? [] : [incident])]),
      );
      if (incident !== null) requireFollowable(followed.get(incident), asked.components);
      if (unknown !== undefined) throw noComponent(asked.components.indexOf(unknown), unknown);
      const address = normalAddress(asked.channel, asked.address);
      const subscription = subscriptionId({ page, channel: asked.channel, address, incident });
      const subscribe = () => write(c, deps, subscription, { type: 'subscribe', page, subscription, ...asked, address, confirmed: isSure });
      const signUp = { page, channel: asked.channel, address };
      if (isSure) await subscribe();
      else if (!isStaff) await deps.signUps.take(signUp, c.get('address'), subscribe);
      else if ((await deps.signUps.ask(signUp, subscribe)) === 'full')
        throw new Problem('limit', 'this page has asked too many people today: try again tomorrow', { retryAfterMs: dayMs });
      c.res.headers.delete('x-version');
      await answered;
      return c.json(
        { message: isSure ? 'Subscribed.' : 'If this address is new here, a message with a link to confirm is on its way.' },
        202,
      );
    },
  );
}

function noChannel(channel: string, channels: readonly string[]): Problem {
  const message = channels.length === 0 ? 'this page tells nobody' : `this page tells its subscribers by ${channels.join(' or ')}`;
  return new Problem('invalid', `${channel}: ${message}`, { fields: [{ path: 'channel', message }] });
}

/** One address subscribes once to a page and channel, from whichever region it asks; and once to each incident of it. */
export function subscriptionId({ page, channel, address, incident }: SignUp & { incident: string | null }): string {
  return idFrom(page, channel, address, ...(incident === null ? [] : [incident]), 'subscription');
}

function requireFollowable(state: 'open' | 'over' | undefined, components: string[]): void {
  const refuse = (message: string) => new Problem('invalid', message, { fields: [{ path: 'incident', message }] });
  if (components.length > 0) throw refuse('name components or an incident, not both');
  if (state === undefined) throw refuse('there is no such incident on this page');
  if (state === 'over') throw refuse('this incident is over: there is nothing more to tell of it');
}

export function noComponent(at: number, id: string): Problem {
  return new Problem('invalid', 'there is no such component on this page', {
    fields: [{ path: `components.${at}`, message: `no component ${id}` }],
  });
}
