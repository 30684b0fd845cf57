import { createRoute, z } from '@hono/zod-openapi';
import { Name } from '@pharos/core/texts';
import { Role } from '@pharos/resources/seat/role';
import type { Api, Deps } from '../env.ts';
import { changeAccount } from '../people/change-account.ts';
import { needsPerson, requirePerson } from '../people/require-person.ts';
import { csrfOf } from '../people/session-token.ts';
import { Written } from '../write.ts';
import { body, json, problems } from './shapes.ts';

const tags = ['account'];
const Account = z.object({
  person: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  csrf: z.string().describe('Goes in `X-CSRF-Token` with whatever changes something, where a cookie is kept'),
  seats: z.array(
    z.object({
      id: z.string(),
      organisation: z.string().nullable().describe('Null: the installation itself'),
      role: Role.nullable(),
      pages: z.record(z.string(), Role),
    }),
  ),
  hasPassword: z.boolean(),
  hasCodes: z.boolean().describe('Codes from an app are asked for beside the password'),
  recoveryCodesLeft: z.number(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: z.string() })),
});

/** Who somebody is, who is signed in. */
export function accountRoutes(app: Api, deps: Deps): void {
  const { keys } = deps.accounts;

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/account',
      operationId: 'getAccount',
      summary: 'Who am I',
      description: 'The person of this session, and what they are in which organisation.',
      tags,
      ...needsPerson,
      responses: { 200: json(Account, 'Who is signed in'), ...problems },
    }),
    (c) => {
      const { person, session } = requirePerson(c);
      const { id, email, name, seats, password, totp, recovery } = person;
      const known = person.passkeys.map(({ id: passkey, name: called, createdAt }) => ({ id: passkey, name: called, createdAt }));
      const csrf = csrfOf(session, keys[0]!);
      c.header('cache-control', 'no-store');
      const has = { hasPassword: password !== null, hasCodes: totp !== null, recoveryCodesLeft: recovery.length };
      return c.json({ person: { id, email, name }, csrf, seats, ...has, passkeys: known }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/account',
      operationId: 'editAccount',
      summary: 'Change your name',
      description: 'As others in the organisation see it.',
      tags,
      ...needsPerson,
      request: { body: body(z.object({ name: Name.optional() })) },
      responses: { 200: json(Written, 'Changed'), ...problems },
    }),
    async (c) => {
      const { person } = requirePerson(c);
      return c.json(
        await changeAccount(c, deps, { type: 'edit-person', person: person.id, name: c.req.valid('json').name ?? person.name }),
        200,
      );
    },
  );
}
