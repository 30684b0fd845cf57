import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Clock } from '@pharos/core/clock';
import { createLine } from '@pharos/core/line';
import type { Metrics } from '@pharos/core/metrics';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';
import { classOf, requestClasses, type RequestClass } from './request-class.ts';
import { isUpload } from './uploads.ts';

/** So many requests of a class go on at a time, and so many wait; the next ones are told to come again. */
export interface ClassLimits {
  atOnceMax: number;
  waitingMax: number;
  /** No request takes longer, whatever hangs; and the server ends its statements then. */
  deadlineMs: number;
}
export type Classes = Record<RequestClass, ClassLimits>;

export const usualClasses: Classes = {
  incidents: { atOnceMax: 50, waitingMax: 100, deadlineMs: 5_000 },
  components: { atOnceMax: 30, waitingMax: 50, deadlineMs: 5_000 },
  subscribers: { atOnceMax: 40, waitingMax: 100, deadlineMs: 5_000 },
  // Edges and visitors: short, and many.
  reads: { atOnceMax: 100, waitingMax: 500, deadlineMs: 5_000 },
};

const form = /^(\d{1,5})\/(\d{1,5})\/(\d{3,5})$/;

function classLimits(of: RequestClass, what: string) {
  const { atOnceMax, waitingMax, deadlineMs } = usualClasses[of];
  return z
    .string()
    .regex(form, 'must be running/waiting/milliseconds')
    .default(`${atOnceMax}/${waitingMax}/${deadlineMs}`)
    .transform((text): ClassLimits => {
      const [, running, waiting, ms] = form.exec(text)!;
      return { atOnceMax: Math.max(1, Number(running)), waitingMax: Number(waiting), deadlineMs: Number(ms) };
    })
    .describe(`${what}: so many at a time, so many waiting, and the longest that one may take in milliseconds`);
}

export const classesConfig = {
  LIMIT_INCIDENTS: classLimits('incidents', 'Requests that change incidents, maintenances and pages'),
  LIMIT_COMPONENTS: classLimits('components', 'Requests that change components and groups'),
  LIMIT_SUBSCRIBERS: classLimits('subscribers', 'Requests that change subscriptions'),
  LIMIT_READS: classLimits('reads', 'Requests that read, but for what is at hand'),
  SHED_AT_LAG_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1_000)
    .describe(
      'A process that is late by so much refuses reads, by twice as much sign-ups, by four times as much components; incidents never',
    ),
};

// A process that is this late has more ready than it can do at once: then it matters who comes first. One that merely waits for a database does not.
const pressedMs = 10;
// While something more urgent is under way and the process is pressed, only so many of a class go on beside each other: they share one processor with it, and each
// of its steps would wait for one of each of them.
const besideMax: Record<RequestClass, number> = { incidents: Infinity, components: 8, subscribers: 4, reads: 4 };

// How late the process is when each class is refused, in multiples of what reads are: the low ones go first.
const shedAt: Record<RequestClass, number> = { reads: 1, subscribers: 2, components: 4, incidents: Infinity };

export interface BulkheadOptions {
  clock: Clock;
  metrics: Metrics;
  classes?: Classes | undefined;
  /** How late this process is with what it has to do, and at how much it begins to refuse. */
  lag?: { ms(): number; shedAtMs: number } | undefined;
}

const moreUrgent = Object.fromEntries(requestClasses.map((name, at) => [name, requestClasses.slice(0, at)])) as Record<
  RequestClass,
  RequestClass[]
>;

/**
 * Each class of requests waits among its own: a crowd of one kind takes no place from another. A process that cannot follow any more
 * refuses what is least important, before it does any work for it. Files are in none of them: they take minutes, and are counted where it is
 * known who sends them.
 */
export function bulkheads({ clock, metrics, classes = usualClasses, lag }: BulkheadOptions): MiddlewareHandler<Env> {
  const shed = metrics.counter('api_shed_total', 'Requests that were refused because this process could not follow, by class', ['class']);
  const full = metrics.counter('api_full_total', 'Requests that were refused because too many of their class waited', ['class']);
  const line = (name: RequestClass) => {
    const { atOnceMax, waitingMax, deadlineMs } = classes[name];
    const onRefused = () => full.inc({ class: name });
    return createLine({ clock, what: `this region (${name})`, limitMs: deadlineMs, atOnceMax, waitingMax, onRefused });
  };
  const lines = Object.fromEntries(requestClasses.map((name) => [name, line(name)])) as Record<RequestClass, ReturnType<typeof line>>;
  const narrow = Object.fromEntries(
    requestClasses.map((name) => {
      const { atOnceMax, waitingMax, deadlineMs } = classes[name];
      return [
        name,
        createLine({
          clock,
          what: `this region (${name})`,
          atOnceMax: Math.min(besideMax[name], atOnceMax),
          waitingMax,
          limitMs: deadlineMs,
        }),
      ];
    }),
  ) as typeof lines;
  const underWay: Record<RequestClass, number> = { incidents: 0, components: 0, subscribers: 0, reads: 0 };
  const givesWay = (of: RequestClass) => lag !== undefined && lag.ms() >= pressedMs && moreUrgent[of].some((other) => underWay[other] > 0);
  return function bulkhead(c, next) {
    const of = classOf(c.req.method, c.req.path);
    if (lag && lag.ms() >= lag.shedAtMs * shedAt[of]) {
      shed.inc({ class: of });
      throw new Problem('unavailable', `this server has more to do than it can, and does what is more urgent first (${of} wait)`);
    }
    if (isUpload(c.req.method, c.req.path)) return next();
    return lines[of](async () => {
      underWay[of]++;
      try {
        await (givesWay(of) ? narrow[of](() => next()) : next());
      } finally {
        underWay[of]--;
      }
    });
  };
}
