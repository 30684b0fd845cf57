import { OpenAPIHono } from '@hono/zod-openapi';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Counts } from '@pharos/core/outside/counts';
import type { Peer, Quick } from '@pharos/core/outside/http';
import { plainLines } from '@pharos/core/log';
import type { Random } from '@pharos/core/random';
import type { TraceContext } from '@pharos/core/traces';
import { acceptable } from './acceptable.ts';
import { createAccounts, type AccountOptions } from './people/accounts.ts';
import { createAnswers, type Answers } from './answers/answers.ts';
import { answerAtHand } from './answers/tell.ts';
import { nobodyToAsk, type AskNotifier } from './ask-notifier.ts';
import { createAttempts } from './attempts.ts';
import { pathWithoutKey } from './caller.ts';
import { createBudgets } from './budget.ts';
import { bulkheads, type BulkheadOptions } from './bulkhead.ts';
import type { Api, Deps, Env } from './env.ts';
import type { ConsoleFiles } from './console/files.ts';
import { consoleRoutes } from './console/routes.ts';
import { healthRoutes } from './health.ts';
import { createStatuspage } from './dialects/statuspage/app.ts';
import { isStatuspage } from './dialects/statuspage/paths.ts';
import { docsRoutes } from './docs/routes.ts';
import type { MiddlewareHandler } from 'hono';
import { createKeys, type Keys } from './keys.ts';
import { createKnownEdges } from './known-edges.ts';
import { mountAll } from './mount-all.ts';
import { notFoundOf } from './not-found.ts';
import { signInPage } from './people/page/page.ts';
import { createPasswords, ofPages } from './passwords.ts';
import { createPresence, type Presence } from './presence.ts';
import { problemResponse } from './problem-json.ts';
import { inItsClass } from './request-class.ts';
import { createQuick } from './quick.ts';
import { askedIn, responseOf } from './quick-request.ts';
import { admit, createCustomers, type RateLimits } from './rate-limit.ts';
import type { Refusals } from './refusals.ts';
import { beginRequest, endRequest } from './request-span.ts';
import { finish, rim } from './rim.ts';
import { createSignUps, usualLimits, type SignUps } from './sign-ups.ts';
import { takeBody } from './take-body.ts';
import { createTenants, type Tenants } from './tenants.ts';

type Own = 'keys' | 'answers' | 'signUps' | 'tenants' | 'accounts' | 'passwords' | 'attempts' | 'jobs' | 'askNotifier' | 'presence';

export interface AppOptions extends Omit<Deps, Own>, Pick<BulkheadOptions, 'classes' | 'lag'> {
  /** How people sign in; none: nobody does. */
  accounts?: AccountOptions;
  /** The way to the pool that is for writing; none: whoever reads may write. */
  writes?: PostgresDoor;
  /** Those of this server; its own, where nobody else has to do with them. */
  keys?: Keys;
  answers?: Answers;
  signUps?: SignUps;
  tenants?: Tenants;
  /** None: files are taken, and nobody does what is in them. */
  jobs?: Deps['jobs'];
  /** Of the region; none: of this server alone. */
  presence?: Presence;
  /** None: deliveries cannot be asked for. */
  askNotifier?: AskNotifier;
  /** The console, where this API serves it. */
  console?: ConsoleFiles | undefined;
  /** Why the database takes no writes just now, asked of it itself; undefined: it does. */
  whyNoWrites?: () => Promise<string | undefined>;
  /** Counts who is refused. */
  refusals?: Refusals;
  limits: RateLimits;
  /** What the APIs of the region count together; without it each counts for itself. */
  counts?: Counts | undefined;
  /** Some of what is read comes from copies of the database. */
  hasReplicas?: boolean;
}

// The longest update is 20,000 characters, four bytes each at worst; with its components it fits in twice that.
const bodyMax = 160_000;

/** Named by the process and a number: nobody has to guess a trace, nor pays for one that cannot be guessed. */
function createTraces(random: Random): () => string {
  const process = Array.from({ length: 16 }, () => Math.trunc(random() * 16).toString(16)).join('');
  let count = 0;
  return () => process + (count++).toString(16).padStart(16, '0');
}

/**
 * The whole API as a function from request to response: it listens nowhere, so that tests can ask it directly. `quick` answers part of
 * it, from the request as it came.
 */
