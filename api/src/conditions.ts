import { etag } from 'hono/etag';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Api, Env } from './env.ts';
import { organisationHeader } from './people/sessions.ts';

const conditional = etag();

/** What is read has a tag, and is not sent to who has it already. What nobody may keep has none. */
export const tagged: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (c.res.status !== 200) return;
  // Unless its route has given it one, for If-Match.
  if (c.res.headers.get('cache-control')?.includes('no-store') && !c.res.headers.has('etag')) return;
  // Whoever keeps it asks each time whether it is still so.
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-cache');
  await conditional(c, async () => undefined);
};

// Whoever asks is the same in what is read for them.
const identifying = ['authorization', 'cookie', organisationHeader];

/**
 * `If-Match`: only if the thing is still as it was when it was read. It is read once more, as whoever asks would read it. That alone
 * would let two pass who ask in the same moment: what they write is written only while the documents have the states they had before
 * this reading (`writeParsed`). Regions that write at once are not told apart: the mesh merges what they wrote. Without the header nothing is read.
 */
export function ifMatch(app: Api): MiddlewareHandler<Env> {
  return async function ifMatch(c, next) {
    const wanted = c.req.header('if-match');
    if (wanted === undefined) return next();
    const headers = identifying.flatMap((name) => {
      const value = c.req.header(name);
      return value === undefined ? [] : [[name, value] as [string, string]];
    });
    const requireUnchanged = async () => {
      const now = await app.fetch(new Request(c.req.url, { headers }), c.env);
      const tag = now.headers.get('etag');
      if (now.status === 404) throw new Problem('not-found', 'there is no such thing any more');
      if (tag === null) throw new Problem('invalid', 'If-Match: this address has no ETag to compare with: leave the header out');
      if (wanted !== '*' && !wanted.match(/"[^"]*"/g)?.includes(tag)) {
        c.res.headers.set('etag', tag);
        throw new Problem('changed', 'it was changed since it was read: read it again, and send what is still to be done with its ETag');
      }
    };
    // Before anything else is looked at; and once more by whoever writes.
    await requireUnchanged();
    if (wanted !== '*') c.set('requireUnchanged', requireUnchanged);
    await next();
  };
}
