import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Kit } from '@pharos/core/role';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { isSessionOver } from '@pharos/resources/person/session';
import type { Person } from '@pharos/region/reading/people';
import type { Caller, Env } from '../env.ts';
import type { Tenants } from '../tenants.ts';
import type { People } from './people.ts';
import { inOrganisation, onPage } from './seat-of.ts';
import { csrfOf, freshMs, idleMs, isCsrfOf, isSessionToken, readSession, signSession, type SessionToken } from './session-token.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  session: SessionToken;
  person: Person;
}

export interface Sessions {
  /** The session that is sent, if one is: what it says of itself, before anybody is looked up. */
  sent(c: Context<Env>): Sent | undefined;
  /** Who that is, as what they ask this; undefined where a cookie is over: its browser is a guest again. */
  enter(c: Context<Env>, sent: Sent): Promise<{ signedIn: SignedIn; caller: Caller } | undefined>;
  /** Gives the session to whoever asked for it. */
  give(c: Context<Env>, session: SessionToken, keep: 'cookie' | 'token'): { token?: string; csrf: string; expiresAt: string };
  /** Of a browser, that it has none. */
  take(c: Context<Env>): void;
}

export interface Sent {
  session: SessionToken | undefined;
  isCookie: boolean;
}

export interface SessionsOptions {
  kit: Pick<Kit, 'clock'>;
  /** The first signs; none: nobody is signed in here. */
  keys: readonly string[];
  people: People;
  tenants: Pick<Tenants, 'organisationOf'>;
  /** Where our own pages are served from, beside this address itself. */
  consoleOrigins: readonly string[];
}

/** A client that keeps its token itself finds the next one here, when it is time. */
export const sessionHeader = 'x-session-token';
/** In which organisation somebody asks who is in several. */
export const organisationHeader = 'pharos-organisation';
export const csrfHeader = 'x-csrf-token';

export function createSessions({ kit, keys, people, tenants, consoleOrigins }: SessionsOptions): Sessions {
  const { clock } = kit;

  const keep = (c: Context<Env>, token: string) => {
    // A browser takes the prefix for its word: this host alone, by https alone. On one's own machine there is no https.
    const secure = new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
    setCookie(c, 'pharos', token, {
      ...(secure && { prefix: 'host' }),
      secure,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      maxAge: idleMs / 1_000,
    });
  };

  const renew = (c: Context<Env>, session: SessionToken, isCookie: boolean) => {
    const token = signSession({ ...session, issuedAt: clock.now() }, keys[0]!);
    if (isCookie) keep(c, token);
    else c.header(sessionHeader, token);
  };

  return {
    sent: (c) => {
      const authorization = c.req.header('authorization');
      const bearer = bearerIn(authorization);
      // Who brings a key, or a reader's token, asks with that.
      if (authorization !== undefined && bearer === undefined) return undefined;
      const token = bearer ?? getCookie(c, 'pharos', 'host') ?? getCookie(c, 'pharos');
      return token === undefined ? undefined : { session: readSession(token, keys, clock.now()), isCookie: bearer === undefined };
    },
    enter: async (c, { session, isCookie }) => {
      const over = () => {
        if (!isCookie) throw new Problem('unauthorized', 'this session is over: sign in again');
        return undefined;
      };
      if (!session) return over();
      const now = clock.now();
      const isFresh = now - session.issuedAt < freshMs;
      const person = await (isFresh ? people.find(session.person) : people.findNow(session.person));
      if (!person || isSessionOver(person, session, now)) return over();
      if (isCookie) requireOwnPage(c, session);
      if (!isFresh) renew(c, session, isCookie);
      return { signedIn: { session, person }, caller: await callerOf(c, person) };
    },
    give: (c, session, way) => {
      const token = signSession(session, keys[0]!);
      if (way === 'cookie') {
        requireOrigin(c);
        keep(c, token);
      }
      const expiresAt = new Date(session.issuedAt + idleMs).toISOString();
      return { ...(way === 'token' && { token }), csrf: csrfOf(session, keys[0]!), expiresAt };
    },
    take: (c) => {
      deleteCookie(c, 'pharos', { path: '/' });
      deleteCookie(c, 'pharos', { path: '/', prefix: 'host', secure: true });
    },
  };

  async function callerOf(c: Context<Env>, { id, seats }: Person): Promise<Caller> {
    const page = Id.safeParse(/^\/v1\/pages\/([^/]+)/.exec(c.req.path)?.[1]).data;
    if (page !== undefined) return { id, by: 'person', ...onPage(seats, page, await tenants.organisationOf(page)) };
    const standing = inOrganisation(seats, namedIn(c.req.header(organisationHeader)));
    if (standing) return { id, by: 'person', ...standing };
    return { id, by: 'person', ...inOrganisation([], null)!, isUndecided: true };
  }

  // A browser sends the cookie whoever made the page: what changes something shows that the page is one of ours.
  function requireOwnPage(c: Context<Env>, session: SessionToken): void {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
    requireOrigin(c);
    // Whoever signs in once more does nothing as the one they were.
    if (c.req.path.startsWith('/v1/sign-in/')) return;
    if (!isCsrfOf(session, c.req.header(csrfHeader) ?? '', keys)) {
      throw new Problem('forbidden', `send the "csrf" of GET /v1/session in the header ${csrfHeader}: a cookie alone changes nothing`);
    }
  }

  function requireOrigin(c: Context<Env>): void {
    const origin = c.req.header('origin');
    // Without one it is no page of a browser.
    if (origin === undefined || isOwnOrigin(c, origin)) return;
    throw new Problem('forbidden', `${origin} is none of ours: whoever runs this API names it in CONSOLE_ORIGINS`);
  }

  function isOwnOrigin(c: Context<Env>, origin: string): boolean {
    if (consoleOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === c.req.header('host');
  }
}

function bearerIn(authorization: string | undefined): string | undefined {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  return token !== undefined && isSessionToken(token) ? token : undefined;
}

// Null: the installation itself.
function namedIn(header: string | undefined): string | null | undefined {
  if (header === undefined || header === 'installation') return header === undefined ? undefined : null;
  const named = Id.safeParse(header);
  if (!named.success) throw new Problem('invalid', `${organisationHeader}: send the id of an organisation, or "installation"`);
  return named.data;
}
