import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';

/** The whole body, before anybody waits for what it asks: a slow sender takes no place of those who have sent. Only JSON is understood. */
export const takeBody: MiddlewareHandler<Env> = async (c, next) => {
  const { body } = c.req.raw;
  if (body && (await c.req.arrayBuffer()).byteLength > 0) {
    const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase();
    if (type !== 'application/json') throw new Problem('unsupported', 'send the body as application/json');
  }
  await next();
};
