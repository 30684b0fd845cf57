import type { Clock } from '@pharos/core/clock';
import type { Log } from '@pharos/core/log';
import type { Metrics } from '@pharos/core/metrics';
import { systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';

/** What a role is given, on a worker: its log is the platform's, and so are its measures. */
export function workerKit(clock: Clock, region: string): Kit {
  return { role: 'edge', region, regionNumber: 0, clock, random: systemRandom, log: consoleLog, metrics: noMetrics };
}

const tell =
  (say: (line: string) => void) =>
  (fields: { err?: unknown } & Record<string, unknown>, text: string): void => {
    const { err, ...rest } = fields;
    say(JSON.stringify({ msg: text, ...rest, ...(err !== undefined && { err: err instanceof Error ? err.message : err }) }));
  };

const silent = (): void => undefined;
// Of a log's many words those that the pages say.
const consoleLog = {
  debug: silent,
  trace: silent,
  info: tell(console.info),
  warn: tell(console.warn),
  error: tell(console.error),
} as unknown as Log;

// The platform counts requests and failures of each worker; there is nobody here who would ask for more.
const counter = { inc: silent, labels: () => counter };
const noMetrics = { counter: () => counter, gauge: () => ({ set: silent }) } as unknown as Metrics;
