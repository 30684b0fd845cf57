import type { Clock } from '@pharos/core/clock';
import type { Random } from '@pharos/core/random';
import type { Peer } from '@pharos/core/outside/http';
import type { View } from '@pharos/resources/view';
import { Host, Slug } from '@pharos/core/names';
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { createEntry } from './entry.ts';
import { allowPictures, anySite, secured } from './headers.ts';
import { forCaches, statusOf, wordsOf } from './no-page.ts';
import type { Assets } from './assets.ts';
import type { Copies, Found, Named } from './copies.ts';
import type { Upstreams } from './upstreams.ts';
import { bodyOf, send, type Body } from './body.ts';
import { messageDocument, pageDocument, wholeDocument, type DocumentOptions } from './render/document.ts';
import { brandCss } from './render/brand.ts';
import { keepRendered } from './rendered.ts';
import { tokenOf, type Readers } from './readers.ts';
import { isEventSource, type Relays } from './relays.ts';
import { subscribeRoute } from './subscribe-route.ts';
import type { Visitors } from './visitors.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { doorBehind, doorLink, unlockDoor, unlockRoutes } from './unlock-routes.ts';
import { createWholes, type WholeKind } from './wholes.ts';

export interface EdgeDeps {
  clock: Clock;
  /** Secrets of the tokens that open private pages. */
  readerKeys: readonly string[];
  assets: Assets;
  copies: Copies;
  upstreams: Upstreams;
  readers: Readers;
  visitors: Visitors;
  /** Behind a proxy of ours: the header in which it writes the visitor's address. */
  addressHeader?: string | undefined;
  relays: Relays;
  random: Random;
  markdown(text: string): string;
  /** The gateway of this region for a reader of the page; undefined when none was heard within a moment. */
  gatewayFor(page: string): Promise<string | undefined>;
  /** Public addresses of the edges of other regions: a reader goes on there when this region is away. */
  peers: string[];
}

export type Env = { Bindings: Partial<Peer> };

// A copy older than this is not called fresh any more: the visitor is told.
const staleMs = 60_000;
// Shared caches keep a page for seconds; they may show an old one while they ask, and for a day when nobody answers.
const caching = 'public, max-age=2, stale-while-revalidate=30, stale-if-error=86400';

const never = 'private, no-store';
const htmlType = 'text/html; charset=UTF-8';

// Without a gateway a reader is to come back in one to two times this: within seconds one is started again.
const retryMs = 2_000;
// And a client without streams is to ask for the View so often, as a gateway would tell it.
const pollMs = 15_000;

