import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Name } from '@pharos/core/texts';
import type { Api, Deps } from '../env.ts';
import { changeAccount } from '../people/change-account.ts';
import { needsPerson, requirePerson, requireRecent } from '../people/require-person.ts';
import { Written } from '../write.ts';
import { body, json, problems } from './shapes.ts';

const tags = ['account'];

/** The passkeys of somebody who is signed in. */
export function passkeyRoutes(app: Api, deps: Deps): void {
  const { accounts, kit } = deps;
  const { passkeys } = accounts;

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/passkeys/options',
      operationId: 'beginPasskey',
      summary: 'Begin to make a passkey',
      description: 'Answers what the browser is to be asked.',
      tags,
      ...needsPerson,
      responses: {
        200: json(z.object({ options: z.record(z.string(), z.unknown()), state: z.string() }), 'For the browser'),
        ...problems,
      },
    }),
    async (c) => c.json(await passkeys.askForNew(c, requireRecent(c, kit.clock.now()).person), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/passkeys',
      operationId: 'addPasskey',
      summary: 'Keep a passkey',
      description: 'With what the browser answered.',
      tags,
      ...needsPerson,
      request: {
        body: body(
          z.object({ name: Name.describe('What you call it'), state: z.string().max(2_000), response: z.record(z.string(), z.unknown()) }),
        ),
      },
      responses: { 201: json(Written, 'Kept'), ...problems },
    }),
    async (c) => {
      const { name, state, response } = c.req.valid('json');
      const { person } = requireRecent(c, kit.clock.now());
      const made = await passkeys.readNew(c, state, response);
      return c.json(
        { ...(await changeAccount(c, deps, { type: 'add-passkey', person: person.id, name, ...made })), id: made.passkey },
        201,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/account/passkeys/{passkey}',
      operationId: 'renamePasskey',
      summary: 'Rename a passkey',
      description: 'What you call it; it opens what it opened.',
      tags,
      ...needsPerson,
      request: { params: z.object({ passkey: Id }), body: body(z.object({ name: Name })) },
      responses: { 200: json(Written, 'Renamed'), ...problems },
    }),
    async (c) => {
      const { person } = requirePerson(c);
      const { passkey } = c.req.valid('param');
      return c.json(await changeAccount(c, deps, { type: 'rename-passkey', person: person.id, passkey, ...c.req.valid('json') }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/account/passkeys/{passkey}',
      operationId: 'removePasskey',
      summary: 'Remove a passkey',
      description: 'It opens nothing any more.',
      tags,
      ...needsPerson,
      request: { params: z.object({ passkey: Id }) },
      responses: { 200: json(Written, 'Gone'), ...problems },
    }),
    async (c) => {
      const { person } = requireRecent(c, kit.clock.now());
      return c.json(
        await changeAccount(c, deps, { type: 'remove-passkey', person: person.id, passkey: c.req.valid('param').passkey }),
        200,
      );
    },
  );
}
