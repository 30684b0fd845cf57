import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '@pharos/core/problem';
import { limits } from '@pharos/core/limits';
import type { Env } from './env.ts';
import { isUpload } from './uploads.ts';

// No list that is asked for is longer. Looked at before the entries are: each that is wrong costs a hundred times what it costs to count it.
const entriesMax = Math.max(limits.componentsPerChangeMax, limits.smsCountriesMax);
// Of these a push has thousands, each of two small fields.
const pushed = /^\/v1\/pages\/[^/]+\/metrics\/[^/]+\/points$/;

/** The whole body, before anybody waits for what it asks: a slow sender takes no place of those who have sent. Only JSON is understood, and files where they are asked for. */
export function takeBody(bytesMax: number): MiddlewareHandler<Env> {
  const refuse = () => {
    throw new Problem('too-large', `the body has more than ${bytesMax} bytes`);
  };
  const counted = bodyLimit({ maxSize: bytesMax, onError: refuse });

  const textOf = async (c: Context<Env>): Promise<string> => {
    const length = c.req.header('content-length');
    if (length === undefined) {
      // It comes in pieces and nobody has said how many: they are counted as they come.
      if (c.req.raw.body === null) return '';
      await counted(c, () => Promise.resolve());
    } else if (Number(length) > bytesMax) refuse();
    // As text, which the routes find again: to look at the body as a stream, or as bytes, makes a whole new request of it each time.
    return length === '0' ? '' : c.req.text();
  };

  return async function takeBody(c, next) {
    const { method, path } = c.req;
    // A body of these means nothing, and is left where it is.
    if (method === 'GET' || method === 'HEAD' || isUpload(method, path)) return next();
    const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase();
    const text = await textOf(c);
    const isSaid = type !== undefined && (method === 'POST' || method === 'PATCH');
    if ((text !== '' || isSaid) && type !== 'application/json') throw new Problem('unsupported', 'send the body as application/json');
    if (text !== '') refuseLongLists(text, pushed.test(path) ? limits.pointsPerPushMax : entriesMax);
    await next();
  };
}

function refuseLongLists(text: string, entriesMax: number): void {
  for (const [path, value] of Object.entries(jsonIn(text) ?? {})) {
    if (!Array.isArray(value) || value.length <= entriesMax) continue;
    const message = `has more than ${entriesMax} entries`;
    throw new Problem('invalid', `a list ${message}`, { fields: [{ path: path.slice(0, 100), message }] });
  }
}

// What is no JSON is told by the route.
function jsonIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
