import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Env } from './env.ts';

const told = [
  'etag',
  'x-version',
  'x-cache',
  'retry-after',
  'preference-applied',
  'idempotency-replayed',
  'link',
  'location',
  'allow',
  'ratelimit',
  'ratelimit-policy',
];

/** What a browser of any site asks before it asks us. */
export const preflight = cors({ origin: '*', exposeHeaders: told });

const anySite = { 'access-control-allow-origin': '*', 'access-control-expose-headers': told.join(',') };

/**
 * What every answer carries: any site may read it, and it says how much is left, of how much (`RateLimit` and `RateLimit-Policy`,
 * draft-ietf-httpapi-ratelimit-headers). An answer that is made with these in it is left alone: to open its headers again costs more than a
 * short answer does.
 */
export function rimHeaders(c: Context<Env>): Record<string, string> {
  c.set('isFinished', true);
  const left = c.get('budget');
  if (!left) return anySite;
  return {
    ...anySite,
    'ratelimit-policy': left.policy,
    ratelimit: `"${left.name}";r=${left.remaining};t=${Math.ceil(left.msLeft / 1_000)}`,
  };
}

export const rim: MiddlewareHandler<Env> = async function rim(c, next) {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  await next();
  if (c.get('isFinished')) return;
  for (const [name, value] of Object.entries(rimHeaders(c))) c.res.headers.set(name, value);
};
