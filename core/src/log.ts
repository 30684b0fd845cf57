import { pino, type Logger } from 'pino';

export type Log = Logger;

export interface LogOptions {
  role: string;
  region: string;
  level: string;
  /** Readable lines for a person at a terminal, JSON for machines. */
  destination?: { write(line: string): void };
}

// Secrets and addresses never reach a log, wherever in a message they stand.
const redact = ['authorization', 'password', 'secret', 'token', 'apiKey', 'address', 'email', 'phone', 'to'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

export function createLog({ role, region, level, destination }: LogOptions): Log {
  const options = { level, base: { role, region }, redact: { paths: redact, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}

/** A log that keeps nothing: for tests that look elsewhere. */
export const silentLog: Log = pino({ level: 'silent' });
