import type { Random } from '@pharos/core/random';
import type { Hono } from 'hono';
import type { Env } from './app.ts';
import { tokenOf } from './readers.ts';
import { isEventSource, type Relays } from './relays.ts';

export interface LiveOptions {
  random: Random;
  relays: Relays;
  /** The gateway of this region for a reader of the page; undefined when none was heard within a moment. */
  gatewayFor(page: string): Promise<string | undefined>;
}

// Without a gateway a reader is to come back in one to two times this: within seconds one is started again.
const retryMs = 2_000;
// And a client without streams is to ask for the View so often, as a gateway would tell it.
const pollMs = 15_000;

/** Where readers of a page are sent on to the gateway that holds it. */
export function liveRoutes(app: Hono<Env>, { random, relays, gatewayFor }: LiveOptions): void {
  app.get('/live/:page{[0-9a-f-]{36}}', async (c) => {
    const { page } = c.req.param();
    const url = await gatewayFor(page);
    c.header('cache-control', 'no-store');
    const comeBack = () => {
      // Not an error: an EventSource would never come back. It is told when to try again, and not all of them the same.
      const isStream = !c.req.header('accept')?.includes('application/json');
      if (isStream) return c.body(`retry: ${Math.round(retryMs * (1 + random()))}\n\n`, 200, { 'content-type': 'text/event-stream' });
      return c.json({ full: 'no-gateway', pollMs, events: [] });
    };
    if (!url) return comeBack();
    const target = new URL(`/live/${page}`, url);
    for (const name of ['after', 'wait']) {
      const value = c.req.query(name);
      if (value) target.searchParams.set(name, value);
    }
    // A gateway has another address: the cookie does not go there by itself.
    const token = tokenOf(c, page);
    if (token) target.searchParams.set('token', token);
    const relayed = isEventSource(c.req.raw) ? await relays.open(target, c.req.raw) : 'full';
    if (relayed === 'unavailable') return comeBack();
    return relayed === 'full' ? c.body(null, 307, { location: target.href }) : relayed;
  });
}