/** The public pages: a plain `fetch` handler that needs nothing of Node. Queries it does not know are not looked at. */
export function createEdge(deps: EdgeDeps) {
  const { assets, copies, upstreams, readers, visitors, addressHeader, relays, random, gatewayFor, peers } = deps;
  const app = new Hono<Env>();
  const rendered = keepRendered(deps.markdown);
  const wholes = createWholes(upstreams, readers.credentials, (view, whole) => ({
    type: htmlType,
    text: wholeDocument({ view, markdown: rendered.markdown }, whole, assets.folder),
  }));
  const entry = createEntry({ clock: deps.clock, upstreams, readers, visitors });
  const messages = new Map<Found['kind'], Body>();

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

  app.get('/p/:page{[0-9a-f-]{36}}/view.json', async (c) => {
    const found = await readFor(c, c.req.param('page'));
    if (found.kind !== 'copy') {
      forCaches(c, found);
      return c.json({ title: wordsOf(found).title }, statusOf(found));
    }
    const { view } = found.copy;
    const etag = `W/"${view.version}"`;
    c.header('cache-control', view.page.private ? never : caching);
    c.header('etag', etag);
    c.header('age', String(Math.round(found.ageMs / 1_000)));
    if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    return send(
      c,
      rendered.body(view, 'view', () => ({ type: 'application/json', text: JSON.stringify(view) })),
    );
  });

  subscribeRoute(app, {
    upstreams,
    readers,
    visitors,
    assets: assets.folder,
    addressOf: (c) => addressOf(c),
    readFor: (c, page) => readFor(c, page),
    nothing: (c, found) => nothing(c, found),
    document: (c, found, more) => document(c, found, more),
  });

  app.get('/p/:page{[0-9a-f-]{36}}/:kind{incidents|maintenances}/:id{[0-9a-f-]{36}}', async (c) => {
    const { page, kind, id } = c.req.param();
    const found = await readFor(c, page);
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    const waitMs = wholes.isAtHand(view, id) ? undefined : await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    const whole = await wholes.read(view, kind as WholeKind, id);
    if (typeof whole === 'string') return nothing(c, { kind: whole });
    c.header('cache-control', view.page.private ? never : caching);
    return send(c, whole);
  });

  app.get('/p/:page{[0-9a-f-]{36}}/brand.css', async (c) => {
    const found = await readFor(c, c.req.param('page'));
    const css = found.kind === 'copy' ? brandCss(found.copy.view.page) : undefined;
    if (found.kind !== 'copy' || css === undefined) return nothing(c, found.kind === 'copy' ? { kind: 'not-found' } : found);
    c.header('cache-control', found.copy.view.page.private ? never : caching);
    return c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' });
  });

  app.get('/p/:page{[0-9a-f-]{36}}', async (c) => show(c, await readFor(c, c.req.param('page'))));

  /** The page that a name stands for; whoever asks for names that nobody knows is slowed down, and nobody else. */
  const named = async (c: Context<Env>, name: string, look: () => Promise<Named>): Promise<Found | string> => {
    const waitMs = (await copies.isAtHand(name)) ? undefined : await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return { kind: 'busy', waitMs };
    const known = await look();
    return known === 'not-found' || known === 'unavailable' ? { kind: known } : known.page;
  };

  // A page's own host name: it stands at the root there. Under any other name the root is nobody's.
  app.get('/', async (c) => {
    const host = Host.safeParse(new URL(c.req.url).hostname);
    if (!host.success) return nothing(c, { kind: 'not-found' });
    const page = await named(c, `host:${host.data}`, () => copies.pageAt(host.data));
    return typeof page === 'string' ? show(c, await readFor(c, page)) : nothing(c, page);
  });

  const doors = {
    entry,
    visitors,
    addressOf: (c: Context<Env>) => addressOf(c),
    named: (c: Context<Env>, slug: string) => named(c, `slug:${slug}`, () => copies.pageOf(slug)),
    ownPage: (c: Context<Env>) => ownerOfHost(c),
    nothing: (c: Context<Env>, found: Found) => nothing(c, found),
  };
  const door = unlockDoor(assets.folder);
  unlockRoutes(app, { ...doors, door });
  signInRoutes(app, { ...doors, clock: deps.clock, keys: deps.readerKeys, upstreams, edges: peers, door });

  app.get('/:slug', async (c) => {
    const { slug } = c.req.param();
    if (!Slug.safeParse(slug).success) return nothing(c, { kind: 'not-found' });
    const page = await named(c, `slug:${slug}`, () => copies.pageOf(slug));
    return typeof page === 'string' ? show(c, await readFor(c, page)) : nothing(c, page);
  });

  app.notFound((c) => nothing(c, { kind: 'not-found' }));

  /** What is private does not exist for those who may not see it: every route that shows a page reads it by this. */
  const readFor = async (c: Context<Env>, page: string): Promise<Found> => {
    const waitMs = (await copies.isAtHand(`view:${page}`)) ? undefined : await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return { kind: 'busy', waitMs };
    const owner = await ownerOfHost(c);
    if (typeof owner === 'object') return owner;
    if (owner !== undefined && owner !== page) return { kind: 'not-found' };
    const found = await copies.read(page);
    if (found.kind !== 'copy') return found;
    if (await readers.maySee(c, found.copy.view.page)) return (await entry.isOver(c, page)) ? { kind: 'not-found' } : found;
    return (await entry.byAddress(c, found.copy.view.page, addressOf(c))) ? found : { kind: 'not-found' };
  };

  // A page's own host name shows that page and no other: what stands under somebody's name is theirs.
  const ownerOfHost = async (c: Context<Env>): Promise<string | Found | undefined> => {
    const host = Host.safeParse(new URL(c.req.url).hostname).data;
    if (host === undefined) return undefined;
    const waitMs = (await copies.isAtHand(`host:${host}`)) ? undefined : await visitors.mayAsk(addressOf(c));
    return waitMs === undefined ? copies.ownerOf(host) : { kind: 'busy', waitMs };
  };

  // The last hop is the one our own proxy wrote; what stands before it is the visitor's word.
  const addressOf = (c: Context<Env>): string => {
    const told = addressHeader ? c.req.header(addressHeader)?.split(',').at(-1)?.trim() : undefined;
    return told || c.env?.remoteAddress || 'unknown';
  };

  const document = (c: Context, found: Found & { kind: 'copy' }, more: Pick<DocumentOptions, 'asked' | 'wrong'> = {}) => {
    const { id, private: isPrivate } = found.copy.view.page;
    // The page's own requests, also those to other regions, are let in as the page was.
    const token = isPrivate ? `?token=${encodeURIComponent(tokenOf(c, id) ?? '')}` : '';
    const others = othersOf(c);
    const language = languageOf(c, found.copy.view);
    return pageDocument(
      { view: found.copy.view, markdown: rendered.markdown, language },
      {
        made: rendered.parts(found.copy.view, language),
        language,
        assets: assets.folder,
        addresses: ['', ...others].map((edge) => `${edge}/live/${id}${token}`),
        views: ['', ...others].map((edge) => `${edge}/p/${id}/view.json${token}`),
        staleMs: found.ageMs > staleMs ? found.ageMs : undefined,
        ...more,
      },
    );
  };

  const othersOf = (c: Context) => peers.filter((peer) => new URL(peer).host !== c.req.header('host'));

  const show = async (c: Context, found: Found) => {
    if (found.kind !== 'copy') return nothing(c, found);
    const { view } = found.copy;
    // The same View is not the same page once it is old: its age is on it.
    const age = found.ageMs > staleMs ? `-${Math.round(found.ageMs / 60_000)}` : '';
    const language = languageOf(c, view);
    const etag = `W/"${view.version}-${assets.folder.slice(8)}${age}${language ? `-${language}` : ''}"`;
    allowPictures(c, view.page);
    c.header('cache-control', view.page.private ? never : caching);
    c.header('etag', etag);
    if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    // A private page has its reader's token in it.
    if (view.page.private) return c.html(document(c, found));
    const name = `page${age} ${language ?? ''} ${othersOf(c).join(' ')}`;
    return send(
      c,
      rendered.body(view, name, () => ({ type: htmlType, text: document(c, found) })),
    );
  };

  const nothing = async (c: Context, found: Found) => {
    forCaches(c, found);
    const { title, text } = wordsOf(found);
    const door = found.kind === 'not-found' && c.req.query('unlock') !== undefined ? doorBehind(c.req.path) : undefined;
    if (door !== undefined) return c.redirect(door, 302);
    const message =
      messages.get(found.kind) ??
      bodyOf(htmlType, messageDocument(assets.folder, title, text, found.kind === 'not-found' ? doorLink : undefined, 'minor'));
    messages.set(found.kind, message);
    return send(c, message, statusOf(found));
  };

  return app;
}

/** The language that a visitor chose, if the page offers it. */
function languageOf(c: Context, { page }: View): string | undefined {
  const asked = c.req.query('lang');
  return asked !== undefined && page.languages?.includes(asked) ? asked : undefined;
}

/** Compression makes an ETag weak on its way out: it comes back so. */
function isSame(held: string | undefined, etag: string): boolean {
  return held !== undefined && held.replace(/^W\//, '') === etag.replace(/^W\//, '');
}
