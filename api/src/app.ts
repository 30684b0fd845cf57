import { randomBytes } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono';
import { isEdgeToken } from '@pharos/core/edge-token';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { resources } from '@pharos/resources/registry';
import { besidesOf } from './besides.ts';
import { bulkheads } from './bulkhead.ts';
import type { Api, Deps, Env } from './env.ts';
import { mountFlat } from './mount-flat.ts';
import { mountVerbs } from './mount.ts';
import { problemResponse } from './problem-json.ts';
import { requireReader } from './reader.ts';
import { admit, type RateLimits } from './rate-limit.ts';
import { componentRoutes } from './routes/components.ts';
import { groupRoutes } from './routes/groups.ts';
import { historyRoutes } from './routes/history.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { createKeys, type Keys } from './keys.ts';
import { keyRoutes } from './routes/keys.ts';
import { organisationRoutes } from './routes/organisations.ts';
import { maintenanceRoutes } from './routes/maintenances.ts';
import { meshRoutes } from './routes/mesh.ts';
import { pageRoutes } from './routes/pages.ts';
import { postmortemRoutes } from './routes/postmortems.ts';
import { readerTokenRoutes } from './routes/reader-tokens.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { createSignUps, type SignUpLimits } from './sign-ups.ts';
import { takeOnlyWhatIsNamed } from './strict-routes.ts';
import { takeBody } from './take-body.ts';
import { createTenants } from './tenants.ts';

export interface AppOptions extends Omit<Deps, 'keys' | 'signUps' | 'tenants'> {
  /** Those of this server; its own, where nobody else has to do with them. */
  keys?: Keys;
  limits: RateLimits;
  signUpLimits?: SignUpLimits;
}

// The longest update is 20,000 characters, four bytes each at worst; with its components it fits in twice that.
const bodyMax = 160_000;

/** The whole API as a function from request to response: it listens nowhere, so that tests can ask it directly. */
export function createApp({ limits, signUpLimits = { byAddress: false, smsPerDay: 500 }, ...given }: AppOptions): Api {
  const signUps = createSignUps(given.kit.clock, given.reads, signUpLimits);
  const tenants = createTenants(given.reads);
  const deps: Deps = { ...given, keys: given.keys ?? createKeys(given.kit, given.reads), tenants, signUps };
  const { kit } = deps;
  const seconds = kit.metrics.histogram('http_request_seconds', 'Time to answer, by route and status', ['route', 'status']);
  const app = new OpenAPIHono<Env>();
  takeOnlyWhatIsNamed(app);

  app.use(async function observe(c, next) {
    const started = kit.clock.elapsed();
    c.set('trace', c.req.header('traceparent')?.split('-')[1] ?? randomBytes(16).toString('hex'));
    await next();
    const took = kit.clock.elapsed() - started;
    seconds.observe({ route: c.req.routePath, status: String(c.res.status) }, took / 1000);
    kit.log.info({ method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(took), trace: c.get('trace') }, 'answered');
  });
  app.use(cors({ origin: '*', exposeHeaders: ['etag', 'x-version', 'retry-after', 'preference-applied', 'idempotency-replayed'] }));
  app.use(
    bodyLimit({
      maxSize: bodyMax,
      onError: () => {
        throw new Problem('too-large', `the body has more than ${bodyMax} bytes`);
      },
    }),
  );
  app.use(takeBody);
  app.use(async (c, next) => {
    c.set('tenants', tenants);
    await next();
  });
  const isEdge = (token: string) => isEdgeToken(token, deps.readerKeys, kit.clock.now());
  app.use(admit(limits, deps.keys, isEdge));
  app.use(bulkheads(kit.clock));

  const guardPage: MiddlewareHandler<Env> = async (c, next) => {
    const page = Id.safeParse(c.req.param('page'));
    if (page.success) await requireReader(c, deps, page.data);
    await next();
  };
  app.use('/v1/pages/:page/*', guardPage);

  pageRoutes(app, deps);
  readerTokenRoutes(app, deps);
  componentRoutes(app, deps);
  groupRoutes(app, deps);
  historyRoutes(app, deps);
  incidentRoutes(app, deps);
  postmortemRoutes(app, deps);
  maintenanceRoutes(app, deps);
  subscriptionRoutes(app, deps);
  keyRoutes(app, deps);
  organisationRoutes(app, deps);
  meshRoutes(app, deps);
  for (const resource of resources) mountFlat(app, deps, resource);
  mountVerbs(app, deps, resources, besidesOf(deps, resources));

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'phr_...' });
  // Made once, at the first request: it is the work of a twentieth of a second.
  let description: string | undefined;
  const describe = () =>
    JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Pharos', version: '1', description: 'Errors are application/problem+json. Times are ISO 8601.' },
      }),
    );
  app.get('/openapi.json', (c) => c.body((description ??= describe()), 200, { 'content-type': 'application/json' }));
  app.get('/', (c) => c.json({ name: 'Pharos API', region: kit.region, description: '/openapi.json', pages: '/v1/pages' }));
  app.notFound(() => {
    throw new Problem('not-found', 'there is no such address: /openapi.json lists them');
  });
  app.onError((error, c) => problemResponse(error, c, kit.log, deps.elsewhere));
  return app;
}
