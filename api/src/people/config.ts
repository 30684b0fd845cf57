import { z } from 'zod';
import { Problem } from '@pharos/core/problem';
import type { AccountOptions } from './accounts.ts';

const Url = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

export const accountConfig = {
  API_PUBLIC_URL: Url.optional().describe("This API's own address, as browsers call it; without it, as each request says"),
  CONSOLE_URL: Url.optional().describe(
    'Where links that sign people in lead: `<it>/sign-in`. Without it, to `API_PUBLIC_URL`; with neither, no links are mailed',
  ),
  CONSOLE_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
    .pipe(z.array(z.url().transform((url) => new URL(url).origin)).max(20))
    .describe('Origins of the pages of yours that may use the session of a browser, beside this API itself; comma between them'),
  PASSKEY_HOST: z
    .string()
    .max(253)
    .optional()
    .describe('What passkeys are made for: a host, or the domain above the hosts of all regions, so that one opens each of them'),
  OIDC_ISSUER: Url.optional().describe('The identity provider by which people may sign in: they are who has the address it vouches for'),
  OIDC_CLIENT_ID: z
    .string()
    .max(300)
    .optional()
    .describe('Who we are for it; it sends people back to `<API_PUBLIC_URL>/v1/sign-in/oidc/callback`'),
  OIDC_CLIENT_SECRET: z.string().max(1_000).optional().describe('What it knows us by'),
  OIDC_NAME: z.string().max(60).default('single sign-on').describe('What the button says'),
};

type Config = z.infer<z.ZodObject<typeof accountConfig>> & { SESSION_KEYS?: string[] | undefined };

export function accountOptions(config: Config): AccountOptions {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = config;
  const given = [issuer, clientId, clientSecret].filter((each) => each !== undefined).length;
  if (given !== 0 && given !== 3)
    throw new Problem('invalid', 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three, or none');
  return {
    keys: config.SESSION_KEYS ?? [],
    publicUrl: config.API_PUBLIC_URL,
    consoleUrl: config.CONSOLE_URL,
    consoleOrigins: [...config.CONSOLE_ORIGINS, ...(config.CONSOLE_URL === undefined ? [] : [new URL(config.CONSOLE_URL).origin])],
    passkeyHost: config.PASSKEY_HOST,
    oidc:
      issuer !== undefined && clientId !== undefined && clientSecret !== undefined ? { issuer, clientId, clientSecret, name } : undefined,
  };
}
