import type { Clock } from '@pharos/core/clock';
import type { Peer } from '@pharos/core/outside/http';
import { Host, Slug } from '@pharos/core/names';
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { createEntry } from './entry.ts';
import { allowPictures, anySite, secured } from './headers.ts';
import { forCaches, statusOf, wordsOf } from './no-page.ts';
import type { Assets } from './assets.ts';
import { besideRoutes } from './beside-routes.ts';
import type { Kept } from './kept.ts';
import type { Copies, Found } from './copies.ts';
import type { Upstreams } from './upstreams.ts';
import { send } from './body.ts';
import { cacheable, createDesk, htmlType, isSame, share, type Copy } from './desk.ts';
import { languagesOf } from './language.ts';
import { embedRoutes } from './embed-routes.ts';
import { feedRoutes } from './feed-routes.ts';
import { ownNameRoutes } from './own-name-routes.ts';
import { liveRoutes, type LiveOptions } from './live-routes.ts';
import { componentList } from './render/components.ts';
import { metricGraphs } from './render/graphs.ts';
import { pageDocument, type DocumentOptions } from './render/document.ts';
import { brandCss } from './render/brand.ts';
import { keepRendered } from './rendered.ts';
import { pushRoute } from './push-route.ts';
import { pictureRoutes } from './picture-routes.ts';
import { tokenOf, type Readers } from './readers.ts';
import { statuspageEmbedRoutes } from './statuspage-embed-routes.ts';
import { statuspageRoutes } from './statuspage-routes.ts';
import { subscribeRoute } from './subscribe-route.ts';
import type { Visitors } from './visitors.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { unlockDoor, unlockRoutes } from './unlock-routes.ts';
import { words as english } from './words/en.ts';

export interface EdgeDeps extends LiveOptions {
  clock: Clock;
  /** Secrets of the tokens that open private pages. */
  readerKeys: readonly string[];
  assets: Assets;
  copies: Copies;
  kept: Kept;
  upstreams: Upstreams;
  readers: Readers;
  visitors: Visitors;
  /** Behind a proxy of ours: the header in which it writes the visitor's address. */
  addressHeader?: string | undefined;
  markdown(text: string): string;
  /** Where somebody tells of a hole in this installation. */
  securityContact?: string | undefined;
  /** By which browsers know who tells them; none: they are not asked. */
  pushKey?: string | undefined;
  /** Public addresses of the edges of other regions: a reader goes on there when this region is away. */
  peers: string[];
}

// So often what is measured is read anew.
const graphsMs = 60_000;

export type Env = { Bindings: Partial<Peer> };

