import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Counts } from '@pharos/core/outside/counts';
import { Problem } from '@pharos/core/problem';
import { acceptable } from './acceptable.ts';
import { createAnswers, type Answers } from './answers/answers.ts';
import { answerAtHand } from './answers/tell.ts';
import { createBudgets } from './budget.ts';
import { bulkheads, type BulkheadOptions } from './bulkhead.ts';
import type { Api, Deps, Env } from './env.ts';
import { docsRoutes } from './docs/routes.ts';
import { createKeys, type Keys } from './keys.ts';
import { createKnownEdges } from './known-edges.ts';
import { mountAll } from './mount-all.ts';
import { notFoundOf } from './not-found.ts';
import { problemResponse } from './problem-json.ts';
import { inItsClass } from './request-class.ts';
import { admit, type RateLimits } from './rate-limit.ts';
import { rim } from './rim.ts';
import { createSignUps, type SignUpLimits } from './sign-ups.ts';
import { takeBody } from './take-body.ts';
import { createTenants } from './tenants.ts';

export interface AppOptions extends Omit<Deps, 'keys' | 'answers' | 'signUps' | 'tenants'>, Pick<BulkheadOptions, 'classes' | 'lag'> {
  /** Those of this server; its own, where nobody else has to do with them. */
  keys?: Keys;
  answers?: Answers;
  limits: RateLimits;
  /** What the APIs of the region count together; without it each counts for itself. */
  counts?: Counts | undefined;
  /** Some of what is read comes from copies of the database. */
  hasReplicas?: boolean;
  signUpLimits?: SignUpLimits;
}

// The longest update is 20,000 characters, four bytes each at worst; with its components it fits in twice that.
const bodyMax = 160_000;

/** The whole API as a function from request to response: it listens nowhere, so that tests can ask it directly. */
export function createApp({
  limits,
  counts,
  classes,
  lag,
  hasReplicas = false,
  signUpLimits = { byAddress: false, smsPerDay: 500 },
  ...given
}: AppOptions): Api {
  const signUps = createSignUps(given.kit.clock, given.reads, signUpLimits);
  const tenants = createTenants(given.reads);
  const deps: Deps = {
    ...given,
    keys: given.keys ?? createKeys(given.kit, given.reads),
    answers: given.answers ?? createAnswers(given),
    tenants,
    signUps,
  };
  const { kit } = deps;
  const seconds = kit.metrics.histogram('http_request_seconds', 'Time to answer, by route and status', ['route', 'status']);
  // As many as there are routes and statuses: to find them by their labels each time costs as much as all the rest of it.
  const observed = new Map<string, { observe(value: number): void }>();
  const observing = (route: string, status: number) => {
    const name = `${status} ${route}`;
    const known = observed.get(name) ?? seconds.labels({ route, status: String(status) });
    observed.set(name, known);
    return known;
  };
  const app = new OpenAPIHono<Env>();

  app.use(async function observe(c, next) {
    const started = kit.clock.elapsed();
    c.set('trace', c.req.header('traceparent')?.split('-')[1] ?? randomUUID().replaceAll('-', ''));
    await next();
    const took = kit.clock.elapsed() - started;
    observing(c.req.routePath, c.res.status).observe(took / 1000);
    kit.log.info({ method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(took), trace: c.get('trace') }, 'answered');
  });
  app.use(rim);
  app.use(inItsClass(hasReplicas));
  app.use(admit(limits, deps.keys, createKnownEdges(kit.clock, deps.readerKeys), createBudgets(kit, counts)));
  for (const name of ['view', 'components', 'groups']) app.get(`/v1/pages/:page/${name}`, answerAtHand(name, deps.answers));
  app.use(
    bodyLimit({
      maxSize: bodyMax,
      onError: () => {
        throw new Problem('too-large', `the body has more than ${bodyMax} bytes`);
      },
    }),
  );
  app.use('/v1/*', acceptable);
  app.use(takeBody);
  app.use(async (c, next) => {
    c.set('tenants', tenants);
    await next();
  });
  app.use(bulkheads({ clock: kit.clock, metrics: kit.metrics, classes, lag }));

  mountAll(app, deps);
  docsRoutes(app);
  app.get('/', (c) => c.json({ name: 'Pharos API', region: kit.region, docs: '/docs', description: '/openapi.json', pages: '/v1/pages' }));
  app.notFound(notFoundOf(app));
  app.onError((error, c) => problemResponse(error, c, kit.log, deps.elsewhere));
  return app;
}
