import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { openSessions } from '@pharos/resources/person/session';
import type { Api, Deps } from '../env.ts';
import { changeAccount } from '../people/change-account.ts';
import { needsPerson, requirePerson } from '../people/require-person.ts';
import { Written } from '../write.ts';
import { json, problems } from './shapes.ts';

const tags = ['account'];
const Session = z.object({
  id: z.string(),
  startedAt: z.string(),
  way: z.string(),
  isUnconfirmed: z.boolean().optional().describe('By a link of a region that could not be asked whether it was opened before'),
  agent: z.string().describe('What the browser calls itself'),
  region: z.string().describe('Where it was begun'),
  isThis: z.boolean(),
});

/** The sessions of somebody who is signed in: to look at, and to end. */
export function sessionRoutes(app: Api, deps: Deps): void {
  const { accounts, kit } = deps;
  const { people, sessions } = accounts;

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/session',
      operationId: 'signOut',
      summary: 'Sign out',
      description: 'Ends this session, here at once and elsewhere within seconds.',
      tags,
      ...needsPerson,
      responses: { 200: json(Written, 'Over'), ...problems },
    }),
    async (c) => {
      const { person, session } = requirePerson(c);
      const written = await changeAccount(c, deps, { type: 'end-session', person: person.id, session: session.id });
      sessions.take(c);
      return c.json(written, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sessions',
      operationId: 'listSessions',
      summary: 'List your sessions',
      description: 'Those that are not over, the latest first.',
      tags,
      ...needsPerson,
      responses: { 200: json(z.object({ items: z.array(Session) }), 'Your sessions'), ...problems },
    }),
    async (c) => {
      const { session } = requirePerson(c);
      const person = (await people.findNow(session.person))!;
      const items = openSessions(person, kit.clock.now()).map(({ id, startedAt, way, agent, region, isUnconfirmed }) => {
        return { id, startedAt, way, agent, region, isThis: id === session.id, ...(isUnconfirmed && { isUnconfirmed }) };
      });
      return c.json({ items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/sessions/{session}',
      operationId: 'endSession',
      summary: 'End one of your sessions',
      description: 'Here at once, elsewhere within seconds.',
      tags,
      ...needsPerson,
      request: { params: z.object({ session: Id }) },
      responses: { 200: json(Written, 'Over'), ...problems },
    }),
    async (c) => {
      const { person } = requirePerson(c);
      return c.json(await changeAccount(c, deps, { type: 'end-session', person: person.id, session: c.req.valid('param').session }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/sessions',
      operationId: 'endSessions',
      summary: 'End all your sessions',
      description: 'This one among them, and every link that was mailed to you so far.',
      tags,
      ...needsPerson,
      responses: { 200: json(Written, 'All are over'), ...problems },
    }),
    async (c) => {
      const { person } = requirePerson(c);
      const written = await changeAccount(c, deps, { type: 'end-all-sessions', person: person.id });
      sessions.take(c);
      return c.json(written, 200);
    },
  );
}
