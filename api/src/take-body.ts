import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import { limits } from '@pharos/core/limits';
import type { Env } from './env.ts';
import { isUpload } from './uploads.ts';

// No list that is asked for is longer. Looked at before the entries are: each that is wrong costs a hundred times what it costs to count it.
const entriesMax = Math.max(limits.componentsPerChangeMax, limits.smsCountriesMax);
// Of these a push has thousands, each of two small fields.
const pushed = /^\/v1\/pages\/[^/]+\/metrics\/[^/]+\/points$/;

/** The whole body, before anybody waits for what it asks: a slow sender takes no place of those who have sent. Only JSON is understood, and files where they are asked for. */
export const takeBody: MiddlewareHandler<Env> = async (c, next) => {
  if (isUpload(c.req.method, c.req.path)) return next();
  const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase();
  const bytes = c.req.raw.body === null ? undefined : await c.req.arrayBuffer();
  const isSent = bytes !== undefined && bytes.byteLength > 0;
  const isSaid = type !== undefined && (c.req.method === 'POST' || c.req.method === 'PATCH');
  if ((isSent || isSaid) && type !== 'application/json') throw new Problem('unsupported', 'send the body as application/json');
  if (isSent) refuseLongLists(bytes, pushed.test(c.req.path) ? limits.pointsPerPushMax : entriesMax);
  await next();
};

function refuseLongLists(bytes: ArrayBuffer, entriesMax: number): void {
  for (const [path, value] of Object.entries(jsonIn(bytes) ?? {})) {
    if (!Array.isArray(value) || value.length <= entriesMax) continue;
    const message = `has more than ${entriesMax} entries`;
    throw new Problem('invalid', `a list ${message}`, { fields: [{ path: path.slice(0, 100), message }] });
  }
}

// What is no JSON is told by the route.
function jsonIn(bytes: ArrayBuffer): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
