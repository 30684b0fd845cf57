import type { Hono } from 'hono';
import type { Env } from './app.ts';
import type { Assets } from './assets.ts';
import { send } from './body.ts';

/**
 * The worker of a page that tells its visitors by their browsers. It stands at the root, because a worker is for what is below it; and
 * is looked at again each time, because it outlives the page that brought it.
 */
export function pushRoute(app: Hono<Env>, { worker }: Assets): void {
  app.get('/push-worker.js', (c) => {
    c.header('cache-control', 'no-cache');
    return send(c, worker);
  });
}
