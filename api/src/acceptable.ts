import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';
import { isDownload } from './uploads.ts';

/** Who takes nothing that we could send is told so, before anything is done. */
export const acceptable: MiddlewareHandler<Env> = async (c, next) => {
  const of = isDownload(c.req.path) ? files : taken;
  if (!isAcceptable(c.req.header('accept'), of)) throw new Problem('not-acceptable', 'answers are application/json: accept that');
  await next();
};

export function isAcceptable(accept: string | undefined, of: ReadonlySet<string> = taken): boolean {
  return accept === undefined || accept === '' || accept === '*/*' || takes(accept, of);
}

const taken = new Set(['*/*', 'application/*', 'application/json', 'application/problem+json']);
const files = new Set([...taken, 'text/*', 'text/csv', 'application/x-ndjson']);

function takes(accept: string, of: ReadonlySet<string>): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return of.has(type) && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
  });
}
