import type { MetricGraphs } from '@pharos/resources/metric/graph';
import type { PastEntry } from '@pharos/resources/past';
import { codeOf } from '@pharos/resources/statuspage/code';
import type { IncidentView, MaintenanceView, ViewWithHistory } from '@pharos/resources/view';
import { Hono, type Context } from 'hono';

const named = (c: Context, page: string | undefined) => (page ? c.json({ page }) : c.json({}, 404));

/** Two regions as an edge sees them, with one page; what they say, and whether they say anything, can be changed while they are asked. */
export function regionsInMemory(view: ViewWithHistory) {
  const region = () => ({
    view,
    isDown: false,
    isPurged: false,
    /** It has had enough of us. */
    isBusy: false,
    domains: new Map([['status.nordlicht.example', view.page.id]]),
    slugs: new Map([[view.page.slug, view.page.id]]),
    headers: [] as Record<string, string>[],
    /** With updates that the View leaves out. */
    wholes: [] as (IncidentView | MaintenanceView)[],
    past: [] as PastEntry[],
    graphs: [] as MetricGraphs['items'],
    /** The token of whoever knows the password, or comes from the right place. */
    unlock: (_page: string, _asked: { password?: string }, _visitor: string | undefined): string | undefined => undefined,
    hasGateway: true,
    gateway: (url: string) => new Response(url),
    asked: [] as string[],
  });
  const regions = { eu: region(), us: region() };
  const posted: unknown[] = [];
  const api = (name: 'eu' | 'us') =>
    new Hono()
      .use(async (c, next) => {
        regions[name].asked.push(c.req.path);
        regions[name].headers.push(c.req.header());
        if (regions[name].isBusy) return c.json({}, 429);
        if (regions[name].isDown) return c.text('down', 503);
        await next();
        return undefined;
      })
      .get('/v1/slugs/:slug', (c) => named(c, regions[name].slugs.get(c.req.param('slug'))))
      .get('/v1/page-codes/:code', (c) => named(c, c.req.param('code') === codeOf(view.page.id) ? view.page.id : undefined))
      .get('/v1/domains/:host', (c) => named(c, regions[name].domains.get(c.req.param('host'))))
      .get('/v1/pages/:page/view', (c, next) => (regions[name].isPurged ? c.json({}, 410) : next()))
      .get('/v1/pages/:page/view', (c) => (c.req.param('page') === view.page.id ? c.json(regions[name].view) : c.json({}, 404)))
      .get('/v1/pages/:page/metric-graphs', (c) =>
        c.json({ from: '2026-03-13T12:00:00.000Z', to: '2026-03-14T12:00:00.000Z', items: regions[name].graphs }),
      )
      .get('/v1/pages/:page/past', (c) => c.json({ items: regions[name].past, older: false }))
      .get('/v1/pages/:page/incidents', (c) =>
        c.json({ items: [...regions[name].view.incidents, ...regions[name].wholes.filter((each) => !('startsAt' in each))], next: null }),
      )
      .get('/v1/pages/:page/maintenances', (c) =>
        c.json({ items: [...regions[name].view.maintenances, ...regions[name].wholes.filter((each) => 'startsAt' in each)], next: null }),
      )
      .get('/v1/pages/:page/:kind{incidents|maintenances}/:id', (c) => {
        const items = [...regions[name].wholes, ...regions[name].view.incidents, ...regions[name].view.maintenances];
        const item = items.find(({ id }) => id === c.req.param('id'));
        return item ? c.json(item) : c.json({}, 404);
      })
      .post('/v1/pages/:page/unlock', async (c) => {
        const token = regions[name].unlock(c.req.param('page'), await c.req.json(), c.req.header('x-pharos-visitor'));
        return token === undefined ? c.json({}, 403) : c.json({ token, expiresAt: '2026-03-14T13:00:00.000Z' }, 201);
      })
      .post('/v1/pages/:page/subscriptions', async (c) => {
        const form = await c.req.json<{ channel: string; address: string }>();
        if (form.channel === 'email' && !form.address.includes('@'))
          return c.json({ title: 'invalid', fields: [{ path: 'address', message: 'not an email address' }] }, 422);
        posted.push(form);
        return c.json({}, 202);
      });
  const apis = { eu: api('eu'), us: api('us') };
  return { regions, posted, apis };
}
