import { readFileSync } from 'node:fs';
import { Problem } from '../problem.ts';
import type { NatsOptions } from './bus-nats.ts';

/** Who we are to a NATS server, and how we know it: words and paths of PEM files. */
export interface NatsCredentials {
  user?: string | undefined;
  password?: string | undefined;
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** Reads the files, once: one that is not there ends the process before anything is opened. */
export function natsConnection({ user, password, caFile, certFile, keyFile }: NatsCredentials): NonNullable<NatsOptions['connection']> {
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new Problem('invalid', 'a NATS certificate and its key go together: set both files');
  const tls = { ...pem('ca', caFile), ...pem('cert', certFile), ...pem('key', keyFile) };
  return {
    ...(user === undefined ? {} : { user, pass: password ?? '' }),
    // With any of them the connection is not made without TLS.
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

/** The same from the variables of the region's own NATS. */
export function ownNatsConnection(config: {
  NATS_USER?: string | undefined;
  NATS_PASSWORD?: string | undefined;
  NATS_CA_FILE?: string | undefined;
  NATS_CERT_FILE?: string | undefined;
  NATS_KEY_FILE?: string | undefined;
}): NonNullable<NatsOptions['connection']> {
  const { NATS_USER: user, NATS_PASSWORD: password, NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = config;
  return natsConnection({ user, password, caFile, certFile, keyFile });
}

function pem(name: 'ca' | 'cert' | 'key', path: string | undefined): Record<string, string> {
  if (path === undefined) return {};
  try {
    return { [name]: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new Problem('invalid', `the file for the ${name} of NATS cannot be read: ${(error as Error).message}`);
  }
}
