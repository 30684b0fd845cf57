import type { Context, MiddlewareHandler } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Scope } from '@pharos/core/scope';
import type { Caller, Env } from './env.ts';
import { readerTokenIn } from './reader.ts';

/** The key that is sent, if one is: a reader's token is none. */
export function keyIn(authorization: string | undefined): string | undefined {
  if (!authorization || readerTokenIn(authorization)) return undefined;
  const key = /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization)?.[1];
  if (!key) throw new Problem('unauthorized', 'send the key as "Authorization: Bearer phr_..."');
  return key;
}

/**
 * A route for those whose key may do this to the page in its path (`own`: to the page of the key, or to all). Whoever may not is
 * told so before anything else of the request is looked at.
 */
export function needs(scope: Scope, whose: 'path' | 'own' = 'path') {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    const page = c.req.param('page');
    allow(c, scope, page === undefined ? pageOfKey(c, whose) : (Id.safeParse(page).data ?? page));
    await next();
  };
  return { security: [{ bearer: [] as string[] }], middleware: guard };
}

function pageOfKey(c: Context<Env>, whose: 'path' | 'own'): string | null {
  return whose === 'own' ? (c.get('caller')?.page ?? null) : null;
}

/** The caller, if its key may do this to this page. A page of somebody else does not exist for it. */
export function allow(c: Context<Env>, scope: Scope, page: string | null): Caller {
  const caller = c.get('caller');
  if (!caller) throw new Problem('unauthorized', 'send a key as "Authorization: Bearer phr_..."');
  if (caller.page !== null && caller.page !== page) {
    throw page === null ? new Problem('forbidden', 'this key opens one page only') : new Problem('not-found', 'there is no such page');
  }
  // Who may do more may do less: read, write, admin.
  const most = Math.max(...caller.scopes.map((each) => Scope.options.indexOf(each)));
  if (most < Scope.options.indexOf(scope)) {
    throw new Problem('forbidden', `this key has no "${scope}" scope`);
  }
  return caller;
}
