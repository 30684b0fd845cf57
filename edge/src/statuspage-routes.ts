import { chooseLanguage } from '@pharos/core/choose-language';
import { Slug } from '@pharos/core/names';
import { codeForm, namedBy } from '@pharos/resources/statuspage/code';
import { documentOf, type Earlier } from '@pharos/resources/statuspage/documents';
import { documents, type DocumentName } from '@pharos/resources/statuspage/shapes';
import type { View } from '@pharos/resources/view';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Found } from './copies.ts';
import type { Copy, Desk } from './desk.ts';
import { historyFeeds } from './feeds/history.ts';
import { anySite } from './headers.ts';
import type { Kept } from './kept.ts';
import { languagesOf } from './language.ts';
import { forCaches, statusOf } from './no-page.ts';

const page = '/p/:page{[0-9a-f-]{36}}';
const isId = /^[0-9a-f-]{36}$/;
const jsonType = 'application/json; charset=utf-8';

/** These need what is on the page no more, too. */
const whole = new Set<DocumentName>(['incidents.json', 'scheduled-maintenances.json']);

export interface StatuspageOptions {
  desk: Desk;
  kept: Kept;
  /** The page that a code stands for. */
  coded(c: Context<Env>, code: string): Promise<Found | string>;
  /** The same of a slug. */
  named(c: Context<Env>, slug: string): Promise<Found | string>;
}

/**
 * What scripts ask of Atlassian Statuspage, under the same addresses and in the same shapes: `/api/v2/`, the feeds, and incidents by
 * their codes. Made of the same copies as the page itself, and so served while no region answers.
 */
export function statuspageRoutes(app: Hono<Env>, { desk, kept, coded, named }: StatuspageOptions): void {
  const { readFor, nothing } = desk;
  for (const path of [
    '/api/v2/*',
    '/:slug/api/v2/*',
    '/pages/:named/api/v2/*',
    `${page}/api/v2/*`,
    `${page}/history.atom`,
    `${page}/history.rss`,
  ])
    app.use(path, anySite);

  const refuse = (c: Context<Env>, found: Found) => {
    forCaches(c, found);
    const error = found.kind === 'not-found' ? 'Not found' : found.kind === 'busy' ? 'Too many requests' : 'Not available right now';
    return c.json({ error, message: error }, statusOf(found));
  };

  const pageNamed = async (c: Context<Env>, name: string): Promise<string | Found> => {
    if (isId.test(name)) return name;
    return codeForm.test(name) ? coded(c, name) : { kind: 'not-found' };
  };

  const earlierOf = async (view: View): Promise<Earlier> => {
    const [incidents, maintenances] = await Promise.all([kept.newest(view, 'newest-incidents'), kept.newest(view, 'newest-maintenances')]);
    return { incidents, maintenances };
  };

  const tell = async (c: Context<Env>, document: string, id: string | Found) => {
    const name = nameOf(document);
    if (name === undefined) return refuse(c, { kind: 'not-found' });
    const found = typeof id === 'string' ? await readFor(c, id) : id;
    if (found.kind !== 'copy') return refuse(c, found);
    const { view } = found.copy;
    const earlier = whole.has(name) ? await earlierOf(view) : undefined;
    const { url, urlOf } = placeOf(desk, c, found);
    const held = earlier ? ` ${earlier.incidents.length} ${earlier.maintenances.length}` : '';
    return desk.answer(c, found, `v2 ${name}${held} ${url}`, () => ({
      type: jsonType,
      text: JSON.stringify(documentOf(name, view, { url, urlOf }, earlier)),
    }));
  };

  // By whatever name, without going through it all twice: these are asked for by crowds.
  app.get(`${page}/api/v2/:document{.+}`, (c) => tell(c, c.req.param('document'), c.req.param('page')));
  app.get('/api/v2/:document{.+}', async (c) => tell(c, c.req.param('document'), (await desk.ownPage(c)) ?? { kind: 'not-found' }));
  app.get('/pages/:named/api/v2/:document{.+}', async (c) => tell(c, c.req.param('document'), await pageNamed(c, c.req.param('named'))));
  app.get('/:slug/api/v2/:document{.+}', async (c) => {
    const { slug, document } = c.req.param();
    return tell(c, document, Slug.safeParse(slug).success ? await named(c, slug) : { kind: 'not-found' });
  });

  for (const file of ['history.atom', 'history.rss'] as const) {
    app.get(`${page}/${file}`, async (c) => {
      const found = await readFor(c, c.req.param('page'));
      if (found.kind !== 'copy') return nothing(c, found);
      const { view } = found.copy;
      // A program that asks for a feed has no language of its own.
      const { shown } = desk.shown(c, found, chooseLanguage(languagesOf(view), c.req.query('lang'), undefined));
      const earlier = await earlierOf(view);
      const place = placeOf(desk, c, found);
      const held = `${earlier.incidents.length} ${earlier.maintenances.length}`;
      return desk.answer(c, found, `${file} ${held} ${shown.language} ${place.url}`, () => ({
        type: historyFeeds[file].type,
        text: historyFeeds[file].make({ shown, earlier, ...place }),
      }));
    });
  }

  // Where their pages say an incident stands: to where it stands here.
  app.get(`${page}/incidents/:code{[0-9a-z]{12}}`, async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    const past = await kept.read(view, 'past');
    const items = typeof past === 'string' ? [...view.incidents, ...view.maintenances] : [...past.items, ...missingIn(past.items, view)];
    const item = namedBy(items, c.req.param('code'));
    if (!item) return nothing(c, { kind: 'not-found' });
    const isMaintenance = 'startsAt' in item || ('kind' in item && item.kind === 'maintenance');
    c.header('cache-control', 'public, max-age=300');
    return c.redirect(`${placeOf(desk, c, found).at}/${isMaintenance ? 'maintenances' : 'incidents'}/${item.id}`, 302);
  });

  // `/pages/<id or code>/...`, whatever stands under it.
  app.get('/pages/:named/:rest{.+}?', async (c, next) => {
    const { named: name, rest } = c.req.param();
    if (!isId.test(name) && !codeForm.test(name)) return next();
    const id = await pageNamed(c, name);
    if (typeof id !== 'string') return refuse(c, id);
    const url = new URL(c.req.url);
    url.pathname = `/p/${id}${rest === undefined ? '' : `/${rest}`}`;
    return app.fetch(new Request(url, c.req.raw), c.env);
  });
}

function missingIn(items: readonly { id: string }[], { incidents, maintenances }: View) {
  const there = new Set(items.map(({ id }) => id));
  return [...incidents, ...maintenances].filter(({ id }) => !there.has(id));
}

function placeOf(desk: Desk, c: Context<Env>, { copy: { view } }: Copy) {
  const origin = desk.originOf(c, view.page);
  const isOwn = view.page.domain?.state === 'confirmed';
  const at = isOwn ? origin : `${origin}/p/${view.page.id}`;
  const urlOf = (kind: string, id: string) => `${at}/${kind}/${id}`;
  return { url: isOwn ? origin : `${origin}/${view.page.slug}`, at, urlOf, host: new URL(origin).host };
}

// The ending may be left out, as there.
function nameOf(asked: string): DocumentName | undefined {
  const name = asked.endsWith('.json') ? asked : `${asked}.json`;
  return Object.hasOwn(documents, name) ? (name as DocumentName) : undefined;
}
