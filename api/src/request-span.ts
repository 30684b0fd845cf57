import type { Context } from 'hono';
import { Id } from '@pharos/core/id';
import type { Kit } from '@pharos/core/role';
import { parseTraceparent } from '@pharos/core/traces';
import type { Env } from './env.ts';

/** Journeys begin where something is written: what is only read is asked for too often, and goes nowhere. */
export function isWriting(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/**
 * The name under which a request stands in logs, answers and traces: the caller's own, where they sent a `traceparent`. A request that
 * writes has a span, if somebody watches.
 */
export function beginRequest(c: Context<Env>, { traces }: Kit, newTrace: () => string): void {
  const header = c.req.header('traceparent');
  const parsed = parseTraceparent(header);
  const { method } = c.req;
  const span = isWriting(method)
    ? traces?.begin('request', parsed && header, { kind: 'server', attributes: { 'http.request.method': method } })
    : undefined;
  c.set('span', span);
  c.set('trace', span?.traceId ?? parsed?.traceId ?? newTrace());
}

/** The route as it is written, never the path: that may hold what is nobody else's. */
export function endRequest(c: Context<Env>, route: string): void {
  const span = c.get('span');
  if (!span) return;
  const { status } = c.res;
  const page = Id.safeParse(/^\/v1\/pages\/([^/]+)/.exec(c.req.path)?.[1]).data;
  span.set({ 'http.route': route, 'http.response.status_code': status, ...(page === undefined ? {} : { 'pharos.page': page }) });
  span.end(status >= 500 ? String(status) : undefined);
}
