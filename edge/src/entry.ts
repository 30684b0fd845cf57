import { visitorHeader } from '@pharos/core/edge-token';
import type { Clock } from '@pharos/core/clock';
import type { PageView } from '@pharos/resources/view';
import type { Context } from 'hono';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { tokenOf, type Readers } from './readers.ts';
import type { Upstreams } from './upstreams.ts';
import type { Visitors } from './visitors.ts';

/** The way into a page that asks for a password or an address: a region judges, and the edge keeps the token for the visitor. */
export interface Entry {
  /** Lets in who comes from one of the page's addresses, where it has such. */
  byAddress(c: Context, page: PageView, address: string): Promise<boolean>;
  byPassword(c: Context, page: string, password: string, address: string): Promise<Opening>;
  /** By the code with which a browser came back from signing in, and the secret that it was given before. */
  byCode(c: Context, page: string, code: string, secret: string, address: string): Promise<Opening>;
  /** A token of somebody who is signed in: is their session over, or their role on the page? Of any other token there is nothing to ask. */
  isOver(c: Context, page: string): Promise<boolean>;
}

export type Opening = 'open' | 'wrong' | 'unavailable';

// As long as a copy of the page is good without a word of a region (`copies.ts`), half.
const askEachMs = 5_000;
// Tokens of people who are signed in, and read here just now: some hundred bytes each.
const tokensMax = 10_000;

const Opened = z.object({ token: z.string(), expiresAt: z.iso.datetime() });

export interface EntryOptions {
  clock: Clock;
  upstreams: Upstreams;
  readers: Readers;
  visitors: Visitors;
}

export function createEntry({ clock, upstreams, readers, visitors }: EntryOptions): Entry {
  // Until when a token need not be asked about again.
  const asked = new LRUCache<string, { until: number }>({ max: tokensMax });
  const asking = new Map<string, Promise<boolean>>();
  const ask = async (page: string, token: string): Promise<boolean> => {
    const answer = await upstreams.ask(`/v1/pages/${page}`, { headers: { authorization: `Bearer ${token}` } });
    await answer?.response.body?.cancel();
    if (answer?.response.status === 404) return true;
    // With every region away its readers see the last copy, as everybody does who was let in.
    asked.set(token, { until: clock.elapsed() + askEachMs });
    return false;
  };

  const unlock = async (c: Context, page: string, asked: object, address: string) => {
    const answer = await upstreams.ask(`/v1/pages/${page}/unlock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [visitorHeader]: address },
      body: JSON.stringify(asked),
    });
    if (!answer || answer.response.status === 503) return 'unavailable';
    const opened = answer.response.status === 201 ? Opened.safeParse(await answer.response.json()).data : undefined;
    if (!opened) return 'wrong';
    readers.admit(c, page, opened.token, Date.parse(opened.expiresAt));
    return 'open';
  };
  return {
    byAddress: async (c, page, address) => {
      if (page.visibility !== 'addresses' || (await visitors.mayAsk(address)) !== undefined) return false;
      return (await unlock(c, page.id, {}, address)) === 'open';
    },
    byPassword: (c, page, password, address) => unlock(c, page, { password }, address),
    byCode: (c, page, code, secret, address) => unlock(c, page, { code, secret }, address),
    isOver: (c, page) => {
      const token = tokenOf(c, page);
      if (!token?.startsWith('rt2.') || (asked.get(token)?.until ?? 0) > clock.elapsed()) return Promise.resolve(false);
      const under = asking.get(token) ?? ask(page, token).finally(() => asking.delete(token));
      asking.set(token, under);
      return under;
    },
  };
}
