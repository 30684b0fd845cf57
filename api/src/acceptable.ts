import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';
import { isDownload } from './uploads.ts';

/** Who takes nothing that we could send is told so, before anything is done. */
export const acceptable: MiddlewareHandler<Env> = async (c, next) => {
  const accept = c.req.header('accept');
  if (accept !== undefined && accept !== '' && !takes(accept, isDownload(c.req.path) ? files : taken))
    throw new Problem('not-acceptable', 'answers are application/json: accept that');
  await next();
};

const taken = new Set(['*/*', 'application/*', 'application/json', 'application/problem+json']);
const files = new Set([...taken, 'text/*', 'text/csv', 'application/x-ndjson']);

function takes(accept: string, taken: ReadonlySet<string>): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return taken.has(type) && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
  });
}
