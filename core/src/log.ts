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
  return pino(options, destination ?? standardOutput());
}

/**
 * Writes lines whose fields are known to need no escaping and to hold no secret, as JSON without its braces: `"status":200`. A line for
 * each request, made in the usual way, costs more than to answer it from memory.
 */
export function plainLines(log: Log): (fields: string) => void {
  const { streamSym, chindingsSym } = pino.symbols;
  const known = log as unknown as Record<symbol, unknown>;
  const stream = known[streamSym] as { write(line: string): void };
  const bindings = known[chindingsSym] as string;
  const level = pino.levels.values['info']!;
  return (fields) => {
    if (log.isLevelEnabled('info')) stream.write(`{"level":${level},"time":${Date.now()}${bindings},${fields}}\n`);
  };
}

// A write for each line costs as much as a short answer does: lines go out by the page, and none waits longer than this.
const pageChars = 8_192;
const flushMs = 200;

function standardOutput(): { write(line: string): void } {
  let waiting = '';
  const flush = () => {
    if (waiting === '') return;
    process.stdout.write(waiting);
    waiting = '';
  };
  setInterval(flush, flushMs).unref();
  // The last lines say why.
  process.on('exit', flush);
  return {
    write: (line) => {
      waiting += line;
      if (waiting.length >= pageChars) flush();
    },
  };
}

/** A log that keeps nothing: for tests that look elsewhere. */
export const silentLog: Log = pino({ level: 'silent' });
