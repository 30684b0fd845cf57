import { Problem } from '@pharos/core/problem';
import type { z } from 'zod';
import type { notifierConfig } from './config.ts';
import type { NotifierOptions } from './role.ts';

type Config = z.infer<z.ZodObject<typeof notifierConfig>>;
type Settings = Omit<Config, 'DATABASE_URL' | 'DATABASE_POOL' | 'NATS_URL' | 'NOTIFIER_PORT'>;

/** The environment as the role wants it; what is opened with the process is not in it. */
export function notifierOptions(config: Settings): Omit<NotifierOptions, 'sql' | 'bus' | 'host' | 'port'> {
  return {
    publicUrl: config.PUBLIC_URL.replace(/\/$/, ''),
    pagesUrl: config.PAGES_URL.replace(/\/$/, ''),
    apiUrls: config.API_URL.split(','),
    apiKey: config.API_KEY,
    linkKey: config.LINK_KEY,
    providers: {
      emailFrom: config.EMAIL_FROM,
      ses: {
        url: config.SES_URL,
        region: config.SES_REGION,
        accessKeyId: config.SES_ACCESS_KEY_ID,
        secretAccessKey: config.SES_SECRET_ACCESS_KEY,
      },
      sendgrid: { url: config.SENDGRID_URL, apiKey: config.SENDGRID_API_KEY },
      twilio: {
        url: config.TWILIO_URL,
        accountSid: config.TWILIO_ACCOUNT_SID,
        authToken: config.TWILIO_AUTH_TOKEN,
        from: config.TWILIO_FROM,
      },
      telnyx: {
        url: config.TELNYX_URL,
        apiKey: config.TELNYX_API_KEY,
        from: config.TELNYX_FROM,
        isIdempotent: config.TELNYX_IDEMPOTENT,
        publicKey: config.TELNYX_PUBLIC_KEY,
      },
      vapid: vapidOf(config),
      webhooks: { privateNetworks: config.WEBHOOK_PRIVATE_NETWORKS },
    },
    smsUnknown: config.SMS_UNKNOWN,
    unknownWaitMs: config.UNKNOWN_WAIT_MS,
    returnedDoubtMs: config.RETURNED_DOUBT_MS,
  };
}

/** All of them, or none: half of it reaches nobody, and is said at the start. */
function vapidOf({ VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject }: Settings) {
  if (publicKey !== undefined && privateKey !== undefined && subject !== undefined) return { publicKey, privateKey, subject };
  if (publicKey === undefined && privateKey === undefined && subject === undefined) return undefined;
  throw new Problem('invalid', 'VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and VAPID_SUBJECT are set together, or none of them');
}
