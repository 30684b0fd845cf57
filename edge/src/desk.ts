import { chooseLanguage } from '@pharos/core/choose-language';
import type { Clock } from '@pharos/core/clock';
import { Host } from '@pharos/core/names';
import { recordsOf } from '@pharos/resources/history/days';
import type { PageView, View } from '@pharos/resources/view';
import type { Context } from 'hono';
import type { Env } from './app.ts';
import { bodyOf, send, type Body } from './body.ts';
import type { Copies, Found, Named } from './copies.ts';
import type { Entry } from './entry.ts';
import { languageFor, wordsFor } from './language.ts';
import { forCaches, statusOf, wordsOf } from './no-page.ts';
import { messageDocument } from './render/message.ts';
import type { Copied } from './render/shown.ts';
import type { Rendered } from './rendered.ts';
import type { Readers } from './readers.ts';
import { doorBehind, doorLink } from './unlock-routes.ts';
import type { Visitors } from './visitors.ts';
import { wordsIn } from './words/all.ts';

export type Copy = Found & { kind: 'copy' };

/** What every route that shows something of a page asks first, and how it answers who is shown nothing. */
export interface Desk {
  /** What is private does not exist for those who may not see it: every route that shows a page reads it by this. */
  readFor(c: Context<Env>, page: string): Promise<Found>;
  /** The page that a name stands for; whoever asks for names that nobody knows is slowed down, and nobody else. */
  named(c: Context<Env>, name: string, look: () => Promise<Named>): Promise<Found | string>;
  /** A page's own host name shows that page and no other: what stands under somebody's name is theirs. */
  ownPage(c: Context<Env>): Promise<string | Found | undefined>;
  addressOf(c: Context<Env>): string;
  nothing(c: Context<Env>, found: Found): Promise<Response>;
  /** As this visitor is shown it, and by which name what is made of that is kept. */
  shown(c: Context<Env>, copy: Copy, language?: string): { shown: Copied; name: string; staleMs?: number };
  /** Where the page stands, in full: as it is configured, never as somebody asked for it. */
  originOf(c: Context<Env>, page: PageView): string;
  /** Sends what is made of a View once for all who ask for the same: public to caches, and private to none. */
  answer(c: Context<Env>, copy: Copy, name: string, make: Make, place?: 'body' | 'beside'): Promise<Response>;
}

type Make = () => { type: string; text: string };

export interface DeskDeps {
  clock: Clock;
  assets: string;
  copies: Copies;
  readers: Readers;
  visitors: Visitors;
  entry: Entry;
  rendered: Rendered;
  addressHeader?: string | undefined;
  peers: string[];
}

// A copy older than this is not called fresh any more: the visitor is told.
const staleAfterMs = 60_000;
// So often days and their uptime are drawn anew while nothing else happens.
const daysMs = 300_000;
// Shared caches keep a page for seconds; they may show an old one while they ask, and for a day when nobody answers.
const caching = 'public, max-age=2, stale-while-revalidate=30, stale-if-error=86400';
const never = 'private, no-store';
export const htmlType = 'text/html; charset=UTF-8';

