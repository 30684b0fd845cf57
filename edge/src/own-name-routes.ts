import type { Clock } from '@pharos/core/clock';
import { Slug } from '@pharos/core/names';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Desk } from './desk.ts';
import type { Found } from './copies.ts';

export interface OwnNameOptions {
  clock: Clock;
  desk: Desk;
  named(c: Context<Env>, slug: string): Promise<Found | string>;
  /** Where somebody tells of a hole in this installation. */
  securityContact?: string | undefined;
}

// What stands beside a page stands under its names as well, so that people can say the addresses.
const besides =
  /^(?:history(?:\/\d{4}-\d\d)?|(?:incidents|maintenances|components)\/[0-9a-f-]{36}|feed\.(?:atom|rss|json)|calendar\.ics|badge(?:\/[0-9a-f-]{36})?\.svg|status\.json|widget(?:\.js)?|sitemap\.xml|embed\/(?:script\.js|frame(?:\.js|\.css)?)|se-v2\.js|history\.(?:atom|rss)|incidents\/[0-9a-z]{12})$/;
// Of no page.
const nowhere = '00000000-0000-8000-8000-000000000000';
const yearMs = 365 * 86_400_000;
const dayMs = 86_400_000;

/** The same documents under a page's own host name and under its slug; and what programs look for at the root of every host. */
export function ownNameRoutes(app: Hono<Env>, { clock, desk, named, securityContact }: OwnNameOptions): void {
  const passOn = (c: Context<Env>, page: string, rest: string) => {
    const url = new URL(c.req.url);
    url.pathname = `/p/${page}/${rest}`;
    return app.fetch(new Request(url, c.req.raw), c.env);
  };

  app.get('/robots.txt', async (c) => {
    const page = await desk.ownPage(c);
    const found = typeof page === 'string' ? await desk.readFor(c, page) : undefined;
    // Of who is hidden this says what it says of everybody.
    const isOpen = found?.kind === 'copy' && !found.copy.view.page.private;
    const sitemap = isOpen ? `Sitemap: ${desk.originOf(c, found.copy.view.page)}/sitemap.xml\n` : '';
    c.header('cache-control', 'public, max-age=300');
    return c.text(`User-agent: *\nDisallow: /live/\n${sitemap}`);
  });

  if (securityContact !== undefined) {
    app.get('/.well-known/security.txt', (c) => {
      // RFC 9116: it says until when it holds, and is made anew each day.
      const until = new Date(Math.floor(clock.now() / dayMs) * dayMs + yearMs).toISOString();
      c.header('cache-control', 'public, max-age=3600');
      return c.text(`Contact: ${securityContact}\nExpires: ${until}\n`);
    });
  }

  app.get('/:first/:rest{.+}?', async (c, next) => {
    const path = c.req.path.slice(1);
    if (besides.test(path)) {
      const own = await desk.ownPage(c);
      if (typeof own === 'string') return passOn(c, own, path);
    }
    const { first, rest } = c.req.param();
    if (rest === undefined || !besides.test(rest) || !Slug.safeParse(first).success) return next();
    const page = await named(c, first);
    if (typeof page === 'string') return passOn(c, page, rest);
    // A name that nobody has is answered as one whose page is hidden: by the same route, with the same headers.
    return page.kind === 'not-found' ? passOn(c, nowhere, rest) : desk.nothing(c, page);
  });
}
