import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '@pharos/core/log';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { Problem, problemStatus } from '@pharos/core/problem';

/** Every failure leaves as RFC 9457 problem+json that says what to do; a bug says nothing of itself but its trace. */
export function problemResponse(error: unknown, c: Context, log: Log): Response {
  const problem = problemOf(error);
  if (!problem) {
    log.error({ err: error, path: c.req.path, trace: c.get('trace') as string }, 'a bug while answering');
    return respond(c, 500, {
      title: 'Something is wrong on our side',
      detail: 'It was logged; quote the trace when you tell us.',
      code: 'internal',
    });
  }
  const retryAfter: Record<string, string> =
    problem.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(problem.retryAfterMs / 1000)) };
  const fields = problem.fields.length > 0 ? { fields: problem.fields } : {};
  return respond(
    c,
    problemStatus[problem.code],
    { title: titles[problem.code], detail: problem.message, code: problem.code, ...fields },
    retryAfter,
  );
}

const titles: Record<Problem['code'], string> = {
  invalid: 'The request breaks a rule',
  unauthorized: 'A key is needed',
  forbidden: 'This key may not do that',
  'not-found': 'There is no such thing',
  gone: 'It was forgotten for good',
  conflict: 'It does not fit with what is there',
  'too-large': 'That is too large',
  limit: 'Too many requests',
  unavailable: 'Not available right now',
};

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (isPostgresOutage(error))
    return new Problem('unavailable', 'the database of this region does not answer; try again, or write to another region', {
      retryAfterMs: 1_000,
    });
  if (error instanceof HTTPException && error.status === 413) return new Problem('too-large', error.message);
  if (error instanceof HTTPException && error.status === 400) return new Problem('invalid', error.message || 'the body is not JSON');
  return undefined;
}

function respond(c: Context, status: number, body: Record<string, unknown>, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ type: 'about:blank', status, ...body, trace: c.get('trace') as string }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}