export function createDesk(deps: DeskDeps): Desk {
  const { clock, assets, copies, readers, visitors, entry, rendered, addressHeader, peers } = deps;
  const messages = new Map<string, Body>();

  // The last hop is the one our own proxy wrote; what stands before it is the visitor's word.
  const addressOf = (c: Context<Env>): string => {
    const told = addressHeader ? c.req.header(addressHeader)?.split(',').at(-1)?.trim() : undefined;
    return told || c.env?.remoteAddress || 'unknown';
  };

  const ownPage = async (c: Context<Env>): Promise<string | Found | undefined> => {
    const host = Host.safeParse(new URL(c.req.url).hostname).data;
    if (host === undefined) return undefined;
    const waitMs = (await copies.isAtHand(`host:${host}`)) ? undefined : await visitors.mayAsk(addressOf(c));
    return waitMs === undefined ? copies.ownerOf(host) : { kind: 'busy', waitMs };
  };

  return {
    addressOf,
    ownPage,
    named: async (c, name, look) => {
      const waitMs = (await copies.isAtHand(name)) ? undefined : await visitors.mayAsk(addressOf(c));
      if (waitMs !== undefined) return { kind: 'busy', waitMs };
      const known = await look();
      return known === 'not-found' || known === 'unavailable' ? { kind: known } : known.page;
    },
    readFor: async (c, page) => {
      const waitMs = (await copies.isAtHand(`view:${page}`)) ? undefined : await visitors.mayAsk(addressOf(c));
      if (waitMs !== undefined) return { kind: 'busy', waitMs };
      const owner = await ownPage(c);
      if (typeof owner === 'object') return owner;
      if (owner !== undefined && owner !== page) return { kind: 'not-found' };
      const found = await copies.read(page);
      if (found.kind !== 'copy') return found;
      if (await readers.maySee(c, found.copy.view.page)) return (await entry.isOver(c, page)) ? { kind: 'not-found' } : found;
      return (await entry.byAddress(c, found.copy.view.page, addressOf(c))) ? found : { kind: 'not-found' };
    },
    nothing: async (c, found) => {
      forCaches(c, found);
      const door = found.kind === 'not-found' && c.req.query('unlock') !== undefined ? doorBehind(c.req.path) : undefined;
      if (door !== undefined) return c.redirect(door, 302);
      const language = chooseLanguage(Object.keys(wordsIn), undefined, c.req.header('accept-language'));
      const words = wordsFor(language);
      const link = found.kind === 'not-found' ? { href: doorLink, text: words.locked.lead } : undefined;
      const name = `${found.kind} ${language}`;
      const message =
        messages.get(name) ?? bodyOf(htmlType, messageDocument(assets, words, { ...wordsOf(found, words), link, tone: 'minor' }));
      messages.set(name, message);
      return send(c, message, statusOf(found));
    },
    shown: (c, { copy: { view, confirmedAt }, ageMs }, language = languageFor(c, view)) => {
      const now = clock.now();
      const isStale = ageMs > staleAfterMs;
      const weights = { partial: view.page.partialOutageWeight ?? 30, major: view.page.majorOutageWeight ?? 100 };
      // Made when it is asked for: of most requests it is there already.
      const lazy = () =>
        view.history && recordsOf(view.history, { now, knownUntil: isStale ? confirmedAt : now, timeZone: view.page.timeZone, weights });
      let records: ReturnType<typeof lazy> | 'unmade' = 'unmade';
      const shown: Copied = {
        view,
        markdown: rendered.markdown,
        language,
        words: wordsFor(language),
        now,
        get records() {
          if (records === 'unmade') records = lazy();
          return records;
        },
      };
      // The same View is not the same page once it is old, or once it is later: its age and its days are on it.
      const moment = isStale ? `-${Math.round(ageMs / 60_000)}` : `.${Math.floor(now / daysMs).toString(36)}`;
      return { shown, name: `${language}${moment}`, ...(isStale ? { staleMs: ageMs } : {}) };
    },
    originOf: (c, { domain }) => {
      if (domain?.state === 'confirmed') return `https://${domain.host}`;
      const host = c.req.header('host');
      return new URL(peers.find((peer) => new URL(peer).host === host) ?? peers[0] ?? 'http://localhost').origin;
    },
    answer: async (c, { copy: { view } }, name, make, place = 'beside') => {
      share(c, view);
      const etag = `W/"${view.version}-${assets.slice(8)}-${name.replace(/[^\w.-]/g, '_')}"`;
      cacheable(c, view.page);
      c.header('etag', etag);
      if (isSame(c.req.header('if-none-match'), etag)) return c.body(null, 304);
      return send(c, rendered[place](view, name, make));
    },
  };
}

// Of which View everybody is told alike, by the request that was answered so.
const shared = new WeakMap<Request, View>();

/** What this request is told of it everybody is told who asks the same, where everybody may see it. */
export function share(c: Context, view: View): void {
  if (!view.page.private) shared.set(c.req.raw, view);
}

/** The View of which a request was told what everybody is told who asks the same; none where it was told something of its own. */
export const sharedBy = (request: Request): View | undefined => shared.get(request);

/** Seconds in a shared cache, and for a day while nobody answers; what is private in none. */
export function cacheable(c: Context, page: PageView): void {
  c.header('cache-control', page.private ? never : caching);
}

/** Compression makes an ETag weak on its way out: it comes back so. */
export function isSame(held: string | undefined, etag: string): boolean {
  return held !== undefined && held.replace(/^W\//, '') === etag.replace(/^W\//, '');
}
