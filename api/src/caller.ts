import type { Context, MiddlewareHandler } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { mayDo, type Level } from '@pharos/core/scope';
import type { Whose } from '@pharos/region/reading/access';
import type { Door } from '@pharos/resources/define-resource';
import type { Caller, Env } from './env.ts';
import { organisationHeader } from './people/sessions.ts';
import { isSessionToken } from './people/session-token.ts';
import { readingFor } from './tenant-reads.ts';
import { readerTokenIn } from './reader.ts';

/** The key that is sent, if one is: a reader's token is none, and neither is a session's. */
export function keyIn(authorization: string | undefined): string | undefined {
  if (!authorization || readerTokenIn(authorization)) return undefined;
  const key = /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization)?.[1];
  if (key !== undefined && isSessionToken(key)) return undefined;
  if (!key) throw new Problem('unauthorized', 'send the key as "Authorization: Bearer phr_..."');
  return key;
}

const alertsWithKey = /^(\/v1\/pages\/[^/]+\/alert-sources\/[^/]+\/alerts\/)([^/]+)$/;

/** Of senders of alerts that have no header for it, the key is the end of the address. */
export function keyInPath(path: string): string | undefined {
  return alertsWithKey.exec(path)?.[2];
}

/** The path as logs may show it. */
export function pathWithoutKey(path: string): string {
  return path.includes('/alerts/') ? path.replace(alertsWithKey, '$1-') : path;
}

/**
 * A route for those whose key has this level for this sort of things: of the page in its path or, where there is none, of those
 * whom `of` names. Whoever may not is told so before anything else of the request is looked at.
 */
export function needs(level: Level, area: string, of: Door['of'] = 'tenant') {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    const page = c.req.param('page');
    const { organisation } = await allow(c, level, area, page === undefined ? { of } : { page: Id.safeParse(page).data ?? page });
    await readingFor(organisation, next);
  };
  return { security: [{ bearer: [] as string[] }], middleware: guard };
}

/** What is asked about: a page, or something of no page. */
type Place = { page: string } | { of: NonNullable<Door['of']> };

/** The caller, if its key may do this there. A page of somebody else does not exist for it. */
export async function allow(c: Context<Env>, level: Level, area: string, place: Place): Promise<Caller> {
  const caller = c.get('caller');
  if (!caller) throw new Problem('unauthorized', 'sign in, or send a key as "Authorization: Bearer phr_..."');
  if (caller.isUndecided)
    throw new Problem('invalid', `you are in several organisations: say for which you ask, in the header ${organisationHeader}`);
  if ('page' in place && !(await c.get('tenants').opens(caller, place.page))) throw new Problem('not-found', 'there is no such page');
  if ('of' in place) allowBeyondPages(caller, place.of);
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!mayDo(caller.scopes, { area, level, isReading })) {
    const takes = `"${level}" or "${area}:${isReading ? 'read' : 'write'}"`;
    if (caller.by === 'person')
      throw new Problem('forbidden', `${caller.role ? `a ${caller.role}` : 'you'} may not do that here: it takes ${takes}`);
    throw new Problem('forbidden', `this key may not do that: it takes the scope ${takes}`);
  }
  return caller;
}

function allowBeyondPages({ page, organisation }: Whose, of: NonNullable<Door['of']>): void {
  if (of === 'own') return;
  if (page !== null) throw new Problem('forbidden', 'this key opens one page only');
  if (of === 'installation' && organisation !== null) throw new Problem('forbidden', 'this key opens one organisation only');
}

/** As much as the caller may see: nothing more is looked for. */
export function whoseOf(c: Context<Env>): Whose {
  const { page, organisation, pages } = c.get('caller')!;
  return { page, organisation, ...(pages && { pages }) };
}
