import { createRoute, z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import type { Api, Deps } from '../env.ts';
import { changeAccount } from '../people/change-account.ts';
import { invalidField } from '../people/invalid-field.ts';
import { Password } from '../people/password.ts';
import { newRecoveryCodes } from '../people/recovery.ts';
import { needsPerson, requirePerson, requireRecent } from '../people/require-person.ts';
import { readSigned, sign } from '../people/signed.ts';
import { newTotp, seal, stepOf } from '../people/totp.ts';
import { Written } from '../write.ts';
import { body, json, problems } from './shapes.ts';

const tags = ['account'];
const NewCodes = Written.extend({ recoveryCodes: z.array(z.string()).describe('Shown this once: each opens once in the place of a code') });
const TotpState = z.object({ person: z.string(), secret: z.string(), expiresAt: z.number() });
// Time to find the phone and the app.
const totpMs = 15 * 60_000;

/** A password, and codes beside it: how somebody who is signed in comes in again. */
export function proofRoutes(app: Api, deps: Deps): void {
  const { accounts, kit } = deps;
  const { keys, passwords } = accounts;

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/password',
      operationId: 'setPassword',
      summary: 'Set or change your password',
      description: 'Your other sessions end. Takes the one before, or a sign-in of the last quarter of an hour.',
      tags,
      ...needsPerson,
      request: { body: body(z.object({ password: Password, before: z.string().max(200).optional().describe('The one you have now') })) },
      responses: { 200: json(Written, 'Set'), ...problems },
    }),
    async (c) => {
      const { password, before } = c.req.valid('json');
      const { person, session } = before === undefined ? requireRecent(c, kit.clock.now()) : requirePerson(c);
      if (password.toLowerCase().includes(person.email.split('@')[0]!) && person.email.split('@')[0]!.length > 3)
        throw invalidField('password', 'must not hold your own name');
      if (before !== undefined && !(await passwords.isRight(before, person.password))) throw invalidField('before', 'is not your password');
      const hash = await passwords.hash(password);
      return c.json(await changeAccount(c, deps, { type: 'set-password', person: person.id, session: session.id, hash }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/account/password',
      operationId: 'removePassword',
      summary: 'Do without a password',
      description: 'You sign in by passkey, by link or by the identity provider from now on.',
      tags,
      ...needsPerson,
      responses: { 200: json(Written, 'Gone'), ...problems },
    }),
    async (c) => {
      const { person, session } = requireRecent(c, kit.clock.now());
      return c.json(await changeAccount(c, deps, { type: 'set-password', person: person.id, session: session.id, hash: null }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/codes/begin',
      operationId: 'beginCodes',
      summary: 'Begin to use codes from an app',
      description: 'Answers the secret for the app. Nothing changes before a code of it was sent to `/v1/account/codes`.',
      tags,
      ...needsPerson,
      responses: {
        200: json(z.object({ secret: z.string(), uri: z.string().describe('To be drawn as a QR code'), state: z.string() }), 'For the app'),
        ...problems,
      },
    }),
    (c) => {
      const { person } = requireRecent(c, kit.clock.now());
      const { secret, uri } = newTotp(person.email);
      const expiresAt = kit.clock.now() + totpMs;
      c.header('cache-control', 'no-store');
      return c.json({ secret, uri, state: sign('pt1', { person: person.id, secret, expiresAt }, keys[0]!) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/codes',
      operationId: 'setCodes',
      summary: 'Use codes from an app',
      description:
        'With a code of it, to show that it works. From now on a password alone opens nothing. The recovery codes are shown this once.',
      tags,
      ...needsPerson,
      request: { body: body(z.object({ state: z.string().max(2_000), code: z.string().regex(/^\d{6}$/, 'six digits') })) },
      responses: { 201: json(NewCodes, 'Set up'), ...problems },
    }),
    async (c) => {
      const { state, code } = c.req.valid('json');
      const now = kit.clock.now();
      const { person, session } = requireRecent(c, now);
      const begun = readSigned('pt1', state, { keys, schema: TotpState });
      if (!begun || begun.person !== person.id || begun.expiresAt <= now) throw invalidField('state', 'is too old: begin again');
      const step = stepOf(begun.secret, code, now);
      if (step === undefined) throw invalidField('code', 'is not right: look whether the clock of your phone is');
      const { codes, hashes } = newRecoveryCodes();
      const secret = seal(begun.secret, keys[0]!);
      const asked = { type: 'set-totp', person: person.id, session: session.id, secret, step, recovery: hashes } as const;
      c.header('cache-control', 'no-store');
      return c.json({ ...(await changeAccount(c, deps, asked)), recoveryCodes: codes }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/account/codes',
      operationId: 'removeCodes',
      summary: 'Do without codes',
      description: 'A password opens by itself again. Your other sessions end.',
      tags,
      ...needsPerson,
      responses: { 200: json(Written, 'Gone'), ...problems },
    }),
    async (c) => {
      const { person, session } = requireRecent(c, kit.clock.now());
      const none = { secret: null, step: person.totpStep, recovery: [] };
      return c.json(await changeAccount(c, deps, { type: 'set-totp', person: person.id, session: session.id, ...none }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/account/recovery-codes',
      operationId: 'renewRecoveryCodes',
      summary: 'Make new recovery codes',
      description: 'Those before open nothing any more.',
      tags,
      ...needsPerson,
      responses: { 201: json(NewCodes, 'Made'), ...problems },
    }),
    async (c) => {
      const { person } = requireRecent(c, kit.clock.now());
      if (person.totp === null) throw new Problem('conflict', 'recovery codes stand for codes from an app: set these up first');
      const { codes, hashes } = newRecoveryCodes();
      c.header('cache-control', 'no-store');
      return c.json(
        { ...(await changeAccount(c, deps, { type: 'set-recovery', person: person.id, recovery: hashes })), recoveryCodes: codes },
        201,
      );
    },
  );
}
