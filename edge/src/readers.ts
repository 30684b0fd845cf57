import type { Clock } from '@pharos/core/clock';
import { mintReaderToken, readerCookie, readReaderToken } from '@pharos/core/reader-token';
import { accessOf } from '@pharos/core/page-access';
import type { PageView } from '@pharos/resources/view';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface Readers {
  /** May whoever asks see this page? A token that came in the address is kept in a cookie for what the page itself asks for. */
  maySee(c: Context, page: PageView): Promise<boolean>;
  /** Keeps a token that a region gave, for this request and in a cookie for those that follow. */
  admit(c: Context, page: string, token: string, expiresAt: number): void;
  /** What the edge says to an API to be shown a private page, or the page behind a slug (`slug:<slug>`). */
  credentials(name: string): Promise<Record<string, string>>;
}

// The edge's own tokens are used at once; clocks of two regions differ by less.
const ownMs = 60_000;
const skewMs = 5_000;

export function createReaders(clock: Clock, keys: string[]): Readers {
  const admit = (c: Context, page: string, token: string, expiresAt: number) => {
    admitted.set(c.req.raw, token);
    setCookie(c, readerCookie(page), token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: (c.req.header('x-forwarded-proto') ?? new URL(c.req.url).protocol).startsWith('https'),
      maxAge: Math.floor((expiresAt - clock.now()) / 1_000),
    });
  };
  return {
    admit,
    maySee: async (c, page) => {
      const access = accessOf(page.private ?? false, page.tokensFrom);
      if (access.kind !== 'private') return true;
      const token = tokenOf(c, page.id);
      const judged = token ? await readReaderToken(token, page.id, keys, clock.now()) : undefined;
      if (judged?.kind !== 'good' || judged.issuedAt < access.tokensFrom) return false;
      if (c.req.query('token')) admit(c, page.id, token!, judged.expiresAt);
      return true;
    },
    credentials: async (name): Promise<Record<string, string>> => {
      const [key] = keys;
      if (!key) return {};
      const now = clock.now();
      // An API whose clock is a little ahead, or tokens revoked a moment ago, are no reason to be refused.
      const token = await mintReaderToken({ page: name, issuedAt: now + skewMs, expiresAt: now + ownMs }, key);
      return { authorization: `Bearer ${token}` };
    },
  };
}

// Tokens that came with the answer of a region: the request does not have them in its own cookies yet.
const admitted = new WeakMap<Request, string>();

/** The token a visitor brings: in the address, as a bearer, or in the cookie it was given. */
export function tokenOf(c: Context, page: string): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return c.req.query('token') || bearer || admitted.get(c.req.raw) || getCookie(c, readerCookie(page));
}
