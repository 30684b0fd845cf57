import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { idTailOf } from '@pharos/resources/statuspage/code';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { LRUCache } from 'lru-cache';
import { readPageCoded } from '@pharos/region/reading/codes';
import type { Api, Deps, Env } from '../../env.ts';
import { problemResponse } from '../../problem-json.ts';
import { createCall } from './call.ts';
import { accessUserRoutes } from './access-users.ts';
import { componentRoutes } from './components.ts';
import type { Dialect } from './dialect.ts';
import { embedRoutes } from './embed.ts';
import { groupRoutes } from './groups.ts';
import { incidentSubscriberRoutes } from './incident-subscribers.ts';
import { incidentRoutes } from './incidents.ts';
import { metricRoutes, providerRoutes } from './metrics.ts';
import { notCarriedRoutes } from './not-carried.ts';
import { pageRoutes } from './pages.ts';
import { pathOf } from './paths.ts';
import { peopleRoutes } from './people.ts';
import { postmortemRoutes } from './postmortems.ts';
import { BadRequest, errorBody, Refused, type Told } from './refusal.ts';
import { subscriberRoutes } from './subscribers.ts';
import { templateRoutes } from './templates.ts';
import { uptimeRoutes } from './uptime.ts';

export interface StatuspageOptions extends Pick<Deps, 'kit' | 'reads' | 'tenants' | 'elsewhere'> {
  /** Our own API: whatever is asked here is asked there. */
  api: Api;
  /** The rim of every request: it is noted down, let in, and waits among its own. */
  around: MiddlewareHandler<Env>[];
}

// What code a page has never changes.
const codesMax = 50_000;

/**
 * Statuspage's management API (v1) over our own: it maps names, shapes and codes, and decides nothing. Whoever asks is let in once, by
 * the same doors, and what they ask is then asked of our API in their place: scopes, tenants, limits, the audit log and what is said twice
 * are judged there.
 */
export function createStatuspage({ kit, reads, tenants, elsewhere, api, around }: StatuspageOptions): Hono<Env> {
  const app = new Hono<Env>({ getPath: (request) => pathOf(request.url) ?? '/v1/pages' });
  const codes = new LRUCache<string, string>({ max: codesMax });
  const taken = new Map<string, Set<string>>();

  // Before it is looked at who asks: the key may stand in the address, there.
  app.use(async function keyInAddress(c, next) {
    const key = c.req.query('api_key');
    if (key !== undefined && c.req.header('authorization') === undefined) c.req.raw.headers.set('authorization', `OAuth ${key}`);
    await next();
  });
  for (const each of around) app.use(each);

  const pageNamed = async (name: string): Promise<string | undefined> => {
    if (Id.safeParse(name).success) return name.toLowerCase();
    const tail = idTailOf(name);
    const known = codes.get(name);
    if (known !== undefined || tail === undefined) return known;
    const page = await reads((sql) => readPageCoded(sql, tail));
    if (page !== undefined) codes.set(name, page);
    return page;
  };

  /** A page of somebody else is not there, also where everybody may read it: this is where pages are managed. */
  const ownPage = async (c: Context<Env>): Promise<string> => {
    const caller = c.get('caller');
    if (caller?.by !== 'key') throw new Problem('unauthorized', 'Could not authenticate');
    const name = c.req.param('page');
    if (name === undefined) return '';
    const page = await pageNamed(name);
    if (page === undefined || !(await tenants.opens(caller, page)) || (await tenants.organisationOf(page)) === undefined)
      throw new Problem('not-found', 'there is no such page');
    return page;
  };

  const dialect: Dialect = {
    on: (methods, path, answer) => {
      const all = [methods].flat();
      taken.set(path, new Set([...(taken.get(path) ?? []), ...all]));
      app.on(all, `/v1${path}`, async (c) => {
        const { status = 200, body } = await answer(createCall(c, api, await ownPage(c), kit.clock.now));
        c.header('cache-control', 'no-store');
        return status === 204 || body === undefined ? c.body(null, 204) : c.json(body, status);
      });
    },
  };
  const routes = [
    pageRoutes,
    uptimeRoutes,
    componentRoutes,
    groupRoutes,
    postmortemRoutes,
    incidentSubscriberRoutes,
    incidentRoutes,
    templateRoutes,
    subscriberRoutes,
    metricRoutes,
    providerRoutes,
    peopleRoutes,
    accessUserRoutes,
    embedRoutes,
    notCarriedRoutes,
  ];
  for (const each of routes) each(dialect);

  const forms = [...taken].map(([path, methods]) => ({ form: new RegExp(`^/v1${path.replaceAll(/:\w+/g, '[^/]+')}$`), methods }));
  app.notFound((c) => {
    const allowed = forms.filter(({ form }) => form.test(c.req.path)).flatMap(({ methods }) => [...methods]);
    if (allowed.length === 0) throw new Problem('not-found', 'there is no such address');
    c.header('allow', [...new Set(allowed)].sort().join(', '));
    throw new Problem('method', `this address takes ${[...new Set(allowed)].sort().join(', ')}`);
  });

  app.onError(async (error, c) => {
    if (error instanceof BadRequest) return c.json(errorBody({ detail: error.message }), 400);
    if (error instanceof Refused) return tell(c, error.status, error.told, error.headers);
    const answer = problemResponse(error, c, kit.log, elsewhere);
    const headers = ['retry-after'].flatMap((name) => (answer.headers.has(name) ? [[name, answer.headers.get(name)!]] : []));
    return tell(c, answer.status, (await answer.json()) as Told, Object.fromEntries(headers));
  });
  return app;
}

// There what was forgotten is not there, and what does not fit with what is there is a field that is wrong, or a conflict.
const statusOf = (status: number) => (status === 410 ? 404 : status);

function tell(c: Context<Env>, status: number, told: Told, headers: Record<string, string>): Response {
  c.header('cache-control', 'no-store');
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.json(errorBody(told), statusOf(status) as 400);
}
