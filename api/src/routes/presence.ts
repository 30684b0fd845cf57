import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { allow } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { needsPerson, requirePerson } from '../people/require-person.ts';
import { Doing } from '../presence.ts';
import { body, json, pageParam, problems } from './shapes.ts';

const Said = z.object({
  thing: Id.describe('What is looked at: an incident; or the page itself, for a new one'),
  tab: Id.describe('Made by whoever looks, one for each window'),
  doing: Doing.describe('`gone`: not any more'),
});
const Other = z.object({ tab: Id, person: Id, name: z.string(), doing: Doing });

/** Who else looks at something, or writes about it: said again each five seconds, and kept nowhere. */
export function presenceRoutes(app: Api, { presence }: Deps): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/presence',
      operationId: 'tellPresence',
      summary: 'Say that you are here, and hear who else is',
      description:
        'For people, said again each five seconds to every region that is reached: a region knows who told it. Whoever is not heard of for a quarter of a minute is gone.',
      tags: ['incidents'],
      ...needsPerson,
      request: { params: pageParam, body: body(Said) },
      responses: { 200: json(z.object({ others: z.array(Other) }), 'Those who write first'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { thing, tab, doing } = c.req.valid('json');
      const { person } = requirePerson(c);
      await allow(c, 'read', 'incidents', { page });
      presence.note({ page, thing, tab, person: person.id, name: person.name, doing });
      return c.json({ others: presence.others(page, thing, tab) }, 200);
    },
  );
}
