import { base64Url } from '@pharos/core/base64';
import { entryCookie, entryMs, entrySubject, stateOf } from '@pharos/core/page-entry';
import { mintReaderToken } from '@pharos/core/reader-token';
import type { Clock } from '@pharos/core/clock';
import { Slug } from '@pharos/core/names';
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Env } from './app.ts';
import type { Found } from './copies.ts';
import type { Entry } from './entry.ts';
import type { Upstreams } from './upstreams.ts';
import type { Visitors } from './visitors.ts';
import type { LockedWrong } from './words/words.ts';

export interface SignInOptions {
  clock: Clock;
  /** What API and edge share; the first signs. */
  keys: readonly string[];
  entry: Entry;
  upstreams: Upstreams;
  visitors: Visitors;
  /** Public addresses of edges, this one's among them. */
  edges: readonly string[];
  addressOf(c: Context<Env>): string;
  named(c: Context<Env>, slug: string): Promise<Found | string>;
  ownPage(c: Context<Env>): Promise<string | Found | undefined>;
  nothing(c: Context<Env>, found: Found): Promise<Response>;
  /** The page's door, with what is wrong. */
  door(c: Context<Env>, why: LockedWrong, status: 403 | 503): Response | Promise<Response>;
}

/** Where the door leads whoever signs in. */
export const signInPath = '/sign-in';
const secretForm = /^[A-Za-z0-9_-]{22}$/;
const Ways = z.object({ password: z.boolean(), at: z.url({ protocol: /^https?$/ }) });
// Of no page: under a name that nobody has, a code is wrong as anywhere.
const nowhere = '00000000-0000-8000-8000-000000000000';

interface Place {
  /** What the page is called here, as the API is told. */
  of: string;
  page(): Promise<Found | string | undefined>;
  /** The page's own address. */
  path: string;
}

/**
 * `<the page's address>/sign-in`: sends a guest to be signed in by an API, and lets in who comes back with a code (`page-entry.ts`). It is the same
 * under every name, whether a page stands there or not: no page is looked up before somebody is signed in.
 */
export function signInRoutes(app: Hono<Env>, options: SignInOptions): void {
  const { clock, keys, entry, upstreams, visitors, edges, addressOf, named, ownPage, nothing, door } = options;

  // Whoever asks under a host that is none of ours is sent nowhere: the code would come to that host.
  const originOf = async (c: Context<Env>): Promise<string | undefined> => {
    const { host, origin } = new URL(c.req.url);
    const asked = c.req.header('host') ?? host;
    const edge = edges.find((each) => new URL(each).host === asked);
    if (edge !== undefined) return new URL(edge).origin;
    if (typeof (await ownPage(c)) !== 'string') return undefined;
    return c.req.header('x-forwarded-proto') === 'https' ? origin.replace(/^http:/, 'https:') : origin;
  };

  const begin = async (c: Context<Env>, of: string): Promise<Response> => {
    const [key] = keys;
    const origin = await originOf(c);
    if (!key || origin === undefined) return door(c, 'off', 403);
    const answer = await upstreams.ask('/v1/sign-in');
    const ways = answer?.response.ok ? Ways.safeParse(await answer.response.json()).data : undefined;
    if (!ways) return door(c, 'away', 503);
    if (!ways.password) return door(c, 'off', 403);
    const secret = secretOf(c) ?? base64Url(crypto.getRandomValues(new Uint8Array(16)));
    setCookie(c, entryCookie, secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: origin.startsWith('https:'),
      maxAge: entryMs / 1_000,
    });
    const asked = { of, back: `${origin}${c.req.path}`, state: await stateOf(secret) };
    const now = clock.now();
    const proof = await mintReaderToken({ page: entrySubject(asked), issuedAt: now, expiresAt: now + entryMs }, key);
    return c.redirect(`${ways.at}/v1/sign-in/page?${new URLSearchParams({ ...asked, proof }).toString()}`, 302);
  };

  const finish = async (c: Context<Env>, code: string, { page: look, path }: Place): Promise<Response> => {
    const secret = secretOf(c);
    if (secret === undefined) return door(c, 'over', 403);
    const found = await look();
    const done = await entry.byCode(c, typeof found === 'string' ? found : nowhere, code, secret, addressOf(c));
    if (done === 'unavailable') return door(c, 'away', 503);
    if (done === 'wrong') return door(c, 'over', 403);
    deleteCookie(c, entryCookie, { path: '/' });
    return c.redirect(path, 303);
  };

  const signIn = async (c: Context<Env>, place: Place): Promise<Response> => {
    c.header('cache-control', 'no-store');
    const waitMs = await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    const code = c.req.query('code');
    if (code !== undefined) return finish(c, code, place);
    return c.req.query('refused') === undefined ? begin(c, place.of) : door(c, 'refused', 403);
  };

  app.get(`/p/:page{[0-9a-f-]{36}}${signInPath}`, (c) => {
    const { page } = c.req.param();
    return signIn(c, { of: `page:${page}`, page: async () => page, path: `/p/${page}` });
  });
  app.get(signInPath, async (c, next) => {
    const own = await ownPage(c);
    if (typeof own !== 'string') return next();
    return signIn(c, { of: `host:${new URL(c.req.url).hostname}`, page: async () => own, path: '/' });
  });
  app.get(`/:slug${signInPath}`, (c, next) => {
    const slug = Slug.safeParse(c.req.param('slug')).data;
    return slug === undefined ? next() : signIn(c, { of: `slug:${slug}`, page: () => named(c, slug), path: `/${slug}` });
  });
}

function secretOf(c: Context): string | undefined {
  const secret = getCookie(c, entryCookie);
  return secret !== undefined && secretForm.test(secret) ? secret : undefined;
}
