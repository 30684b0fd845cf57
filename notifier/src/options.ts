import { Problem } from '@pharos/core/problem';
import type { z } from 'zod';
import type { notifierConfig } from './config.ts';
import type { ProvidersOptions } from './channels/channels.ts';
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
      ...mailProviders(config),
      ...smsProviders(config),
      vapid: vapidOf(config),
      webhooks: { privateNetworks: config.WEBHOOK_PRIVATE_NETWORKS },
    },
    smsUnknown: config.SMS_UNKNOWN,
    unknownWaitMs: config.UNKNOWN_WAIT_MS,
    returnedDoubtMs: config.RETURNED_DOUBT_MS,
    aloneAfterMs: config.TELL_ALONE_AFTER_MS,
  };
}

/** Whichever there are; a page's subscribers by mail are nobody's without one. */
function mailProviders(config: Settings): Pick<ProvidersOptions, 'ses' | 'sendgrid' | 'smtp'> {
  const { SES_URL, SES_REGION, SENDGRID_URL, SENDGRID_API_KEY, SMTP_URL, SMTP_TLS } = config;
  const ses = together(config, ['SES_ACCESS_KEY_ID', 'SES_SECRET_ACCESS_KEY']);
  if (!ses && SENDGRID_API_KEY === undefined && SMTP_URL === undefined)
    throw new Problem('invalid', 'nobody brings mails: set SMTP_URL, or SES_ACCESS_KEY_ID and SES_SECRET_ACCESS_KEY, or SENDGRID_API_KEY');
  return {
    ...(ses && {
      ses: { url: SES_URL, region: SES_REGION, accessKeyId: ses.SES_ACCESS_KEY_ID, secretAccessKey: ses.SES_SECRET_ACCESS_KEY },
    }),
    ...(SENDGRID_API_KEY !== undefined && { sendgrid: { url: SENDGRID_URL, apiKey: SENDGRID_API_KEY } }),
    ...(SMTP_URL !== undefined && { smtp: { url: SMTP_URL, isTlsRequired: SMTP_TLS === 'required' } }),
  };
}

function smsProviders(config: Settings): Pick<ProvidersOptions, 'twilio' | 'telnyx'> {
  const twilio = together(config, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM']);
  const telnyx = together(config, ['TELNYX_API_KEY', 'TELNYX_FROM']);
  return {
    ...(twilio && {
      twilio: {
        url: config.TWILIO_URL,
        accountSid: twilio.TWILIO_ACCOUNT_SID,
        authToken: twilio.TWILIO_AUTH_TOKEN,
        from: twilio.TWILIO_FROM,
      },
    }),
    ...(telnyx && {
      telnyx: {
        url: config.TELNYX_URL,
        apiKey: telnyx.TELNYX_API_KEY,
        from: telnyx.TELNYX_FROM,
        isIdempotent: config.TELNYX_IDEMPOTENT,
        publicKey: config.TELNYX_PUBLIC_KEY,
      },
    }),
  };
}

function vapidOf(config: Settings) {
  const keys = together(config, ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT']);
  return keys && { publicKey: keys.VAPID_PUBLIC_KEY, privateKey: keys.VAPID_PRIVATE_KEY, subject: keys.VAPID_SUBJECT };
}

/** All of them, or none: half of it reaches nobody, and is said at the start. */
function together<const Name extends keyof Settings>(config: Settings, names: Name[]): Record<Name, string> | undefined {
  const missing = names.filter((name) => config[name] === undefined);
  if (missing.length === names.length) return undefined;
  if (missing.length === 0) return config as Record<Name, string>;
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  throw new Problem(
    'invalid',
    `${list} are set together, or none of them: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
  );
}
