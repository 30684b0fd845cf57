import type { Clock } from '@pharos/core/clock';
import { mintReaderToken, readerCookie, readReaderToken } from '@pharos/core/reader-token';
import { accessOf } from '@pharos/core/page-access';
import type { PageView } from '@pharos/resources/view';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface Readers {
  /** May whoever asks see this page? A token that came in the address is kept in a cookie for what the page itself asks for. */
  maySee(c: Context, page: PageView): Promise<boolean>;
  /** What the edge says to an API to be shown a private page, or the page behind a slug (`slug:<slug>`). */
  credentials(name: string): Promise<Record<string, string>>;
}

// The edge's own tokens are used at once; clocks of two regions differ by less.
const ownMs = 60_000;
const skewMs = 5_000;

export function createReaders(clock: Clock, keys: string[]): Readers {
  return {
    maySee: async (c, page) => {
      const access = accessOf(page.private ?? false, page.tokensFrom);
      if (access.kind !== 'private') return true;
      const token = tokenOf(c, page.id);
      const judged = token ? await readReaderToken(token, page.id, keys, clock.now()) : undefined;
      if (judged?.kind !== 'good' || judged.issuedAt < access.tokensFrom) return false;
      if (c.req.query('token')) {
        setCookie(c, readerCookie(page.id), token!, {
          path: '/',
          httpOnly: true,
          sameSite: 'Lax',
          secure: (c.req.header('x-forwarded-proto') ?? new URL(c.req.url).protocol).startsWith('https'),
          maxAge: Math.floor((judged.expiresAt - clock.now()) / 1_000),
        });
      }
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

/** The token a visitor brings: in the address, as a bearer, or in the cookie it was given. */
export function tokenOf(c: Context, page: string): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return c.req.query('token') || bearer || getCookie(c, readerCookie(page));
}
