import { natsConfig, port, postgresConfig } from '@pharos/core/config';
import { z } from 'zod';
import { privateNetworks } from './channels/guarded/private-networks.ts';
import { returnedDoubtMsUsual } from './returned.ts';

const providerUrl = (name: string) =>
  z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(`Address of ${name}, if it is not its own: a stand-in`);
const phone = (describe: string) =>
  z
    .string()
    .regex(/^\+\d{7,15}$/, 'must be a number like +15551234567')
    .describe(describe);

/** Every variable of the notifier, beside the common ones. */
export const notifierConfig = {
  ...postgresConfig,
  ...natsConfig,
  NOTIFIER_PORT: port('Port of the pages behind the links in messages').default(8400),
  PUBLIC_URL: z.url().describe('Where those pages are reached from outside; it stands in every message'),
  PAGES_URL: z.url().describe('Where the status pages are: `<PAGES_URL>/p/<page>`'),
  API_URL: z
    .string()
    .regex(/^https?:\/\/[^,\s]+(,https?:\/\/[^,\s]+)*$/, 'must be http://host:port (several: comma between them)')
    .describe('The write API that confirmations and farewells go to, the near one first'),
  API_KEY: z.string().min(16).describe('Its key, with scope `write`'),
  LINK_KEY: z.string().min(32).describe('Secret that signs links and webhooks; the same in every region, for ever'),
  EMAIL_FROM: z.email().describe('Sender of every mail'),
  SES_URL: providerUrl('SES'),
  SES_REGION: z.string().default('us-east-1').describe("SES' region"),
  SES_ACCESS_KEY_ID: z
    .string()
    .optional()
    .describe('SES credentials, both or none. Mails go by SES, SendGrid and SMTP, in this order, whichever there are: one at least'),
  SES_SECRET_ACCESS_KEY: z.string().optional().describe('SES credentials'),
  SENDGRID_URL: providerUrl('SendGrid'),
  SENDGRID_API_KEY: z.string().startsWith('SG.').optional().describe('SendGrid credentials'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'A mail server of yours, or of a provider: `smtps://user:password@mail.example.com`, or `smtp://` (port 587 unless it says another)',
    ),
  SMTP_TLS: z
    .enum(['required', 'offered'])
    .default('required')
    .describe('Of `smtp://`: nothing is said to a server that does not encrypt, or only where it offers to'),
  TWILIO_URL: providerUrl('Twilio'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .startsWith('AC')
    .optional()
    .describe(
      'Twilio credentials, all three or none. SMS go by Twilio and Telnyx, in this order, whichever there are; without either none is sent',
    ),
  TWILIO_AUTH_TOKEN: z.string().optional().describe('Twilio credentials'),
  TWILIO_FROM: phone('Sender of SMS at Twilio').optional(),
  TELNYX_URL: providerUrl('Telnyx'),
  TELNYX_API_KEY: z.string().startsWith('KEY').optional().describe('Telnyx credentials, both or none'),
  TELNYX_FROM: phone('Sender of SMS at Telnyx').optional(),
  TELNYX_PUBLIC_KEY: z
    .base64()
    .length(44)
    .optional()
    .describe("The account's public key: what people write to the number is believed only with it, at `<PUBLIC_URL>/callbacks/telnyx`"),
  TELNYX_IDEMPOTENT: z
    .stringbool()
    .default(false)
    .describe('Only when it was proved for the account: a message asked for twice under one `Idempotency-Key` is sent once'),
  WEBHOOK_PRIVATE_NETWORKS: privateNetworks.describe(
    'Networks of yours that webhooks may reach although they are private, as `10.1.0.0/16`, comma between them; by number also over plain HTTP and to any port',
  ),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{87}$/, 'must be as `npx web-push generate-vapid-keys` makes it')
    .optional()
    .describe('By which browsers know who sends them messages, the same as at the edges; without these three no browser is told'),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be as `npx web-push generate-vapid-keys` makes it')
    .optional()
    .describe('Its other half, a secret; both the same in every region, for ever: with others no browser that has subscribed is reached'),
  VAPID_SUBJECT: z
    .url({ protocol: /^(?:mailto|https)$/ })
    .optional()
    .describe('Where push services find a person behind it: `mailto:status@example.com`'),
  SMS_UNKNOWN: z
    .enum(['resend', 'urgent', 'rest'])
    .default('resend')
    .describe('An SMS whose answer was lost: send again, only for what is urgent, or never'),
  UNKNOWN_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe(
      "How long the provider's own word is awaited before an unknown delivery is sent again; more than 0 only with callbacks set up",
    ),
  RETURNED_DOUBT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(returnedDoubtMsUsual)
    .describe('After a restore: what was written so long before the newest that came back from other regions is told again'),
  TELL_ALONE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(0)
    .describe(
      'A notice that was being told when its region was cut off waits for another region, or for the link: after this long it is told without, perhaps twice; 0: never',
    ),
};
