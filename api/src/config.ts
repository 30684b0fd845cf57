import { z } from 'zod';
import { accountConfig } from './people/config.ts';
import { sessionKeysConfig } from './people/signed.ts';
import { natsConfig, port, postgresConfig } from '@pharos/core/config';
import { readerKeysConfig } from '@pharos/core/reader-token';

export const apiConfig = {
  ...postgresConfig,
  DATABASE_POOL: postgresConfig.DATABASE_POOL.describe(
    'Most connections of this process: half to write, half to read; two more take and send files, and one answers `/readyz`',
  ),
  ...natsConfig,
  ...readerKeysConfig,
  ...sessionKeysConfig,
  ...accountConfig,
  API_PORT: port('Port of the API').default(8080),
  API_ELSEWHERE: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(z.url()).max(20))
    .describe('Public addresses of the APIs of other regions, comma between them: told to those whom this region cannot serve'),
  DOMAIN_PROOF: z
    .enum(['dns', 'none'])
    .default('dns')
    .describe('What a page must show before it claims a domain: `dns`, a TXT record `_pharos.<domain>` with `pharos-page=<id>`'),
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
  TRUST_PROXY: z.stringbool().default(false).describe("Take the caller's address from `X-Forwarded-For`, when a proxy of yours sets it"),
};
