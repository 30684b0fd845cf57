import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { sessionHeader } from './people/sessions.ts';

// What a page of another origin may read of an answer, beside its body.
const exposeHeaders = [
  'etag',
  'x-version',
  sessionHeader,
  'retry-after',
  'preference-applied',
  'idempotency-replayed',
  'link',
  'allow',
  'ratelimit',
  'ratelimit-policy',
];

/** Pages of any origin may ask, as whoever they can name themselves; with the session that a browser keeps, those of our own. */
export function corsFor(consoleOrigins: readonly string[]): MiddlewareHandler {
  const anybody = cors({ origin: '*', exposeHeaders });
  const ours = cors({ origin: [...consoleOrigins], credentials: true, exposeHeaders });
  return function crossOrigin(c, next) {
    return consoleOrigins.includes(c.req.header('origin') ?? '') ? ours(c, next) : anybody(c, next);
  };
}
