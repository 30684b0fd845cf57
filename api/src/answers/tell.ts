import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import { covers, decodeVersion, type Version } from '@pharos/core/version';
import { isAcceptable } from '../acceptable.ts';
import type { Env } from '../env.ts';
import { rimHeaders } from '../rim.ts';
import type { Found } from './answer.ts';
import type { Answers } from './answers.ts';

/**
 * What is at hand of a page that is public, to whoever asks: nobody has to be asked for it, it takes no place among those who wait,
 * and no more is looked at than the request's own line and headers. All else goes on to the route.
 */
export function answerAtHand(name: string, answers: Answers): MiddlewareHandler<Env> {
  return async function answerAtHand(c, next) {
    if (c.req.url.includes('?')) return next();
    // What is no id has no answer here either.
    const answer = answers.atHand(c.req.param('page')!, name);
    const wanted = c.req.header('if-version-at-least');
    const atLeast = wanted === undefined ? {} : decodeVersion(wanted);
    if (!answer?.isPublic || !atLeast || !covers(answer.version, atLeast)) return next();
    if (!isAcceptable(c.req.header('accept'))) return next();
    answers.count('HIT-L1');
    const { bytes, etag } = answer;
    const isTheSame = isKnown(c.req.header('if-none-match'), etag);
    const headers = { ...rimHeaders(c), 'cache-control': 'no-cache', etag, 'x-cache': 'HIT-L1' };
    if (isTheSame) return new Response(null, { status: 304, headers });
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'content-type': 'application/json' } });
  };
}

/** `isBehind`: who asks has seen more than there is here, and is told so. */
export function tellAnswer(c: Context<Env>, { from, answer: { bytes, etag } }: Found, isBehind = false): Response {
  const headers = { 'cache-control': 'no-cache', etag, 'x-cache': from };
  if (isKnown(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  const body = isBehind ? Buffer.concat([bytes.subarray(0, -1), Buffer.from(',"stale":true}')]) : bytes;
  return c.body(body as Uint8Array<ArrayBuffer>, 200, { ...headers, 'content-type': 'application/json' });
}

export function isKnown(held: string | undefined, etag: string): boolean {
  return held !== undefined && (held === '*' || held === etag || (held.match(/"[^"]*"/g)?.includes(etag) ?? false));
}

export function wantedVersion(text: string | undefined): Version | undefined {
  if (text === undefined) return undefined;
  const version = decodeVersion(text);
  if (!version) throw new Problem('invalid', 'If-Version-At-Least is not a version that we gave');
  return version;
}
