import type { Clock } from '@pharos/core/clock';
import type { Channel } from '@pharos/core/channel';
import type { Sender } from './channels/channel.ts';
import { createSendgrid } from './channels/sendgrid.ts';
import { createSes } from './channels/ses.ts';
import { createTelnyx } from './channels/telnyx.ts';
import { createTwilio } from './channels/twilio.ts';
import { createWebhook } from './channels/webhook.ts';

export interface ProvidersOptions {
  emailFrom: string;
  ses: { url?: string | undefined; region: string; accessKeyId: string; secretAccessKey: string };
  sendgrid: { url?: string | undefined; apiKey: string };
  twilio: { url?: string | undefined; accountSid: string; authToken: string; from: string; callbackUrl?: string | undefined };
  telnyx: { url?: string | undefined; apiKey: string; from: string; isIdempotent?: boolean; publicKey?: string | undefined };
  webhooks: { privateNetworks: string[] };
}

/** Who brings what, the preferred one first. */
export function createProviders(options: ProvidersOptions, clock: Clock): Record<Channel, Sender[]> {
  const { emailFrom: from, ses, sendgrid, twilio, telnyx, webhooks } = options;
  return {
    email: [createSes({ ...ses, from }), createSendgrid({ ...sendgrid, from, clock })] as Sender[],
    sms: [createTwilio(twilio), createTelnyx(telnyx)] as Sender[],
    webhook: [createWebhook({ clock, ...webhooks })] as Sender[],
  };
}
