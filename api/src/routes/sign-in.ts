import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { customerOf } from '@pharos/core/ip';
import { Problem } from '@pharos/core/problem';
import type { Person } from '@pharos/region/reading/people';
import { Email, personId } from '@pharos/resources/person/fields';
import type { Api, Deps, Env } from '../env.ts';
import { readLink } from '../people/link.ts';
import { usePath } from '../people/link-uses.ts';
import { ownUrl } from '../people/own-url.ts';
import { hashRecovery } from '../people/recovery.ts';
import type { Shown } from '../people/sign-ins.ts';
import { stepOf, unseal } from '../people/totp.ts';
import { body, json, problems } from './shapes.ts';

const tags = ['sign-in'];
const keep = z
  .enum(['cookie', 'token'])
  .default('cookie')
  .describe('`cookie`: the browser keeps it, for this API alone; `token`: it is in the answer, goes as a bearer, and opens every region');
const SignedIn = z.object({
  person: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  expiresAt: z.string().describe('Without a request until then it is over'),
  csrf: z.string().describe('Goes in `X-CSRF-Token` with whatever changes something, where a cookie is kept'),
  token: z.string().optional().describe('Where it was asked for; a later one comes in `X-Session-Token`'),
});
// What comes of the browser's own interface is for the library that checks it.
const Credential = z.record(z.string(), z.unknown()).describe('What the browser answered, as JSON');
const Code = z.string().min(1).max(40).optional().describe('Of the app, or a recovery code, where the person has set that up');
const asked = z.object({
  options: z.record(z.string(), z.unknown()).describe('For the browser'),
  state: z.string().describe('Comes back with its answer'),
});
const oidcCookie = 'pharos_oidc';

