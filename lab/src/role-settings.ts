import { standInNames } from './providers/accepted.ts';
import type { Crossings } from './crossings.ts';
import { demoPageOf } from './keys.ts';
import { publicUrl, roleUrl, type Shared, type Site } from './site.ts';

/** On one machine everybody comes from one address: the limit for each of them says nothing there. */
export const readersPerAddressMax = 200_000;
/** The same of questions a second, where the lab is for looking and for loads. Drills of strangers keep the limits of production. */
export const requestsPerAddressMax = 10_000;

/** Where who is not served by this region's API can go. */
export function elsewhere(site: Site, { sites }: Shared): string[] {
  return sites.filter((each) => each.region !== site.region).map((each) => publicUrl(each, 'api'));
}

/** Where the lab plays chat services and that of browsers, so that their addresses are taken. */
export function chatStandIns({ providerUrls }: Pick<Shared, 'providerUrls'>): string[] {
  return standInNames.map((name) => new URL(providerUrls[name]).origin);
}

/** Browsers make passkeys for names only, and not for numbers: this one opens every region of the lab. */
export const passkeyHost = 'localhost';

/** Where people of the lab sign in: the console of their region, or the page of its API where there is none. */
export function consoleUrl(site: Site, { consoleFolder }: Pick<Shared, 'consoleFolder'>): string {
  const api = site.front ? `https://${passkeyHost}:${site.front.publicPort}` : `http://${passkeyHost}:${site.ports.api.main}`;
  return consoleFolder === undefined ? api : `${api}/console`;
}

/** Each region's canary follows the demo page by the region's own public address. */
export function canaryUrl(site: Site, { keys }: Shared): string {
  return `${publicUrl(site, 'edge')}/live/${demoPageOf(keys)}`;
}

/** Addresses and credentials of the lab's outside world: the real SDKs use them on the stand-ins. Nothing here opens anything elsewhere. */
export function notifierSettings(site: Site, { providerUrls, keys }: Shared, crossings: Crossings) {
  return {
    PUBLIC_URL: roleUrl(site, 'notifier'),
    PAGES_URL: publicUrl(site, 'edge'),
    API_URL: crossings
      .apis(site)
      .map(({ url }) => url)
      .join(','),
    API_KEY: keys.notifier,
    LINK_KEY: keys.linkSecret,
    EMAIL_FROM: 'status@lab.example',
    SES_URL: providerUrls.ses,
    SES_REGION: 'us-east-1',
    SES_ACCESS_KEY_ID: 'lab',
    SES_SECRET_ACCESS_KEY: 'lab',
    SENDGRID_URL: providerUrls.sendgrid,
    SENDGRID_API_KEY: 'SG.lab',
    TWILIO_URL: providerUrls.twilio,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'lab',
    TWILIO_FROM: '+15005550006',
    TELNYX_URL: providerUrls.telnyx,
    TELNYX_API_KEY: 'KEYlab',
    TELNYX_FROM: '+15005550007',
    WEBHOOK_PRIVATE_NETWORKS: '127.0.0.0/8',
    VAPID_PUBLIC_KEY: keys.vapid.publicKey,
    VAPID_PRIVATE_KEY: keys.vapid.privateKey,
    VAPID_SUBJECT: 'mailto:status@lab.example',
  };
}
