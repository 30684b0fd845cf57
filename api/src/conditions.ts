import { etag } from 'hono/etag';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Api, Env } from './env.ts';

const conditional = etag();

/** What is read has a tag, and is not sent to who has it already. What nobody may keep has none. */
export const tagged: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (c.res.status !== 200 || c.res.headers.get('cache-control')?.includes('no-store')) return;
  // Whoever keeps it asks each time whether it is still so.
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-cache');
  await conditional(c, async () => undefined);
};

/**
 * `If-Match`: only if the thing is still as it was when it was read. It is read once more, as whoever asks would read it; two who
 * write in the same moment are not told apart, as two regions could not be. Without the header nothing is read.
 */
export function ifMatch(app: Api): MiddlewareHandler<Env> {
  return async function ifMatch(c, next) {
    const wanted = c.req.header('if-match');
    if (wanted === undefined) return next();
    const authorization = c.req.header('authorization');
    const read = new Request(c.req.url, { headers: { ...(authorization && { authorization }) } });
    const now = await app.fetch(read, c.env);
    const tag = now.headers.get('etag');
    if (now.status === 404) throw new Problem('not-found', 'there is no such thing any more');
    if (tag === null) throw new Problem('invalid', 'If-Match: this address has no ETag to compare with: leave the header out');
    if (wanted !== '*' && !wanted.match(/"[^"]*"/g)?.includes(tag)) {
      c.res.headers.set('etag', tag);
      throw new Problem('changed', 'it was changed since it was read: read it again, and send what is still to be done with its ETag');
    }
    await next();
  };
}
