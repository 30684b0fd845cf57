import { Webhook as Signer } from 'standardwebhooks';
import { z } from 'zod';
import { readLink } from './links/token.ts';
import { webhookSecret } from './channels/webhook/send.ts';

// In Statuspage's shape a message names its subscription by the link that ends it.
const Body = z.union([z.object({ subscription: z.string() }), z.object({ meta: z.object({ unsubscribe: z.url() }) })]);

/** What a receiver does with its secret, for somebody who holds the key of all of them: the lab, and tests. */
export function verifyWebhook(key: string, headers: Record<string, string>, body: string): boolean {
  try {
    const said = Body.parse(JSON.parse(body));
    const subscription =
      'subscription' in said ? said.subscription : readLink(key, 'unsubscribe', said.meta.unsubscribe.split('/').at(-1)!)?.subscription;
    new Signer(webhookSecret(key, subscription ?? '')).verify(body, headers);
    return true;
  } catch {
    return false; // forged, too old, or not ours at all: the answer is the same
  }
}
