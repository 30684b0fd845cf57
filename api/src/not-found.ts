import type { Context } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Api, Env } from './env.ts';

/** For what no route takes: the address is not there, or it is, and takes other methods. */
export function notFoundOf(app: Api): (c: Context<Env>) => never {
  let known: { method: string; path: RegExp }[] | undefined;
  return (c) => {
    known ??= app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => ({ method, path: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`) }));
    const there = known.filter(({ path }) => path.test(c.req.path)).map(({ method }) => method);
    if (there.length === 0) throw new Problem('not-found', 'there is no such address: /docs and /openapi.json list them');
    const allowed = [...new Set(there.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort().join(', ');
    c.res.headers.set('allow', allowed);
    throw new Problem('method', `this address takes ${allowed}`);
  };
}
