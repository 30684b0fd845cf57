import { randomBytes } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { isEdgeToken } from '@pharos/core/edge-token';
import { Problem } from '@pharos/core/problem';
import { acceptable } from './acceptable.ts';
import { createAccounts, type AccountOptions } from './people/accounts.ts';
import { bulkheads } from './bulkhead.ts';
import type { Api, Deps, Env } from './env.ts';
import { docsRoutes } from './docs/routes.ts';
import { corsFor } from './cors.ts';
import { createKeys, type Keys } from './keys.ts';
import { mountAll } from './mount-all.ts';
import { notFoundOf } from './not-found.ts';
import { signInPage } from './people/page/page.ts';
import { createPasswords, ofPages } from './passwords.ts';
import { problemResponse } from './problem-json.ts';
import { admit, type RateLimits } from './rate-limit.ts';
import type { Refusals } from './refusals.ts';
import { createSignUps, usualLimits, type SignUps } from './sign-ups.ts';
import { takeBody } from './take-body.ts';
import { createTenants, type Tenants } from './tenants.ts';
import { isUpload } from './uploads.ts';

export interface AppOptions extends Omit<Deps, 'keys' | 'signUps' | 'tenants' | 'accounts' | 'passwords' | 'jobs'> {
  /** How people sign in; none: nobody does. */
  accounts?: AccountOptions;
  /** The way to the pool that is for writing; none: whoever reads may write. */
  writes?: PostgresDoor;
  /** Those of this server; its own, where nobody else has to do with them. */
  keys?: Keys;
  signUps?: SignUps;
  tenants?: Tenants;
  /** None: files are taken, and nobody does what is in them. */
  jobs?: Deps['jobs'];
  /** Counts who is refused. */
  refusals?: Refusals;
  limits: RateLimits;
}

// The longest update is 20,000 characters, four bytes each at worst; with its components it fits in twice that.
const bodyMax = 160_000;

/** The whole API as a function from request to response: it listens nowhere, so that tests can ask it directly. */
export function createApp({ limits, ...given }: AppOptions): Api {
  const { kit, reads, writer } = given;
  const signUps = given.signUps ?? createSignUps(kit.clock, reads, usualLimits);
  const jobs = given.jobs ?? { door: reads, wake: () => undefined };
  const tenants = given.tenants ?? createTenants(reads);
  const passwords = createPasswords({ clock: kit.clock, ...ofPages });
  const accounts = createAccounts({ kit, reads, writes: given.writes ?? reads, writer, tenants }, given.accounts ?? { keys: [] });
  const deps: Deps = { ...given, keys: given.keys ?? createKeys(kit, reads), tenants, signUps, jobs, accounts, passwords };
  const seconds = kit.metrics.histogram('http_request_seconds', 'Time to answer, by route and status', ['route', 'status']);
  const app = new OpenAPIHono<Env>();

  app.use(async function observe(c, next) {
    const started = kit.clock.elapsed();
    c.set('trace', c.req.header('traceparent')?.split('-')[1] ?? randomBytes(16).toString('hex'));
    await next();
    const took = kit.clock.elapsed() - started;
    seconds.observe({ route: c.req.routePath, status: String(c.res.status) }, took / 1000);
    kit.log.info({ method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(took), trace: c.get('trace') }, 'answered');
  });
  app.use(corsFor(given.accounts?.consoleOrigins ?? []));
  const limitBody = bodyLimit({
    maxSize: bodyMax,
    onError: () => {
      throw new Problem('too-large', `the body has more than ${bodyMax} bytes`);
    },
  });
  app.use((c, next) => (isUpload(c.req.method, c.req.path) ? next() : limitBody(c, next)));
  app.use('/v1/*', acceptable);
  app.use(takeBody);
  app.use(async (c, next) => {
    c.set('tenants', tenants);
    await next();
  });
  const isEdge = (token: string) => isEdgeToken(token, deps.readerKeys, kit.clock.now());
  app.use(admit(limits, deps.keys, accounts.sessions, isEdge));
  app.use(bulkheads(kit.clock));

  mountAll(app, deps);
  docsRoutes(app);
  signInPage(app);
  app.get('/', (c) => c.json({ name: 'Pharos API', region: kit.region, docs: '/docs', description: '/openapi.json', pages: '/v1/pages' }));
  app.notFound(notFoundOf(app));
  app.onError((error, c) => {
    given.refusals?.note(c, error);
    return problemResponse(error, c, kit.log, deps.elsewhere);
  });
  return app;
}
