import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '@pharos/core/clock';
import shared from '@sendgrid/client';
import { classifyNetwork } from '../classify-network.ts';
import { classifySendgrid } from './classify-sendgrid.ts';
import { callMs, type Email, type Sender } from '../channel.ts';
import { bareAddress, nameIn } from './sender-line.ts';

export interface SendgridOptions {
  /** Of a stand-in; without it, SendGrid's own. */
  url?: string | undefined;
  apiKey: string;
  from: string;
  clock: Clock;
}

const slots = 64;

// The package hands out one client for everybody, and its types hide the class: we want our own.
const Client = shared.constructor as new () => typeof shared;

/** SendGrid, the second way of a mail. */
export function createSendgrid({ url, apiKey, from, clock }: SendgridOptions): Sender<Email> {
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: slots }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: slots }),
  };
  const client = new Client();
  client.setApiKey(apiKey); // sets the address too, so ours comes after it
  // These go to its HTTP client as they are, which its types do not know: a limit and sockets that are kept.
  const request: object = { ...(url ? { baseUrl: url } : {}), timeout: callMs, ...agents };
  client.setDefaultRequest(request as Exclude<Parameters<typeof client.setDefaultRequest>[0], string>);
  return {
    name: 'sendgrid',
    channel: 'email',
    isIdempotent: false,
    slots,
    leaseMs: 30_000,
    send: async (email) => {
      const name = nameIn(email.fromName);
      const body = {
        from: { email: bareAddress(from), ...(name !== '' && { name }) },
        subject: email.subject,
        personalizations: [{ to: [{ email: email.to }], custom_args: { delivery: email.delivery } }],
        content: [
          { type: 'text/plain', value: email.text },
          { type: 'text/html', value: email.html },
        ],
        headers: email.headers,
        // Our links are the person's own; a counting detour through somebody else's host would be neither wanted nor safe.
        tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: false } },
      };
      try {
        const [response] = await client.request({ method: 'POST', url: '/v3/mail/send', body });
        const headers = response.headers as Record<string, string>;
        return { kind: 'accepted', messageId: headers['x-message-id'] ?? '' };
      } catch (error) {
        const { code, response } = error as { code?: unknown; response?: { headers?: Record<string, string> } };
        if (typeof code !== 'number') return classifyNetwork(error);
        const resetAt = Number(response?.headers?.['x-ratelimit-reset']);
        return classifySendgrid(code, Number.isFinite(resetAt) ? resetAt : undefined, clock.now());
      }
    },
    [Symbol.asyncDispose]: async () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
}
