import { Problem } from '@pharos/core/problem';
import type { Api } from './env.ts';

/**
 * Whether this region takes writes, for whoever leads writers to regions: a name server, a CDN, a balancer. It is asked of the database
 * itself, by the connection that is kept for such questions, so that a crowd does not make a region look dead that only has much to do.
 */
export function healthRoutes(app: Api, whyNoWrites: () => Promise<string | undefined> = () => Promise.resolve(undefined)): void {
  app.get('/health/writes', async (c) => {
    const why = await whyNoWrites();
    if (why !== undefined) throw new Problem('unavailable', 'the database of this region takes no writes');
    c.header('cache-control', 'no-store');
    return c.json({ writes: true });
  });
}
