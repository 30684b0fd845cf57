import { visitorHeader } from '@pharos/core/edge-token';
import type { PageView } from '@pharos/resources/view';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Readers } from './readers.ts';
import type { Upstreams } from './upstreams.ts';
import type { Visitors } from './visitors.ts';

/** The way into a page that asks for a password or an address: a region judges, and the edge keeps the token for the visitor. */
export interface Entry {
  /** Lets in who comes from one of the page's addresses, where it has such. */
  byAddress(c: Context, page: PageView, address: string): Promise<boolean>;
  byPassword(c: Context, page: string, password: string, address: string): Promise<'open' | 'wrong' | 'unavailable'>;
}

const Opened = z.object({ token: z.string(), expiresAt: z.iso.datetime() });

export function createEntry({ upstreams, readers, visitors }: { upstreams: Upstreams; readers: Readers; visitors: Visitors }): Entry {
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
  };
}
