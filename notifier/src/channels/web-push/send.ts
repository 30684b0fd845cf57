import type { Clock } from '@pharos/core/clock';
import { request } from 'undici';
import webPush from 'web-push';
import { failure, type Outcome } from '../../outcome.ts';
import { connectMs, type Sender, type WebPush } from '../channel.ts';
import { classifyNetwork } from '../classify-network.ts';
import { textOf } from '../chat/send.ts';
import { createGuardedAgent, isBlocked, webhookUrlTrouble } from '../guarded/guard.ts';
import { limitFromSocket } from '../guarded/limit-from-socket.ts';
import { reachOf } from '../guarded/private-networks.ts';
import { classifyWebPush } from './classify.ts';

/** By which push services know who sends (RFC 8292); a browser takes messages only from whom it was asked by. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
  /** Where the services find a person, should we do harm: a mailto or https address. */
  subject: string;
}

export interface WebPushOptions {
  clock: Clock;
  privateNetworks: string[];
  vapid: VapidKeys | undefined;
}

const callMs = 10_000;
const slots = 200;
// A handful of services serve all browsers.
const perHost = 60;
// Longer, and what a device fetches when it wakes is no news: as long as the channel has patience.
const ttlS = 6 * 3_600;

/** To a browser, by its vendor's push service, which cannot read what it carries (RFC 8291). */
export function createWebPush({ clock, privateNetworks, vapid }: WebPushOptions): Sender<WebPush> {
  const mayReach = reachOf(privateNetworks);
  const agent = createGuardedAgent({ mayReach, connectMs, perHostMax: perHost });
  const dispatcher = agent.compose(limitFromSocket(callMs));
  return {
    name: 'web-push',
    channel: 'web-push',
    isIdempotent: false,
    slots,
    perHost,
    leaseMs: 60_000,
    send: async ({ to, text, urgency, topic }): Promise<Outcome> => {
      if (!vapid) return failure('message', 'no-vapid-keys', { isOneRefusal: true });
      const trouble = webhookUrlTrouble(to, mayReach);
      if (trouble) return failure('recipient', `url: ${trouble}`, { suppress: 'blocked-address' });
      const sealed = seal(to, text, { urgency, topic, vapid });
      if (!sealed) return failure('recipient', 'keys', { suppress: 'bad-keys' });
      try {
        const answer = await request(sealed.endpoint, { dispatcher, method: 'POST', body: sealed.body, headers: sealed.headers });
        const header = (name: string) => [answer.headers[name]].flat()[0];
        return classifyWebPush({ status: answer.statusCode, header, text: await textOf(answer.body) }, clock.now());
      } catch (error) {
        if (isBlocked(error)) return failure('recipient', 'blocked-address', { suppress: 'blocked-address' });
        return classifyNetwork(error);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

interface Sealing {
  urgency: WebPush['urgency'];
  topic: string;
  vapid: VapidKeys;
}

/** For this browser alone; undefined where its keys are none. */
function seal(address: string, text: string, { urgency, topic, vapid }: Sealing) {
  const url = new URL(address);
  const [p256dh = '', auth = ''] = url.hash.slice(1).split('.');
  url.hash = '';
  try {
    const { endpoint, headers, body } = webPush.generateRequestDetails({ endpoint: url.href, keys: { p256dh, auth } }, text, {
      vapidDetails: vapid,
      TTL: ttlS,
      urgency,
      topic,
      contentEncoding: 'aes128gcm',
    });
    // By the library's types they are texts; at the time they run, some are numbers.
    return { endpoint, body, headers: Object.fromEntries(new Headers(headers)) };
  } catch {
    return undefined; // not a point of the curve, or cut short: what a browser gives never is
  }
}