/** The public pages: a plain `fetch` handler that needs nothing of Node. Queries it does not know are not looked at. */
export function createEdge(deps: EdgeDeps) {
  const { clock, assets, copies, upstreams, readers, visitors, peers } = deps;
  const app = new Hono<Env>();
  const rendered = keepRendered(deps.markdown);
  const entry = createEntry({ clock, upstreams, readers, visitors });
  const desk = createDesk({ ...deps, assets: assets.folder, entry, rendered });
  const { readFor, nothing } = desk;

  // What is made for one visitor alone; what many get is kept compressed. A fifth of the size, and a CDN in front finds its work done.
  app.use(compress());
  app.use(secured);

  // Anybody may follow a public page from any site, and a private one with a token; a browser asks first when it brings it in a header.
  for (const path of ['/live/*', '/p/:page/view.json']) app.use(path, anySite);

  app.get('/assets/:hash/:file{.+}', async (c) => {
    const asset = c.req.path.startsWith(`${assets.folder}/`) ? assets.files.get(c.req.param('file')) : undefined;
    if (!asset) return c.text('not found', 404);
    c.header('cache-control', 'public, max-age=31536000, immutable');
    return send(c, asset);
  });

  liveRoutes(app, deps);

  app.get('/p/:page{[0-9a-f-]{36}}/view.json', async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') {
      forCaches(c, found);
      return c.json({ title: wordsOf(found, english).title }, statusOf(found));
    }
    // What components showed of late is not followed: it is drawn.
    const { history: _days, ...view } = found.copy.view;
    const etag = `W/"${view.version}"`;
    share(c, found.copy.view);
    cacheable(c, view.page);
    c.header('etag', etag);
    c.header('age', String(Math.round(found.ageMs / 1_000)));
    if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    return send(
      c,
      rendered.body(found.copy.view, 'view', () => ({ type: 'application/json', text: JSON.stringify(view) })),
    );
  });

  subscribeRoute(app, {
    upstreams,
    readers,
    visitors,
    assets: assets.folder,
    desk,
    document: (c, copy, more) => document(c, copy, desk.shown(c, copy), more),
  });
  if (deps.pushKey !== undefined) pushRoute(app, assets);
  feedRoutes(app, { desk, kept: deps.kept });
  embedRoutes(app, { desk, assets: assets.folder });
  pictureRoutes(app, { desk, assets: assets.folder });
  besideRoutes(app, { desk, kept: deps.kept, visitors, assets: assets.folder });

  // What components showed, for a page that is open already: its script knows the rest.
  app.get('/p/:page{[0-9a-f-]{36}}/days.html', async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') return nothing(c, found);
    const { shown, name } = await withGraphs(c, found);
    c.header('vary', 'Accept-Language', { append: true });
    return desk.answer(
      c,
      found,
      `days ${name}`,
      () => ({ type: htmlType, text: componentList(shown).html + metricGraphs(shown).html }),
      'body',
    );
  });

  app.get('/p/:page{[0-9a-f-]{36}}/:file{brand\\.css|own\\.css}', async (c) => {
    const found = await readFor(c, c.req.param('page'));
    const view = found.kind === 'copy' ? found.copy.view : undefined;
    const css = view && (c.req.param('file') === 'own.css' ? view.page.css || undefined : brandCss(view.page, view.version));
    if (found.kind !== 'copy' || css === undefined) return nothing(c, found.kind === 'copy' ? { kind: 'not-found' } : found);
    cacheable(c, found.copy.view.page);
    return c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/p/:page{[0-9a-f-]{36}}', async (c) => show(c, await readFor(c, c.req.param('page'))));

  // A page's own host name: it stands at the root there. Under any other name the root is nobody's.
  app.get('/', async (c) => {
    const host = Host.safeParse(new URL(c.req.url).hostname);
    if (!host.success) return nothing(c, { kind: 'not-found' });
    const page = await desk.named(c, `host:${host.data}`, () => copies.pageAt(host.data));
    return typeof page === 'string' ? show(c, await readFor(c, page)) : nothing(c, page);
  });

  const named = (c: Context<Env>, slug: string) => desk.named(c, `slug:${slug}`, () => copies.pageOf(slug));
  const doors = { entry, visitors, addressOf: desk.addressOf, named, ownPage: desk.ownPage, nothing };
  const door = unlockDoor(assets.folder);
  unlockRoutes(app, { ...doors, door });
  signInRoutes(app, { ...doors, clock, keys: deps.readerKeys, upstreams, edges: peers, door });

  const coded = (c: Context<Env>, code: string) => desk.named(c, `code:${code}`, () => copies.pageCoded(code));
  statuspageEmbedRoutes(app, { desk });
  statuspageRoutes(app, { desk, kept: deps.kept, coded, named });
  ownNameRoutes(app, { clock, desk, named, securityContact: deps.securityContact });

  app.get('/:slug', async (c) => {
    const { slug } = c.req.param();
    if (!Slug.safeParse(slug).success) return nothing(c, { kind: 'not-found' });
    const page = await named(c, slug);
    return typeof page === 'string' ? show(c, await readFor(c, page)) : nothing(c, page);
  });

  app.notFound((c) => nothing(c, { kind: 'not-found' }));

  const othersOf = (c: Context) => peers.filter((peer) => new URL(peer).host !== c.req.header('host'));

  /** As this visitor is shown it, with what is measured. */
  const withGraphs = async (c: Context<Env>, copy: Copy): Promise<ReturnType<typeof desk.shown>> => {
    const made = desk.shown(c, copy);
    const graphs = await deps.kept.graphs(copy.copy.view, String(Math.floor(clock.now() / graphsMs)));
    const { shown } = made;
    // Not spread: what is made of the View is made once it is asked for.
    return { ...made, shown: Object.assign(shown, { graphs }), name: `${made.name}${graphs ? `g${graphs.to}` : ''}` };
  };

  const document = (
    c: Context<Env>,
    copy: Copy,
    { shown, name, staleMs }: ReturnType<typeof desk.shown>,
    more: Pick<DocumentOptions, 'asked' | 'wrong'> = {},
  ) => {
    const { view } = copy.copy;
    const { id, private: isPrivate } = view.page;
    // The page's own requests, also those to other regions, are let in as the page was.
    const token = isPrivate ? `?token=${encodeURIComponent(tokenOf(c, id) ?? '')}` : '';
    const others = othersOf(c);
    return pageDocument(shown, {
      made: rendered.parts(name, shown),
      languages: languagesOf(view),
      assets: assets.folder,
      origin: desk.originOf(c, view.page),
      addresses: ['', ...others].map((edge) => `${edge}/live/${id}${token}`),
      views: ['', ...others].map((edge) => `${edge}/p/${id}/view.json${token}`),
      staleMs,
      pushKey: deps.pushKey,
      ...more,
    });
  };

  const show = async (c: Context<Env>, found: Found) => {
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    const made = await withGraphs(c, found);
    allowPictures(c, view.page);
    c.header('vary', 'Accept-Language', { append: true });
    // A private page has its reader's token in it, and is made for them alone.
    if (view.page.private) {
      cacheable(c, view.page);
      return c.html(document(c, found, made));
    }
    return desk.answer(
      c,
      found,
      `page ${made.name} ${othersOf(c).join(' ')}`,
      () => ({ type: htmlType, text: document(c, found, made) }),
      'body',
    );
  };

  return app;
}
