import { readerKeysConfig } from '@pharos/core/reader-token';
import { z } from 'zod';

const urls = (describe: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.url()).max(20))
    .describe(describe);

/** What the pages are told on every runtime. */
export const pagesConfig = {
  ...readerKeysConfig,
  API_UPSTREAMS: z
    .string()
    .transform((text) =>
      text.split(',').map((each) => ({ region: each.split('=')[0]!.trim(), url: each.slice(each.indexOf('=') + 1).trim() })),
    )
    .pipe(
      z
        .array(z.object({ region: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be region=url'), url: z.url() }))
        .min(1)
        .max(20),
    )
    .describe('APIs, the near region first, then the fallbacks: `eu=https://api.eu…,us=https://api.us…`'),
  EDGE_PEERS: urls(
    "Public addresses of the edges of all regions, this one's among them, comma between them: readers go on at the others, and people sign in to pages under these names",
  ).optional(),
  READERS_ADDRESS_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+$/)
    .optional()
    .describe("Header in which your own proxy or CDN writes the visitor's address, e.g. `x-forwarded-for`; its last entry counts"),
  SECURITY_CONTACT: z
    .url({ protocol: /^(?:https|mailto)$/ })
    .optional()
    .describe('Where somebody tells of a hole in this installation, for `/.well-known/security.txt`: `mailto:security@example.com`'),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{87}$/, 'must be as `npx web-push generate-vapid-keys` makes it')
    .optional()
    .describe('By which browsers know who sends them messages, the same as at the notifiers; without it pages offer no notifications'),
  ORIGIN_TIMEOUT_MS: z.coerce.number().int().min(50).max(60_000).default(2_000).describe('Longest wait for one API'),
};
