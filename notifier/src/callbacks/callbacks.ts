import type { Sql } from '@pharos/core/outside/postgres';
import type { OptOut } from '../opt-out.ts';
import { takeNews } from './news.ts';
import { readTwilioCallback } from '../channels/twilio-callback.ts';

export interface CallbacksOptions {
  sql: Sql;
  optOut: OptOut;
  publicUrl(): string;
  twilioAuthToken: string;
  now(): number;
}

export const twilioCallbackPath = '/callbacks/twilio';

// A callback is a few hundred letters; a stranger may send more.
const bodyMax = 16 * 1024;

/** Where providers tell what became of what they accepted. A forged one is refused; none of them can lift a suppression. */
export function createCallbacks({
  sql,
  optOut,
  publicUrl,
  twilioAuthToken,
  now,
}: CallbacksOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (request.method !== 'POST' || pathname !== twilioCallbackPath) return new Response(null, { status: 404 });
    if (Number(request.headers.get('content-length') ?? bodyMax + 1) > bodyMax) return new Response(null, { status: 413 });
    const news = readTwilioCallback({
      authToken: twilioAuthToken,
      url: `${publicUrl()}${pathname}${search}`,
      signature: request.headers.get('x-twilio-signature') ?? '',
      body: await request.text(),
    });
    if (!news) return new Response(null, { status: 403 });
    const told = await takeNews(sql, news, now());
    if (told && news.suppress) await optOut.suppress(told.channel, told.address, news.suppress, now());
    return new Response(null, { status: 204 });
  };
}
