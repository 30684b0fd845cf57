import { Webhook as Signer } from 'standardwebhooks';
import { z } from 'zod';
import { webhookSecret } from './channels/webhook/send.ts';

const Body = z.object({ subscription: z.string() });

/** What a receiver does with its secret, for somebody who holds the key of all of them: the lab, and tests. */
export function verifyWebhook(key: string, headers: Record<string, string>, body: string): boolean {
  try {
    const { subscription } = Body.parse(JSON.parse(body));
    new Signer(webhookSecret(key, subscription)).verify(body, headers);
    return true;
  } catch {
    return false; // forged, too old, or not ours at all: the answer is the same
  }
}
