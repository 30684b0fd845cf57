import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { frontKinds, type FrontKind } from './front/relocate.ts';

export interface StartOptions {
  mode: 'embedded' | 'real';
  regions: string[];
  dataDir: string;
  basePort: number;
  delayMs: number;
  jitterMs: number;
  logLevel: string;
  /** What stands before the roles, with two of each behind it. */
  front?: FrontKind;
  /** Prometheus and Alertmanager beside it. */
  isWatched: boolean;
}

export const help = `Usage: npm start [-- options]

Brings up Pharos on this machine: three regions with every role, links between them,
stand-ins for the providers, a mailbox, and a page to watch and break it all.

  --real             each role its own process, with a NATS and a Redis for each region
  --front name       haproxy or nginx before two of each role; with --real
  --watch            Prometheus with the alert rules, Alertmanager, and traces (npm run lab -- trace), beside it
  --regions a,b,c    2 to 7 names                                  (us,eu,ap)
  --port n           first of the ports that are used              (7000)
  --data folder      where data is kept                            (.pharos/<mode>)
  --rtt ms           round trip between regions                    (80)
  --jitter ms        spread of it                                  (5)
  --log level        debug, info, warn, error or silent            (info)
  --help

Ctrl-C stops it; the next start goes on with the same data.
`;

/** What was asked for on the command line, or a Problem that says which word is wrong. */
export function readOptions(words: string[]): StartOptions | 'help' {
  const { values } = parse(words);
  if (values.help) return 'help';
  const mode = values.real ? 'real' : 'embedded';
  const regions = values.regions.split(',');
  const isFine = regions.length >= 2 && regions.length <= 7 && new Set(regions).size === regions.length;
  if (!isFine || !regions.every((name) => /^[a-z][a-z0-9-]{0,15}$/.test(name))) {
    throw new Problem('invalid', `--regions takes 2 to 7 different names of lower-case letters and digits, e.g. us,eu,ap`);
  }
  const rttMs = number('rtt', values.rtt, 0, 5_000);
  return {
    mode,
    regions,
    dataDir: values.data ?? `.pharos/${mode}`,
    basePort: number('port', values.port, 1_024, 64_000),
    delayMs: rttMs / 2,
    jitterMs: number('jitter', values.jitter, 0, 1_000),
    logLevel: values.log,
    isWatched: values.watch,
    ...frontOf(values.front, mode),
  };
}

function frontOf(name: string | undefined, mode: StartOptions['mode']): { front?: FrontKind } {
  if (name === undefined) return {};
  const front = frontKinds.find((each) => each === name);
  if (!front) throw new Problem('invalid', `--front takes ${frontKinds.join(' or ')}`);
  if (mode !== 'real') throw new Problem('invalid', '--front goes with --real');
  return { front };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        real: { type: 'boolean', default: false },
        front: { type: 'string' },
        watch: { type: 'boolean', default: false },
        regions: { type: 'string', default: 'us,eu,ap' },
        port: { type: 'string', default: '7000' },
        data: { type: 'string' },
        rtt: { type: 'string', default: '80' },
        jitter: { type: 'string', default: '5' },
        log: { type: 'string', default: 'info' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Problem('invalid', `${(error as Error).message.split('.')[0]}; --help lists what there is`);
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Problem('invalid', `--${name} takes a whole number from ${least} to ${most}`);
  return value;
}
