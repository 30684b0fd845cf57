import { Agent as HttpAgent } from 'node:http';
import twilio from 'twilio';
import { classifyNetwork } from '../classify-network.ts';
import { classifyTwilio } from './classify-twilio.ts';
import { callMs, type Sender, type Sms } from '../channel.ts';

export interface TwilioOptions {
  /** Of a stand-in; without it, Twilio's own. */
  url?: string | undefined;
  accountSid: string;
  authToken: string;
  from: string;
  /** Where Twilio tells what became of a message; the delivery's name is added to it. */
  callbackUrl?: string | undefined;
}

const slots = 100;
// A network that could not deliver it by then drops it: an outage told an hour late is a false alarm.
const validityS = 3_600;

/** Twilio's Messages. The SDK knows only Twilio's own hosts, so a stand-in is reached by rewriting the address. */
export function createTwilio({ url, accountSid, authToken, from, callbackUrl }: TwilioOptions): Sender<Sms> {
  const httpClient = new LocalRequestClient(url, { timeout: callMs, keepAlive: true, maxSockets: slots, maxTotalSockets: slots });
  const client = twilio(accountSid, authToken, { httpClient, lazyLoading: true });
  return {
    name: 'twilio',
    channel: 'sms',
    isIdempotent: false,
    slots,
    leaseMs: 30_000,
    send: async (sms) => {
      try {
        const message = await client.messages.create({
          to: sms.to,
          from,
          body: sms.text,
          validityPeriod: validityS,
          ...(callbackUrl ? { statusCallback: withDelivery(callbackUrl, sms.delivery) } : {}),
        });
        return { kind: 'accepted', messageId: message.sid };
      } catch (error) {
        if (!(error instanceof twilio.RestException)) return classifyNetwork(error);
        return classifyTwilio(error.code ?? 0, error.status);
      }
    },
    [Symbol.asyncDispose]: async () => httpClient.close(),
  };
}

type RequestOptions<T> = Parameters<typeof twilio.RequestClient.prototype.request<T>>[0];

class LocalRequestClient extends twilio.RequestClient {
  readonly #url: string | undefined;
  readonly #agent = new HttpAgent({ keepAlive: true, maxSockets: slots });

  constructor(url: string | undefined, options: ConstructorParameters<typeof twilio.RequestClient>[0]) {
    super(options);
    this.#url = url;
    if (url) this.axios.defaults.httpAgent = this.#agent;
  }

  override request<T>(options: RequestOptions<T>) {
    if (!this.#url) return super.request(options);
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: new URL(pathname + search, this.#url).href });
  }

  close(): void {
    this.#agent.destroy();
    (this.axios.defaults.httpsAgent as HttpAgent).destroy();
  }
}

function withDelivery(callbackUrl: string, delivery: string): string {
  const url = new URL(callbackUrl);
  url.searchParams.set('delivery', delivery);
  return url.href;
}
