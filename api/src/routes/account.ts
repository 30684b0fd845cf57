import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Name } from '@pharos/core/texts';
import { openSessions } from '@pharos/resources/person/session';
import { Role } from '@pharos/resources/seat/role';
import type { Api, Deps, Env } from '../env.ts';
import { Password } from '../people/password.ts';
import { newRecoveryCodes } from '../people/recovery.ts';
import { needsPerson, requirePerson, requireRecent } from '../people/require-person.ts';
import { csrfOf } from '../people/session-token.ts';
import { newTotp, seal, stepOf } from '../people/totp.ts';
import { readSigned, sign } from '../people/signed.ts';
import { write, Written } from '../write.ts';
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
const Session = z.object({
  id: z.string(),
  startedAt: z.string(),
  way: z.string(),
  agent: z.string().describe('What the browser calls itself'),
  region: z.string().describe('Where it was begun'),
  isThis: z.boolean(),
});
const NewCodes = Written.extend({ recoveryCodes: z.array(z.string()).describe('Shown this once: each opens once in the place of a code') });
const TotpState = z.object({ person: z.string(), secret: z.string(), expiresAt: z.number() });
// Time to find the phone and the app.
const totpMs = 15 * 60_000;

/** What somebody who is signed in does with their own account. */
export function accountRoutes(app: Api, deps: Deps): void {
  const { accounts, kit } = deps;
  const { keys, people, sessions, passwords, passkeys } = accounts;

  /** Writes, and forgets what was at hand of the person. */
  const change = async (c: Context<Env>, asked: Parameters<typeof write>[3]) => {
    const { person } = requirePerson(c);
    const written = await write(c, deps, person.id, asked);
    people.forget(person.id);
    return written;
  };

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
      return c.json(await change(c, { type: 'edit-person', person: person.id, name: c.req.valid('json').name ?? person.name }), 200);
    },
  );

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
      const written = await change(c, { type: 'end-session', person: person.id, session: session.id });
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
      const items = openSessions(person, kit.clock.now()).map(({ id, startedAt, way, agent, region }) => {
        return { id, startedAt, way, agent, region, isThis: id === session.id };
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
      return c.json(await change(c, { type: 'end-session', person: person.id, session: c.req.valid('param').session }), 200);
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
      const written = await change(c, { type: 'end-all-sessions', person: person.id });
      sessions.take(c);
      return c.json(written, 200);
    },
  );

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
      return c.json(await change(c, { type: 'set-password', person: person.id, session: session.id, hash }), 200);
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
      return c.json(await change(c, { type: 'set-password', person: person.id, session: session.id, hash: null }), 200);
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
      description: 'With a code of it, to show that it works. From now on a password alone opens nothing. The recovery codes are shown this once.',
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
      return c.json({ ...(await change(c, asked)), recoveryCodes: codes }, 201);
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
      return c.json(await change(c, { type: 'set-totp', person: person.id, session: session.id, ...none }), 200);
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
      return c.json({ ...(await change(c, { type: 'set-recovery', person: person.id, recovery: hashes })), recoveryCodes: codes }, 201);
    },
  );

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
        body: body(z.object({ name: Name.describe('What you call it'), state: z.string().max(2_000), response: z.record(z.string(), z.unknown()) })),
      },
      responses: { 201: json(Written, 'Kept'), ...problems },
    }),
    async (c) => {
      const { name, state, response } = c.req.valid('json');
      const { person } = requireRecent(c, kit.clock.now());
      const made = await passkeys.readNew(c, state, response);
      return c.json({ ...(await change(c, { type: 'add-passkey', person: person.id, name, ...made })), id: made.passkey }, 201);
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
      return c.json(await change(c, { type: 'remove-passkey', person: person.id, passkey: c.req.valid('param').passkey }), 200);
    },
  );
}

function invalidField(path: string, message: string): Problem {
  return new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