/** How people come in. What is wrong is never said more exactly than that it is: who is a person here is nobody's business. */
export function signInRoutes(app: Api, deps: Deps): void {
  const { accounts, kit } = deps;
  const { keys, people, sessions, signIns, passwords, passkeys, mails, oidc } = accounts;

  const spend = (c: Context<Env>, person?: string) => {
    if (keys.length === 0) throw new Problem('not-found', 'nobody signs in at this installation: it has no SESSION_KEYS');
    return signIns.spend(customerOf(c.get('address')), person);
  };
  const begin = async (c: Context<Env>, person: Person, shown: Shown, way: z.infer<typeof keep>) => {
    const session = await signIns.begin(person, shown, { agent: c.req.header('user-agent'), address: c.get('address') });
    c.header('cache-control', 'no-store');
    const { id, email, name } = person;
    return { person: { id, email, name }, ...sessions.give(c, session, way) };
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sign-in',
      operationId: 'getSignInWays',
      summary: 'How one can sign in here',
      description: 'What this installation is set up for.',
      tags,
      responses: {
        200: json(
          z.object({
            password: z.boolean(),
            passkey: z.boolean(),
            link: z.boolean(),
            oidc: z.string().nullable().describe('What the identity provider is called'),
            at: z.string().describe('Where a browser goes to: the address of this API'),
          }),
          'The ways',
        ),
        ...problems,
      },
    }),
    (c) => {
      const isOpen = keys.length > 0;
      const at = ownUrl(c, accounts.publicUrl).origin;
      return c.json({ password: isOpen, passkey: isOpen, link: isOpen && mails.isReady, oidc: (isOpen && oidc?.name) || null, at }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sign-in/password',
      operationId: 'signInByPassword',
      summary: 'Sign in by password',
      description:
        'With a code, or one of the recovery codes, where the person has set that up: without one, the answer is 401 and names the field `code`.',
      tags,
      request: {
        body: body(
          z.object({
            email: Email,
            password: z.string().min(1).max(200),
            code: Code,
            keep,
          }),
        ),
      },
      responses: { 200: json(SignedIn, 'Signed in'), ...problems },
    }),
    async (c) => {
      const { email, password, code, keep: way } = c.req.valid('json');
      const id = personId(email);
      await spend(c, id);
      const person = await people.findNow(id);
      c.set('tried', person?.id);
      if (!(await passwords.isRight(password, person?.password ?? null)))
        throw wrong('password', 'or the address: one of them is not right');
      return c.json(await begin(c, person!, { way: 'password', ...secondProof(person!, code) }, way), 200);
    },
  );

  function secondProof({ totp, recovery }: Person, code: string | undefined): Pick<Shown, 'totpStep' | 'recovery'> {
    if (totp === null) return {};
    if (code === undefined) throw wrong('code', 'is needed, too: a code from your app, or a recovery code');
    const secret = unseal(totp, keys);
    const totpStep = /^\d{6}$/.test(code.trim()) && secret !== undefined ? stepOf(secret, code.trim(), kit.clock.now()) : undefined;
    if (totpStep !== undefined) return { totpStep };
    const hash = hashRecovery(code);
    if (!recovery.includes(hash)) throw wrong('code', 'is not right, or was used already');
    return { recovery: hash };
  }

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sign-in/link',
      operationId: 'askForSignInLink',
      summary: 'Have a link mailed to sign in by',
      description:
        'The answer is the same whoever it is: where the address is of somebody here, a link is on its way, which is good once, for a quarter of an hour.',
      tags,
      request: { body: body(z.object({ email: Email })) },
      responses: {
        202: json(z.object({ sent: z.literal('if known') }), 'If somebody here has this address, a link is on its way'),
        ...problems,
      },
    }),
    async (c) => {
      const { email } = c.req.valid('json');
      await spend(c);
      if (!mails.isReady) throw new Problem('not-found', 'this installation mails no links: it has no CONSOLE_URL');
      const person = await people.findNow(personId(email));
      // Without waiting for it: how long the answer takes says nothing either.
      if (person && person.seats.length > 0)
        void mails.sendLink(person, false).catch((error: unknown) => kit.log.warn({ err: error }, 'a link to sign in by was not sent'));
      return c.json({ sent: 'if known' as const }, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sign-in/link/open',
      operationId: 'signInByLink',
      summary: 'Sign in by a link',
      description:
        'With what stands behind `#link=` in it, and a code, where the person has set that up. Good once; all that were made before are used up with it.',
      tags,
      request: { body: body(z.object({ link: z.string().min(1).max(2_000), code: Code, keep })) },
      responses: { 200: json(SignedIn, 'Signed in'), ...problems },
    }),
    async (c) => {
      const { link: token, code, keep: way } = c.req.valid('json');
      const link = readLink(token, keys, kit.clock.now());
      await spend(c, link?.person);
      const person = link && (await people.findNow(link.person));
      if (!person) throw new Problem('unauthorized', 'this link is too old, or was cut off: ask for another one');
      // Nothing is used up for who has no code.
      const second = link.isEnough ? {} : secondProof(person, code);
      const shown = await accounts.linkUses.confirm(token, link, person);
      return c.json(await begin(c, person, { way: 'link', ...shown, ...second }, way), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: usePath,
      operationId: 'useSignInLink',
      summary: 'Use up a link',
      description:
        'Asked by the API of another region in which a link that was made here is opened, so that it opens once. It opens nothing by itself, and is answered 401 once it was used.',
      tags,
      request: { body: body(z.object({ link: z.string().min(1).max(2_000) })) },
      responses: { 200: json(z.object({ used: z.literal(true) }), 'It was good until now'), ...problems },
    }),
    async (c) => {
      const link = readLink(c.req.valid('json').link, keys, kit.clock.now());
      if (!link) throw new Problem('unauthorized', 'this link is too old, or was cut off: ask for another one');
      // Regions ask for all who sign in there: it is counted by whose link it is.
      await signIns.spend(`link ${link.person}`);
      await accounts.linkUses.use(link, c.get('address'));
      people.forget(link.person);
      return c.json({ used: true as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sign-in/passkey/options',
      operationId: 'askForPasskey',
      summary: 'Begin to sign in by passkey',
      description: 'Answers what the browser is to be asked.',
      tags,
      responses: { 200: json(asked, 'For the browser'), ...problems },
    }),
    async (c) => {
      await spend(c);
      return c.json(await passkeys.ask(c), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sign-in/passkey',
      operationId: 'signInByPasskey',
      summary: 'Sign in by passkey',
      description: 'With what the browser answered.',
      tags,
      request: { body: body(z.object({ state: z.string().max(2_000), response: Credential, keep })) },
      responses: { 200: json(SignedIn, 'Signed in'), ...problems },
    }),
    async (c) => {
      const { state, response, keep: way } = c.req.valid('json');
      await spend(c);
      const person = await people.findNow(passkeys.claimed(response).person);
      if (!person) throw new Problem('unauthorized', 'this passkey opens nothing here');
      const { session, ...passkey } = await passkeys.check(c, state, response, person);
      return c.json(await begin(c, person, { way: 'passkey', passkey, session }, way), 200);
    },
  );

  const callbackOf = (c: Context<Env>) => new URL('/v1/sign-in/oidc/callback', ownUrl(c, accounts.publicUrl));
  const provider = () => {
    if (!oidc) throw new Problem('not-found', 'this installation has no identity provider');
    return oidc;
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sign-in/oidc',
      operationId: 'beginOidc',
      summary: 'Sign in by the identity provider',
      description: 'Sends the browser there. It comes back with a session kept as a cookie.',
      tags,
      responses: { 302: { description: 'To the identity provider' }, ...problems },
    }),
    async (c) => {
      await spend(c);
      const { url, state } = await provider().begin(callbackOf(c).href);
      setCookie(c, oidcCookie, state, { httpOnly: true, sameSite: 'Lax', path: '/v1/sign-in/oidc', maxAge: 600 });
      return c.redirect(url, 302);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sign-in/oidc/callback',
      operationId: 'finishOidc',
      summary: 'Come back from the identity provider',
      description: 'Where the identity provider sends the browser; asked by nobody else.',
      tags,
      request: {
        query: z.object({
          code: z.string().max(4_000).optional(),
          state: z.string().max(1_000).optional(),
          iss: z.string().max(1_000).optional(),
          session_state: z.string().max(1_000).optional(),
          scope: z.string().max(1_000).optional(),
          error: z.string().max(1_000).optional(),
          error_description: z.string().max(4_000).optional(),
        }),
      },
      responses: { 302: { description: 'To the console' }, ...problems },
    }),
    async (c) => {
      await spend(c);
      const callback = callbackOf(c);
      callback.search = new URL(c.req.url).search;
      const { person: id, subject, session } = await provider().finish(callback, getCookie(c, oidcCookie) ?? '');
      deleteCookie(c, oidcCookie, { path: '/v1/sign-in/oidc' });
      const person = await people.findNow(id);
      if (!person) throw new Problem('unauthorized', 'nobody here has your address: ask an owner of your organisation to invite you');
      await begin(c, person, { way: 'oidc', subject, session }, 'cookie');
      return c.redirect('/sign-in', 302);
    },
  );
}

function wrong(path: string, message: string): Problem {
  return new Problem('unauthorized', `${path} ${message}`, { fields: [{ path, message }] });
}
