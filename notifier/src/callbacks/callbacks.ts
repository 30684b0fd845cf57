import type { Sql } from '@pharos/core/outside/postgres';
import type { OptOut } from '../opt-out.ts';
import type { Region } from '../region.ts';
import { takeNews } from './news.ts';
import { readTelnyxInbound, type Written } from '../channels/sms/telnyx-callback.ts';
import { readTwilioCallback, readTwilioInbound, type TwilioCallback } from '../channels/sms/twilio-callback.ts';

export interface CallbacksOptions {
  sql: Sql;
  region: Pick<Region, 'readSubscriptionsOfNumber'>;
  optOut: OptOut;
  publicUrl(): string;
  /** Without it nothing is believed to be Twilio. */
  twilioAuthToken: string | undefined;
  /** Without it nothing is believed to be Telnyx. */
  telnyxPublicKey: string;
  now(): number;
}

export const twilioCallbackPath = '/callbacks/twilio';
// Where the providers' consoles are told to hand on what people write to our numbers.
const twilioInboundPath = '/callbacks/twilio/inbound';
const telnyxInboundPath = '/callbacks/telnyx';

// A callback is a few thousand letters; a stranger may send more.
const bodyMax = 16 * 1024;

/**
 * Where providers tell what became of what they accepted, and what people write back. A forged one is refused; none of them can
 * lift a suppression. Who writes STOP to one provider's number is not written to by the other either.
 */
export function createCallbacks(options: CallbacksOptions): (request: Request) => Promise<Response> {
  const { sql, region, optOut, publicUrl, twilioAuthToken, telnyxPublicKey, now } = options;

  const takeStatus = async (callback: TwilioCallback) => {
    const news = readTwilioCallback(callback);
    if (!news) return new Response(null, { status: 403 });
    const told = await takeNews(sql, news, now());
    if (told && news.suppress) await optOut.suppress(told.channel, told.address, news.suppress, now());
    return new Response(null, { status: 204 });
  };
  const takeWritten = async (written: Written | 'forged' | undefined, answer: Response) => {
    if (written === 'forged') return new Response(null, { status: 403 });
    if (!written?.isFarewell) return answer;
    await optOut.suppress('sms', written.from, 'stop', now());
    // The suppression is this region's own. The subscriptions end in all of them: obeyed here at once, and handed on to the API.
    for (const { id, page } of await region.readSubscriptionsOfNumber(sql, written.from)) await optOut.leave(id, page, now());
    return answer;
  };

  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const isOurs = pathname === twilioCallbackPath || pathname === twilioInboundPath || pathname === telnyxInboundPath;
    if (request.method !== 'POST' || !isOurs) return new Response(null, { status: 404 });
    if (Number(request.headers.get('content-length') ?? bodyMax + 1) > bodyMax) return new Response(null, { status: 413 });
    const body = await request.text();
    const header = (name: string) => request.headers.get(name) ?? '';
    if (pathname === telnyxInboundPath) {
      const [signature, timestamp] = [header('telnyx-signature-ed25519'), header('telnyx-timestamp')];
      return takeWritten(readTelnyxInbound({ publicKey: telnyxPublicKey, signature, timestamp, body, now: now() }), new Response(null));
    }
    // Whoever knows that there is no secret could sign with none.
    if (!twilioAuthToken) return new Response(null, { status: 403 });
    const url = `${publicUrl()}${pathname}${search}`;
    const callback = { authToken: twilioAuthToken, url, signature: header('x-twilio-signature'), body };
    if (pathname === twilioCallbackPath) return takeStatus(callback);
    // An answer without words: Twilio itself says goodbye to who writes STOP.
    return takeWritten(readTwilioInbound(callback), new Response('<Response/>', { headers: { 'content-type': 'text/xml' } }));
  };
}
