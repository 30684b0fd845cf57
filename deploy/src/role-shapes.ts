import { apiConfig } from '@pharos/api/config';
import { commonConfig, readConfig } from '@pharos/core/config';
import { syncConfig } from '@pharos/crdt-sync/config';
import { edgeConfig } from '@pharos/edge/config';
import { notifierConfig } from '@pharos/notifier/config';
import { gatewayConfig } from '@pharos/sse-gateway/config';

const own: Record<string, Parameters<typeof readConfig>[0]> = {
  sync: syncConfig,
  api: apiConfig,
  gateway: gatewayConfig,
  notifier: notifierConfig,
  edge: edgeConfig,
};
export const roles = Object.keys(own);

/** What is wrong with variables that a role is given, beside the secrets of whoever runs it; an empty list is well. */
export function variableFaults(role: string, given: Record<string, string>, secrets: Record<string, string>): string[] {
  const shape = { ...commonConfig, ...own[role] };
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(shape, name));
  try {
    readConfig(shape, { ...secrets, ...given });
  } catch (error) {
    return [...unknown, (error as Error).message];
  }
  return unknown;
}

/** Secrets as they look: for checks alone. */
export const madeUpSecrets = {
  DATABASE_URL: 'postgres://pharos@db/pharos',
  NATS_URL: 'tls://nats:4222',
  REDIS_URL: 'rediss://redis:6379',
  READER_KEYS: 'a'.repeat(64),
  SESSION_KEYS: 'b'.repeat(64),
  API_KEY: 'c'.repeat(32),
  LINK_KEY: 'd'.repeat(64),
  EMAIL_FROM: 'status@example.com',
  SES_ACCESS_KEY_ID: 'x',
  SES_SECRET_ACCESS_KEY: 'x',
  SENDGRID_API_KEY: 'SG.x',
  TWILIO_ACCOUNT_SID: 'ACx',
  TWILIO_AUTH_TOKEN: 'x',
  TWILIO_FROM: '+15005550006',
  TELNYX_API_KEY: 'KEYx',
  TELNYX_FROM: '+15005550007',
};
