import { chooseLanguage } from '@pharos/core/choose-language';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Copy, Desk } from './desk.ts';
import { calendar, eventsOf } from './feeds/calendar.ts';
import { atom } from './feeds/atom.ts';
import { feedOf, type Feed } from './feeds/entries.ts';
import { jsonFeed } from './feeds/json-feed.ts';
import { rss } from './feeds/rss.ts';
import { xml } from './feeds/xml.ts';
import { anySite } from './headers.ts';
import type { Kept } from './kept.ts';
import { languagesOf } from './language.ts';
import { monthOf } from './past.ts';
import { titleOfPage } from './render/main.ts';

const page = '/p/:page{[0-9a-f-]{36}}';
const feeds: Record<string, { type: string; make(feed: Feed): string }> = {
  'feed.atom': { type: 'application/atom+xml; charset=utf-8', make: atom },
  'feed.rss': { type: 'application/rss+xml; charset=utf-8', make: rss },
  'feed.json': { type: 'application/feed+json; charset=utf-8', make: jsonFeed },
};

/** What programs ask for, again and again: feeds, the calendar of maintenance, and what search engines look through. */
export function feedRoutes(app: Hono<Env>, { desk, kept }: { desk: Desk; kept: Kept }): void {
  const { readFor, nothing } = desk;

  /** In the language of its address alone: a program that asks for a feed has none of its own. */
  const shownTo = (c: Context<Env>, copy: Copy) => {
    const { view } = copy.copy;
    const { shown, name } = desk.shown(c, copy, chooseLanguage(languagesOf(view), c.req.query('lang'), undefined));
    return { shown, name: `${name} ${desk.originOf(c, view.page)}`, origin: desk.originOf(c, view.page) };
  };

  /** What there was before, if it is to be had: without it a feed says what is on the page. */
  const pastOf = async ({ copy: { view } }: Copy) => {
    const past = await kept.read(view, 'past');
    return typeof past === 'string' ? undefined : past;
  };

  for (const [file, { type, make }] of Object.entries(feeds)) {
    app.use(`${page}/${file}`, anySite);
    app.get(`${page}/${file}`, async (c) => {
      const found = await readFor(c, c.req.param('page'));
      if (found.kind !== 'copy') return nothing(c, found);
      const { shown, name, origin } = shownTo(c, found);
      const past = await pastOf(found);
      return desk.answer(c, found, `${file} ${past === undefined} ${name}`, () => ({
        type,
        text: make(feedOf(shown, past, origin, file)),
      }));
    });
  }

  app.use(`${page}/calendar.ics`, anySite);
  app.get(`${page}/calendar.ics`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name, origin } = shownTo(c, found);
    const past = await pastOf(found);
    // An empty calendar would take from people what they have in theirs.
    if (past === undefined) return nothing(c, { kind: 'unavailable' });
    return desk.answer(c, found, `calendar ${name}`, () => ({
      type: 'text/calendar; charset=utf-8',
      text: calendar({
        name: titleOfPage(shown),
        language: shown.language,
        urlOf: (id) => `${origin}/p/${shown.view.page.id}/maintenances/${id}`,
        events: eventsOf(past.items, shown.language),
      }),
    }));
  });

  app.get(`${page}/sitemap.xml`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name, origin } = shownTo(c, found);
    const { page, components } = shown.view;
    const past = (await pastOf(found))?.items ?? [];
    const at = `${origin}/p/${page.id}`;
    const months = new Set(past.map((each) => monthOf(each.at, page.timeZone)));
    const addresses = [
      `${origin}/${page.slug}`,
      `${at}/history`,
      ...[...months].map((month) => `${at}/history/${month}`),
      ...past.map(({ kind, id }) => `${at}/${kind === 'incident' ? 'incidents' : 'maintenances'}/${id}`),
      ...components.map(({ id }) => `${at}/components/${id}`),
    ];
    return desk.answer(c, found, `sitemap ${past.length} ${name}`, () => ({
      type: 'application/xml; charset=utf-8',
      text: `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${addresses.map((address) => `<url><loc>${xml(address)}</loc></url>`).join('\n')}\n</urlset>\n`,
    }));
  });
}
