import { z } from 'zod';
import { Problem } from './problem.ts';

export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof samplerNames)[number];

/** The names and meanings are OpenTelemetry's own: who has a collector knows them. */
const tracesConfig = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where traces go, by OTLP over HTTP: `http://collector:4318`. Without it nothing is traced'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .describe('What the collector asks to be sent with them, as `name=value,name=value`; a secret'),
  OTEL_SERVICE_NAME: z.string().max(100).optional().describe('How this process calls itself in traces; `pharos-` and its role without it'),
  OTEL_RESOURCE_ATTRIBUTES: z.string().optional().describe('What else is said of this place in traces, as `name=value,name=value`'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplerNames)
    .default('parentbased_always_on')
    .describe('Which traces are kept. Those that begin with `parentbased_` leave it to callers who send a `traceparent`'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('For `traceidratio`: the part that is kept, `0.05` for one in twenty'),
};

/** What every role reads. A role adds its own variables to these. */
export const commonConfig = {
  REGION: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,15}$/)
    .describe('Short name of this region, e.g. `us`'),
  REGION_NUMBER: z.coerce.number().int().min(1).max(63).describe('Number of this region, the same for ever'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe line that is written'),
  HOST: z.string().default('127.0.0.1').describe('Address the HTTP servers listen on'),
  ADMIN_PORT: port('Port of `/healthz`, `/readyz` and `/metrics`').default(9400),
  STOP_MS: z.coerce.number().int().min(100).max(600_000).default(4_000).describe('Longest graceful stop; what is open then is cut'),
  LEAVE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(120_000)
    .default(0)
    .describe(
      'After SIGTERM, how long work is still taken while `/readyz` says no: until every balancer has seen it. `STOP_MS` counts from then',
    ),
  ...tracesConfig,
};

export const postgresConfig = {
  DATABASE_URL: postgresUrl().describe(
    "The region's Postgres, `postgres://user@host:port/database`; of several servers, comma between `host:port`, the one that takes writes is found by itself",
  ),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10).describe('Most connections of this process'),
};

export const natsConfig = {
  NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\/[^,\s]+(,(nats|tls):\/\/[^,\s]+)*$/, 'must be nats://host:port (several: comma between them)')
    .describe("The region's NATS, `nats://host:port`"),
  NATS_USER: z.string().optional().describe('User there'),
  NATS_PASSWORD: z.string().optional().describe('Its password'),
  NATS_CA_FILE: z.string().optional().describe('PEM file of the authority that signed its certificate; with it, TLS is required'),
  NATS_CERT_FILE: z.string().optional().describe('PEM file of our own certificate, where NATS asks for one'),
  NATS_KEY_FILE: z.string().optional().describe('PEM file of the key of that certificate'),
};

export const redisConfig = {
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, 'must be redis://host:port')
    .describe("The region's Redis, `redis://host:port`"),
};

// Of several hosts, which no URL has, the first one stands for all.
const manyHosts = /^(postgres(?:ql)?:\/\/(?:[^@/\s]*@)?[^,/\s]+)(?:,[^,/\s]+)+(\/|\?|$)/;

export function postgresUrl() {
  const one = z.url({ protocol: /^postgres(ql)?$/ });
  return z.string().refine((text) => one.safeParse(text.replace(manyHosts, '$1$2')).success, 'must be postgres://user@host:port/database');
}

export function port(describe: string) {
  return z.coerce.number().int().min(0).max(65_535).describe(describe);
}

/** Reads the environment once. What is wrong is told by name, all of it at once, before anything is opened. */
export function readConfig<T extends z.ZodRawShape>(shape: T, env: Record<string, string | undefined>): z.infer<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.keys(shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const what = name in given ? `is "${shown(name, env[name]!)}": ${issue.message}` : 'is missing';
    const describe = descriptionOf(shape[name]);
    return `${name} ${what}${describe ? ` (${describe})` : ''}`;
  });
  throw new Problem('invalid', `set the environment right: ${told.join('; ')}`);
}

export interface ConfigRow {
  name: string;
  fallback: string;
  describe: string;
}

/** The rows of the documented table: made from the schema, so that they cannot part. */
export function configRows(shape: z.ZodRawShape): ConfigRow[] {
  return Object.entries(shape).map(([name, field]) => {
    const empty = z.object({ [name]: field as z.ZodType }).safeParse({});
    const value = empty.success ? empty.data[name] : undefined;
    return {
      name,
      fallback: empty.success ? (value === undefined ? '(none)' : `\`${JSON.stringify(value)}\``) : 'required',
      describe: descriptionOf(field),
    };
  });
}

// A secret in a wrong variable is not printed on the terminal of whoever mistyped it.
function shown(name: string, value: string): string {
  return /SECRET|KEY|TOKEN|PASSWORD|HEADERS/.test(name) ? '(hidden)' : value.replace(/\/\/[^@/]*@/, '//…@');
}

/** A description stands where it was given: a default or a transform wraps around it. */
function descriptionOf(field: unknown): string {
  for (let at = field; at instanceof z.ZodType; at = inner(at)) if (at.description) return at.description;
  return '';
}

function inner(type: z.ZodType): unknown {
  const { innerType, in: input } = type.def as { innerType?: unknown; in?: unknown };
  return innerType ?? input;
}
