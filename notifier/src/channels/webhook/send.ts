import { createHmac } from 'node:crypto';
import type { Clock } from '@pharos/core/clock';
import { Webhook as Signer } from 'standardwebhooks';
import { request } from 'undici';
import { classifyNetwork } from '../classify-network.ts';
import { classifyWebhook } from './classify.ts';
import { failure } from '../../outcome.ts';
import { connectMs, type Sender, type Webhook } from '../channel.ts';
import { createGuardedAgent, isBlocked, webhookUrlTrouble } from '../guarded/guard.ts';
import { limitFromSocket } from '../guarded/limit-from-socket.ts';
import { reachOf } from '../guarded/private-networks.ts';

export interface WebhookOptions {
  clock: Clock;
  /** Networks that are reached although they are private, as `10.1.0.0/16`. */
  privateNetworks: string[];
}

// Receivers are slower than providers: the usual patience, and what they are told to expect.
const callMs = 15_000;
const slots = 500;
// One slow host takes at most this many of our slots, and has as many connections: who has a place has a socket.
const webhooksPerHost = 4;

/** Posts to somebody's own machine, signed as Standard Webhooks describes: the id stays over all attempts, the time does not. */
export function createWebhook({ clock, privateNetworks }: WebhookOptions): Sender<Webhook> {
  const mayReach = reachOf(privateNetworks);
  const agent = createGuardedAgent({ mayReach, connectMs, perHostMax: webhooksPerHost });
  const dispatcher = agent.compose(limitFromSocket(callMs));
  return {
    name: 'webhook',
    channel: 'webhook',
    isIdempotent: true,
    slots,
    perHost: webhooksPerHost,
    leaseMs: 60_000,
    send: async ({ to, delivery, body, secret }) => {
      const trouble = webhookUrlTrouble(to, mayReach);
      if (trouble) return failure('recipient', `url: ${trouble}`, { suppress: 'blocked-address' });
      const at = new Date(clock.now());
      try {
        const answer = await request(to, {
          dispatcher,
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Pharos-Webhooks/1',
            'webhook-id': delivery,
            'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
            'webhook-signature': new Signer(secret).sign(delivery, at, body),
          },
        });
        await answer.body.dump({ limit: 0 }).catch(() => undefined); // whatever it says is not ours to read
        const retryAfter = answer.headers['retry-after'];
        return classifyWebhook(answer.statusCode, typeof retryAfter === 'string' ? retryAfter : undefined, clock.now());
      } catch (error) {
        if (isBlocked(error)) return failure('recipient', 'blocked-address', { suppress: 'blocked-address' });
        return classifyNetwork(error);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** Each subscription's own signing secret, derived, so that none is stored and one that leaks opens no other. */
export function webhookSecret(key: string, subscription: string): string {
  return `whsec_${createHmac('sha256', key).update(`webhook:${subscription}`).digest('base64')}`;
}
