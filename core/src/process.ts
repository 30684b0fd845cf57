import { z } from 'zod';
import { systemClock } from './clock.ts';
import { commonConfig, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { serveAdmin } from './outside/admin.ts';
import { isPostgresOutage } from './outside/postgres.ts';
import { Problem } from './problem.ts';
import { systemRandom } from './random.ts';
import type { Kit, Role } from './role.ts';
import { createReleasers } from './run.ts';

type Config<T extends z.ZodRawShape> = z.infer<z.ZodObject<typeof commonConfig>> & z.infer<z.ZodObject<T>>;

export interface ProcessOptions<T extends z.ZodRawShape> {
  role: string;
  shape: T;
  /** Opens what the role needs, pushing a closer for each on `releasers`, and starts it. */
  start(kit: Kit, config: Config<T>, releasers: ReturnType<typeof createReleasers>): Promise<Role>;
}

/**
 * The life of one process: read the environment, open the doors, start, serve its health, and on SIGTERM or SIGINT the
 * mirror of it: not ready, for `LEAVE_MS` still taking what balancers send that have not seen it yet, stop taking, drain,
 * close in reverse order, exit 0 within `STOP_MS`.
 */
export async function runProcess<T extends z.ZodRawShape>({ role: name, shape, start }: ProcessOptions<T>): Promise<void> {
  const config = settle(() => readConfig({ ...commonConfig, ...shape }, process.env) as Config<T>);
  const kit: Kit = {
    role: name,
    region: config.REGION,
    regionNumber: config.REGION_NUMBER,
    clock: systemClock,
    random: systemRandom,
    log: createLog({ role: name, region: config.REGION, level: config.LOG_LEVEL }),
    metrics: createMetrics({ role: name, region: config.REGION }),
  };
  process.on('uncaughtException', (error) => crash(kit, error));
  process.on('unhandledRejection', (error) => crash(kit, error));

  const releasers = createReleasers();
  let state: 'starting' | 'running' | 'stopping' = 'starting';
  let role: Role | undefined;
  const stop = async (signal: string) => {
    if (state === 'stopping') return;
    // Who is still starting serves nobody yet.
    const leaveMs = state === 'running' ? config.LEAVE_MS : 0;
    state = 'stopping';
    kit.log.info({ signal, leaveMs }, 'stopping');
    if (leaveMs > 0) await kit.clock.sleep(leaveMs);
    setTimeout(() => {
      kit.log.error(`not drained within ${config.STOP_MS} ms: what is open is cut`);
      process.exit(1);
    }, config.STOP_MS).unref();
    releasers.release().then(
      () => process.exit(0),
      (error: unknown) => crash(kit, error),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

  try {
    const traces = await tracesOf(kit, config);
    // Closed last: what is done while a role stops is part of the journey.
    if (traces) releasers.push(() => traces[Symbol.asyncDispose]());
    kit.traces = traces;
    const admin = await serveAdmin({
      host: config.HOST,
      port: config.ADMIN_PORT,
      metrics: kit.metrics,
      checks: async () => {
        if (state !== 'running' || !role) return { [name]: state };
        return role.checks();
      },
    });
    releasers.push(() => admin[Symbol.asyncDispose]());
    role = await start(kit, config, releasers);
    releasers.push(() => role?.[Symbol.asyncDispose]());
    if (state === 'starting') state = 'running';
    kit.log.info({ url: role.url, admin: admin.url }, 'ready');
    process.send?.({ ready: true, url: role.url, admin: admin.url });
    process.send?.('ready'); // the word that PM2 waits for
  } catch (error) {
    await releasers.release().catch(() => undefined); // the first failure is the one to tell
    settle(() => {
      throw error;
    });
  }
}

/** Who wants no traces does not load what makes them. */
async function tracesOf(kit: Kit, config: z.infer<z.ZodObject<typeof commonConfig>>): Promise<Kit['traces']> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const { openTraces } = await import('./outside/traces-otlp.ts');
  return openTraces({
    ...kit,
    endpoint,
    serviceName: config.OTEL_SERVICE_NAME,
    sampler: config.OTEL_TRACES_SAMPLER,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
  });
}

/** A wrong set-up is one line that says what to do, and exit 1; only a bug deserves a stack. */
export function settle<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const told = inOneLine(error);
    process.stderr.write(`${told ?? (error as Error).stack ?? String(error)}\n`);
    process.exit(1);
  }
}

/** What somebody can do about it, if it is known. */
export function inOneLine(error: unknown): string | undefined {
  if (error instanceof Problem) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') return `port ${port} is taken: stop what listens there, or choose another port`;
  if (code === 'EACCES') return `port ${port} may not be opened on ${address}: choose one above 1023`;
  if (code === 'ENOSPC') return 'the disk is full: make room and start again; nothing was damaged';
  if (code === '3D000' || code === '28P01' || code === '28000')
    return `Postgres refuses us: ${(error as Error).message}; set DATABASE_URL right`;
  if (code === '08P01')
    return `what answers at DATABASE_URL is a pooler that refuses our settings (${(error as Error).message}): see docs/postgres.md`;
  if (code === '53100') return "the database's disk is full: make room there and start again; nothing was damaged";
  if (isPostgresOutage(error)) return `Postgres does not answer (${code}): start it, or set DATABASE_URL to where it is`;
  return undefined;
}

function crash(kit: Kit, error: unknown): void {
  kit.log.fatal({ err: error }, 'a bug: this process ends, its supervisor starts a clean one');
  process.exit(1);
}
