import { z } from 'zod';
import { natsConfig, port, postgresConfig, redisConfig } from '@pharos/core/config';
import { accountConfig } from './people/config.ts';
import { sessionKeysConfig } from './people/signed.ts';
import { readerKeysConfig } from '@pharos/core/reader-token';
import { classesConfig } from './bulkhead.ts';
import { poolMin } from './pools.ts';
import { tiersConfig } from './tiers.ts';

export const apiConfig = {
  ...postgresConfig,
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(poolMin)
    .max(200)
    .default(20)
    .describe(
      'Most connections of this process, 10 to 50 of a usual one: three tenths for incidents, three for components and sign-ups, the rest to read, a third of these for organisations; two more take and send files, and one answers `/readyz`',
    ),
  DATABASE_REPLICA_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(z.url({ protocol: /^postgres(ql)?$/ })).max(10))
    .describe('Copies of the database that follow it, comma between them: what is read comes from one that holds what the reader must see'),
  REPLICA_POOL: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(20)
    .describe('Most connections of this process to each of them, 20 to 100 of a usual one'),
  ...natsConfig,
  ...readerKeysConfig,
  ...sessionKeysConfig,
  ...accountConfig,
  REDIS_URL: redisConfig.REDIS_URL.optional().describe(
    "The region's Redis, where its APIs share Views and count requests together; without it each does so by itself",
  ),
  ANSWERS_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(16_384)
    .default(64)
    .describe('What Views that are kept may take in the memory of this process'),
  API_PORT: port('Port of the API').default(8080),
  API_ELSEWHERE: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(z.url()).max(20))
    .describe('Public addresses of the APIs of other regions, comma between them: told to those whom this region cannot serve'),
  CONSOLE_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe('Where `npm run console:build` put the console, which is then served at `/console/`; without it there is none here'),
  DOMAIN_PROOF: z
    .enum(['dns', 'none'])
    .default('dns')
    .describe('What a page must show before it claims a domain: `dns`, a TXT record `_pharos.<domain>` with `pharos-page=<id>`'),
  CHAT_STAND_INS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)).max(20))
    .describe(
      'Origins that play chat services, or that of browsers, where nobody is to be told for real, comma between them: addresses there are taken as the services’ own',
    ),
  SMS_SIGN_UPS_PER_DAY: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(500)
    .describe('SMS that strangers can cause by signing up, in a day, over all pages; each costs some cents'),
  RATE_PER_KEY: z.coerce.number().int().min(1).max(1_000_000).default(200).describe('Requests a second of one API key'),
  RATE_PER_EDGE: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(2_000)
    .describe('Requests a second of one edge, which it makes for all its visitors; it is known by `READER_KEYS`'),
  RATE_PER_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).default(50).describe('Requests a second of one address without a key'),
  ...tiersConfig,
  ...classesConfig,
  TRUST_PROXY: z.stringbool().default(false).describe("Take the caller's address from `X-Forwarded-For`, when a proxy of yours sets it"),
};
