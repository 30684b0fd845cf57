import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';

/** Who takes nothing that we could send is told so, before anything is done. */
export const acceptable: MiddlewareHandler<Env> = async (c, next) => {
  if (!isAcceptable(c.req.header('accept'))) throw new Problem('not-acceptable', 'answers are application/json: accept that');
  await next();
};

export function isAcceptable(accept: string | undefined): boolean {
  return accept === undefined || accept === '' || accept === '*/*' || takesJson(accept);
}

const taken = new Set(['*/*', 'application/*', 'application/json', 'application/problem+json']);

function takesJson(accept: string): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return taken.has(type) && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
  });
}
