import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '@pharos/core/log';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { Problem, problemStatus } from '@pharos/core/problem';
import { pathWithoutKey } from './caller.ts';
import type { Env } from './env.ts';
import { rimHeaders } from './rim.ts';

/** Every failure leaves as RFC 9457 problem+json that says what to do; a bug says nothing of itself but its trace. */
export function problemResponse(error: unknown, c: Context<Env>, log: Log, elsewhere: string[]): Response {
  const problem = problemOf(error);
  if (!problem) {
    log.error({ err: error, path: pathWithoutKey(c.req.path), trace: c.get('trace') }, 'a bug while answering');
    return respond(c, 500, {
      title: 'Something is wrong on our side',
      detail: 'It was logged; quote the trace when you tell us.',
      code: 'internal',
    });
  }
  const isUnavailable = problem.code === 'unavailable';
  const retryAfterMs = problem.retryAfterMs ?? (isUnavailable ? retryUsuallyMs : undefined);
  const retryAfter: Record<string, string> = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  const isElsewhere = isUnavailable && elsewhere.length > 0;
  const more = {
    ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
    ...(isElsewhere ? { elsewhere } : {}),
    ...(problem.isUncertain ? { outcome: 'unknown' } : {}),
  };
  return respond(
    c,
    problemStatus[problem.code],
    { title: titles[problem.code], detail: detailOf(problem), code: problem.code, ...more },
    { ...retryAfter, ...(isElsewhere && { link: elsewhere.map((api) => alternate(api, c.req.url)).join(', ') }) },
  );
}

// The same thing in another region.
function alternate(api: string, url: string): string {
  const { pathname, search } = new URL(url);
  return `<${api.replace(/\/$/, '')}${pathname}${search}>; rel="alternate"`;
}

// What hangs is asked again by then, and a crowd that comes back takes a second to come.
const retryUsuallyMs = 1_000;

function detailOf({ code, message, isUncertain }: Problem): string {
  if (code !== 'unavailable') return message;
  if (isUncertain)
    return `${message}. Send it again with the same Idempotency-Key, here or to another region: it is written once. Without one, look first`;
  return `${message}; try again, or ask another region`;
}

/** The body of a problem that is told without being thrown. */
export function problemText(code: Problem['code'], detail: string, trace: string): string {
  // What stands in it is ours, but for the trace.
  return `{"type":"about:blank","status":${problemStatus[code]},"title":"${titles[code]}","detail":"${detail}","code":"${code}","trace":${JSON.stringify(trace)}}`;
}

function textOf(status: number, body: Record<string, unknown>, trace: string): string {
  return JSON.stringify({ type: 'about:blank', status, ...body, trace });
}

const titles: Record<Problem['code'], string> = {
  invalid: 'The request breaks a rule',
  unauthorized: 'A key is needed',
  forbidden: 'This key may not do that',
  'not-found': 'There is no such thing',
  method: 'That is not how this is asked',
  'not-acceptable': 'That is not what we answer',
  changed: 'It is not as it was',
  gone: 'It was forgotten for good',
  conflict: 'It does not fit with what is there',
  'too-large': 'That is too large',
  unsupported: 'That is not sent in the form that is read here',
  limit: 'Too many requests',
  unavailable: 'Not available right now',
};

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (isPostgresOutage(error)) return new Problem('unavailable', 'the database of this region does not answer', { cause: error });
  if (error instanceof HTTPException && error.status === 413) return new Problem('too-large', error.message);
  if (error instanceof HTTPException && error.status === 400) return new Problem('invalid', error.message || 'the body is not JSON');
  return undefined;
}

function respond(c: Context<Env>, status: number, body: Record<string, unknown>, headers: Record<string, string> = {}): Response {
  return new Response(textOf(status, body, c.get('trace')), {
    status,
    headers: { ...rimHeaders(c), 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}