export function createApp({ limits, counts, classes, lag, hasReplicas = false, ...given }: AppOptions): Api & { quick: Quick } {
  const { kit, reads, writer } = given;
  const tenants = given.tenants ?? createTenants(reads);
  const attempts = createAttempts(kit, counts);
  const accounts = createAccounts({ kit, reads, writes: given.writes ?? reads, writer, tenants, attempts }, given.accounts ?? { keys: [] });
  const deps: Deps = {
    ...given,
    keys: given.keys ?? createKeys(kit, reads),
    answers: given.answers ?? createAnswers(given),
    signUps: given.signUps ?? createSignUps(kit.clock, reads, usualLimits),
    presence: given.presence ?? createPresence(kit.clock),
    askNotifier: given.askNotifier ?? nobodyToAsk,
    jobs: given.jobs ?? { door: reads, wake: () => undefined },
    passwords: createPasswords({ clock: kit.clock, ...ofPages }),
    attempts,
    tenants,
    accounts,
  };
  const ownOrigins = given.accounts?.consoleOrigins ?? [];
  const isEdge = createKnownEdges(kit.clock, deps.readerKeys);
  const budgets = createBudgets(kit, counts);
  const customers = createCustomers();
  const seconds = kit.metrics.histogram('http_request_seconds', 'Time to answer, by route and status', ['route', 'status']);
  // As many as there are routes and statuses: to find them by their labels each time costs as much as all the rest of it.
  const observed = new Map<string, { observe(value: number): void }>();
  const observing = (route: string, status: number) => {
    const name = `${status} ${route}`;
    const known = observed.get(name) ?? seconds.labels({ route, status: String(status) });
    observed.set(name, known);
    return known;
  };
  const newTrace = createTraces(kit.random);
  const line = plainLines(kit.log);
  const tellAnswered = ({ method, path, route, status, trace, startedAt, context }: Answered) => {
    const took = kit.clock.elapsed() - startedAt;
    observing(route, status).observe(took / 1_000);
    if (context !== undefined) kit.metrics.exemplar('http_request_seconds', took / 1_000, context, { route, status: String(status) });
    if (isPlain.test(trace) && isPlain.test(path))
      line(`"method":"${method}","path":"${path}","status":${status},"ms":${Math.round(took)},"trace":"${trace}","msg":"answered"`);
    else kit.log.info({ method, path, status, ms: Math.round(took), trace }, 'answered');
  };
  const app = new OpenAPIHono<Env>();

  const observe: MiddlewareHandler<Env> = async function observe(c, next) {
    const started = kit.clock.elapsed();
    beginRequest(c, kit, newTrace);
    await next();
    finish(c);
    const { method, routePath: route } = c.req;
    const path = pathWithoutKey(c.req.path);
    const context = c.get('span')?.context;
    tellAnswered({ method, path, route, status: c.res.status, trace: c.get('trace'), startedAt: started, context });
    endRequest(c, route);
  };
  const atRim = rim(ownOrigins);
  const letIn = admit(limits, deps.keys, accounts.sessions, isEdge, budgets, customers);
  const inTurn = bulkheads({ clock: kit.clock, metrics: kit.metrics, classes, lag });
  app.use(observe);
  app.use(atRim);
  // Nobody pays for it who only reads, unless there is a choice to make.
  if (hasReplicas) app.use(inItsClass);
  else app.on(['POST', 'PUT', 'PATCH', 'DELETE'], '*', inItsClass);
  app.use(letIn);
  for (const name of ['view', 'components', 'groups']) app.get(`/v1/pages/:page/${name}`, answerAtHand(name, deps.answers));
  app.use('/v1/*', acceptable);
  app.use(takeBody(bodyMax));
  app.use(async (c, next) => {
    c.set('tenants', tenants);
    await next();
  });
  // What a dialect asks in the place of another request is done in the place of that.
  app.use((c, next) => (c.env.admitted ? next() : inTurn(c, next)));

  mountAll(app, deps);
  docsRoutes(app);
  signInPage(app);
  if (given.console) consoleRoutes(app, { files: given.console, region: kit.region, elsewhere: deps.elsewhere });
  healthRoutes(app, given.whyNoWrites);
  app.get('/', (c) => c.json({ name: 'Pharos API', region: kit.region, docs: '/docs', description: '/openapi.json', pages: '/v1/pages' }));
  app.notFound(notFoundOf(app));
  app.onError((error, c) => {
    given.refusals?.note(c, error);
    return problemResponse(error, c, kit.log, deps.elsewhere);
  });
  const quick = createQuick({
    answers: deps.answers,
    keys: deps.keys,
    isEdge,
    byAddress: budgets.open('address', limits.perAddress),
    byEdge: budgets.open('edge', limits.perEdge),
    byKey: budgets.open('key', limits.perKey),
    customers,
    trustProxy: limits.trustProxy,
    ownOrigins,
    onUnknownKey: (address) => given.refusals?.noteKey(address),
    newTrace,
    onAnswer: tellAnswered,
    elapsed: () => kit.clock.elapsed(),
  });
  const statuspage = createStatuspage({ ...deps, api: app, around: [observe, atRim, letIn, inTurn] });
  const routed = app.fetch;
  app.fetch = (request, peer, context) => {
    if (isStatuspage(request.url, () => request.headers.get('authorization'))) return statuspage.fetch(request, peer);
    const told = (peer as Peer).isDeclined ? undefined : quick(askedIn(request, peer as Peer));
    if (told === undefined) return routed(request, peer, context);
    return told instanceof Promise ? told.then(responseOf) : responseOf(told);
  };
  // A dialect answers in shapes of its own, also whom it refuses.
  return Object.assign(app, {
    quick: (asked) => (isStatuspage(asked.target, () => String(asked.headers['authorization'] ?? '')) ? undefined : quick(asked)),
  } satisfies { quick: Quick });
}

// Needs no escaping in JSON.
const isPlain = /^[\w/.:-]*$/;

interface Answered {
  method: string;
  path: string;
  route: string;
  status: number;
  trace: string;
  startedAt: number;
  context?: TraceContext | undefined;
}
