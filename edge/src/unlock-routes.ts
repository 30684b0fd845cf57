import { chooseLanguage } from '@pharos/core/choose-language';
import { Slug } from '@pharos/core/names';
import type { Context, Hono } from 'hono';
import type { Env } from './app.ts';
import type { Found } from './copies.ts';
import type { Entry } from './entry.ts';
import type { Visitors } from './visitors.ts';
import { wordsFor } from './language.ts';
import { unlockDocument } from './render/unlock.ts';
import { wordsIn } from './words/all.ts';
import type { LockedWrong } from './words/words.ts';

export interface UnlockOptions {
  entry: Entry;
  visitors: Visitors;
  door: Door;
  addressOf(c: Context<Env>): string;
  /** The page that a name stands for. */
  named(c: Context<Env>, slug: string): Promise<Found | string>;
  /** The page whose own host name was asked, if it was one. */
  ownPage(c: Context<Env>): Promise<string | Found | undefined>;
  nothing(c: Context<Env>, found: Found): Promise<Response>;
}

/** The form, and what was wrong, under the address that was asked. */
export type Door = (c: Context<Env>, why?: LockedWrong, status?: 200 | 403 | 503) => Response | Promise<Response>;

export function unlockDoor(assets: string): Door {
  return (c, why, status = 200) => {
    c.header('cache-control', 'no-store');
    const address = c.req.path.replace(/\/(?:unlock|sign-in)$/, '');
    c.header('vary', 'Accept-Language', { append: true });
    // As the browser asks for it: what the page itself speaks would say that there is one.
    const words = wordsFor(chooseLanguage(Object.keys(wordsIn), c.req.query('lang'), c.req.header('accept-language')));
    return c.html(unlockDocument(assets, words, { unlock: `${address}/unlock`, signIn: `${address}/sign-in` }, why), status);
  };
}

/** From where no page is shown: it may be one that is not for everybody. The same, byte for byte, whatever was asked for. */
export const doorLink = '?unlock';

/** Where that leads: to the door of the page that may stand at this address. Undefined: none stands at such a one. */
export function doorBehind(path: string): string | undefined {
  const isAddress = path === '/' || /^\/p\/[0-9a-f-]{36}$/.test(path) || Slug.safeParse(path.slice(1)).success;
  return isAddress ? `${path === '/' ? '' : path}/unlock` : undefined;
}

// A password, and the names of a form around it.
const formBytesMax = 4_000;
const passwordMax = 200;
// Of no page: under a name that nobody has, a password is wrong as anywhere.
const nowhere = '00000000-0000-8000-8000-000000000000';

/** Where a password is typed: the same form under every name, whether a page stands there or not. */
export function unlockRoutes(app: Hono<Env>, options: UnlockOptions): void {
  const { entry, visitors, door: form, addressOf, named, ownPage, nothing } = options;

  const unlock = async (c: Context<Env>, look: () => Promise<Found | string>, back?: string): Promise<Response> => {
    const waitMs = await visitors.mayAsk(addressOf(c));
    if (waitMs !== undefined) return nothing(c, { kind: 'busy', waitMs });
    if (Number(c.req.header('content-length') ?? formBytesMax + 1) > formBytesMax) return c.text('too large', 413);
    const password = (await c.req.formData().catch(() => undefined))?.get('password');
    if (typeof password !== 'string' || password === '' || password.length > passwordMax) return form(c, 'empty', 403);
    const found = await look();
    const page = typeof found === 'string' ? found : nowhere;
    const done = await entry.byPassword(c, page, password, addressOf(c));
    if (done === 'unavailable') return form(c, 'away', 503);
    if (done === 'wrong') return form(c, 'password', 403);
    return c.redirect(back ?? `/p/${page}`, 303);
  };

  app.get('/p/:page{[0-9a-f-]{36}}/unlock', (c) => form(c));
  app.post('/p/:page{[0-9a-f-]{36}}/unlock', (c) => unlock(c, async () => c.req.param('page')));
  // Under a host name of its own a page has no other name; under ours, this is one like any other.
  app.get('/unlock', async (c, next) => (typeof (await ownPage(c)) === 'string' ? form(c) : next()));
  app.post('/unlock', async (c, next) => {
    const own = await ownPage(c);
    return typeof own === 'string' ? unlock(c, async () => own, '/') : next();
  });
  app.get('/:slug/unlock', (c) => form(c));
  app.post('/:slug/unlock', (c) => {
    const slug = Slug.safeParse(c.req.param('slug')).data;
    return unlock(c, async () => (slug === undefined ? { kind: 'not-found' } : named(c, slug)));
  });
}
