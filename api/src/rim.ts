import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Left } from './budget.ts';
import type { Env } from './env.ts';
import { isWriting } from './request-span.ts';
import { sessionHeader } from './people/sessions.ts';

// Names a request that writes, for whoever asks afterwards what became of it.
const traceHeader = 'x-trace-id';

const told = [
  'etag',
  'x-version',
  sessionHeader,
  'x-cache',
  'retry-after',
  'preference-applied',
  'idempotency-replayed',
  'link',
  'location',
  'allow',
  'ratelimit',
  'ratelimit-policy',
  traceHeader,
];

// What a browser asks before it asks us: for a page of any site; and, with the session that it keeps, for one of ours.
const preflight = cors({ origin: '*' });
const ownPreflight = cors({ origin: (origin) => origin, credentials: true });

const toldAs = told.join(',');
const ownSite = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  vary: 'Origin',
});

/**
 * What every answer carries: any site may read it, and it says how much is left, of how much (`RateLimit` and `RateLimit-Policy`,
 * draft-ietf-httpapi-ratelimit-headers). An answer that is made with these in it is left alone: to open its headers again costs more than a
 * short answer does.
 */
export function rimHeaders(c: Context<Env>): Record<string, string> {
  c.set('isFinished', true);
  const own = c.get('ownOrigin');
  const headers = headersOf(c.get('budget'));
  if (isWriting(c.req.method)) headers[traceHeader] = c.get('trace');
  return own === undefined ? headers : { ...headers, ...ownSite(own) };
}

/** To whoever asks from any site. */
export function headersOf(left: Left | undefined): Record<string, string> {
  return Object.fromEntries(pairsOf(left ? headerLines(left) : anySite));
}

const anySite = ['access-control-allow-origin', '*', 'access-control-expose-headers', toldAs];

/** The same, names and values by turns, as the server itself takes them. */
export function headerLines({ name, policy, remaining, msLeft }: Left): string[] {
  return [...anySite, 'ratelimit-policy', policy, 'ratelimit', `"${name}";r=${remaining};t=${Math.ceil(msLeft / 1_000)}`];
}

export function pairsOf(lines: string[]): [string, string][] {
  return Array.from({ length: lines.length / 2 }, (_, at) => [lines[at * 2]!, lines[at * 2 + 1]!]);
}

/** `ownOrigins`: of pages of ours, which may ask with the session that a browser keeps. */
export function rim(ownOrigins: readonly string[]): MiddlewareHandler<Env> {
  return function rim(c, next) {
    const origin = c.req.header('origin');
    const own = origin !== undefined && ownOrigins.includes(origin) ? origin : undefined;
    if (c.req.method === 'OPTIONS') return (own === undefined ? preflight : ownPreflight)(c, next);
    if (own !== undefined) c.set('ownOrigin', own);
    return next();
  };
}

export function finish(c: Context<Env>): void {
  if (c.get('isFinished')) return;
  for (const [name, value] of Object.entries(rimHeaders(c))) c.res.headers.set(name, value);
}
