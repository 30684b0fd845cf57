import { randomBytes } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { isEdgeToken } from '@pharos/core/edge-token';
import { Problem } from '@pharos/core/problem';
import { acceptable } from './acceptable.ts';
import { bulkheads } from './bulkhead.ts';
import type { Api, Deps, Env } from './env.ts';
import { docsRoutes } from './docs/routes.ts';
import { createKeys, type Keys } from './keys.ts';
import { mountAll } from './mount-all.ts';
import { notFoundOf } from './not-found.ts';
import { problemResponse } from './problem-json.ts';
import { admit, type RateLimits } from './rate-limit.ts';
import { createSignUps, usualLimits, type SignUps } from './sign-ups.ts';
import { takeBody } from './take-body.ts';
import { createTenants } from './tenants.ts';
import { isUpload } from './uploads.ts';

export interface AppOptions extends Omit<Deps, 'keys' | 'signUps' | 'tenants' | 'jobs'> {
  /** Those of this server; its own, where nobody else has to do with them. */
  keys?: Keys;
  signUps?: SignUps;
  /** None: files are taken, and nobody does what is in them. */
  jobs?: Deps['jobs'];
  limits: RateLimits;
}

// The longest update is 20,000 characters, four bytes each at worst; with its components it fits in twice that.
const bodyMax = 160_000;

/** The whole API as a function from request to response: it listens nowhere, so that tests can ask it directly. */
export function createApp({ limits, ...given }: AppOptions): Api {
  const signUps = given.signUps ?? createSignUps(given.kit.clock, given.reads, usualLimits);
  const jobs = given.jobs ?? { door: given.reads, wake: () => undefined };
  const tenants = createTenants(given.reads);
  const deps: Deps = { ...given, keys: given.keys ?? createKeys(given.kit, given.reads), tenants, signUps, jobs };
  const { kit } = deps;
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
  app.use(
    cors({
      origin: '*',
      exposeHeaders: [
        'etag',
        'x-version',
        'retry-after',
        'preference-applied',
        'idempotency-replayed',
        'link',
        'allow',
        'ratelimit',
        'ratelimit-policy',
      ],
    }),
  );
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
  app.use(admit(limits, deps.keys, isEdge));
  app.use(bulkheads(kit.clock));

  mountAll(app, deps);
  docsRoutes(app);
  app.get('/', (c) => c.json({ name: 'Pharos API', region: kit.region, docs: '/docs', description: '/openapi.json', pages: '/v1/pages' }));
  app.notFound(notFoundOf(app));
  app.onError((error, c) => problemResponse(error, c, kit.log, deps.elsewhere));
  return app;
}
