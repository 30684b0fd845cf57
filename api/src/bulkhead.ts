import type { MiddlewareHandler } from 'hono';
import type { Clock } from '@pharos/core/clock';
import { createLine } from '@pharos/core/line';
import type { Env } from './env.ts';
import { isUpload } from './uploads.ts';

/** So many requests of a class go on at a time, and so many wait; the next ones are told to come again. */
const sizes = {
  // What a responder does in an outage: the last that may suffer from anything else.
  incidents: { atOnceMax: 50, waitingMax: 100 },
  // Monitors that flip components by themselves come in crowds.
  components: { atOnceMax: 30, waitingMax: 50 },
  // Strangers who sign up, a crowd of them in an outage.
  subscribers: { atOnceMax: 40, waitingMax: 100 },
  // Edges and visitors: short, and many.
  reads: { atOnceMax: 100, waitingMax: 500 },
} as const;
type RequestClass = keyof typeof sizes;

// Each thing that is asked on the way has a limit of its own below this: no request takes longer, whatever hangs.
const requestMs = 5_000;

/**
 * Each class of requests waits among its own: a crowd of one kind takes no place from another. Files are none of them: they take minutes, and
 * are counted where it is known who sends them.
 */
export function bulkheads(clock: Clock): MiddlewareHandler<Env> {
  const line = (name: RequestClass) => createLine({ clock, what: `this region (${name})`, limitMs: requestMs, ...sizes[name] });
  const lines = { incidents: line('incidents'), components: line('components'), subscribers: line('subscribers'), reads: line('reads') };
  return function bulkhead(c, next) {
    return isUpload(c.req.method, c.req.path) ? next() : lines[classOf(c.req.method, c.req.path)](() => next());
  };
}

export function classOf(method: string, path: string): RequestClass {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'reads';
  const resource = /^\/v1\/pages\/[^/]+\/([a-z-]+)/.exec(path)?.[1];
  if (resource === 'components') return 'components';
  return resource === 'subscriptions' ? 'subscribers' : 'incidents';
}
