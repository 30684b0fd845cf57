import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { profileNames, profiles, scenarioNames, type Profile, type ScenarioName } from '../../load/profiles.ts';
import type { Share } from './plan.ts';

export interface LoadOptions extends Share {
  /** As it was asked for. */
  name: string;
  profile: Profile;
  region: string | undefined;
  reports: string;
}

const rows: [name: string, what: string][] = [
  ...Object.entries(profiles).map(([name, of]: [string, Profile]): [string, string] => [
    name,
    `${of.visitsPerSecond} visits, ${of.writesPerSecond} writes and ${of.signUpsPerSecond} sign-ups a second, ${of.readers} readers, ${timeOf(of.durationS)}`,
  ]),
  ...scenarioNames.map((name): [string, string] => [name, `those of "usual" alone`]),
];

export const usage = `Usage: npm run lab -- load <profile> [options]     puts a load on the running lab, and writes a report with plots

${rows.map(([name, what]) => `  ${name.padEnd(12)} ${what}`).join('\n')}

Options:
  --scale n         so much of it: 0.1 is a tenth of each rate, and of the readers      (1)
  --for time        so long instead: 30s, 5m, 2h
  --only a,b        only these: ${scenarioNames.join(', ')}
  --region name     the region it goes to                                    (the lab's first)
  --reports folder  where the reports go (Markdown, HTML with plots, JSON)   (.pharos/reports)

Questions are asked at a fixed rate, whether answers come or not, by autocannon; event streams are held open by an epoll loop
(Linux). Profiles and limits are those of the k6 scripts in chaos/load. Ctrl-C ends it with the report of what was measured so far.
The lab is looked for on http://127.0.0.1:7000, or where PHAROS_LAB says.

Exit 0: every limit was kept. 1: one was not. 2: the run says nothing, because this machine, which carries the servers too, was busy.
`;

/** What was asked for on the command line, or a Problem that says which word is wrong. */
export function readOptions(words: string[]): LoadOptions | 'help' {
  const { values, positionals } = parse(words);
  const [name, ...more] = positionals;
  if (values.help || name === undefined) return 'help';
  if (more.length > 0) throw new Problem('invalid', `one profile at a time: leave ${more.join(', ')} away`);
  const only = values.only?.split(',') ?? scenarioNames;
  const unknown = only.find((each) => !isScenario(each));
  if (unknown !== undefined) throw new Problem('invalid', `--only takes ${scenarioNames.join(', ')}, and not "${unknown}"`);
  const alone = isScenario(name) ? [name] : undefined;
  const profile = alone ? profiles.usual : (profiles as Record<string, Profile>)[name];
  if (!profile || !(alone || profileNames.some((each) => each === name)))
    throw new Problem('not-found', `there is no profile "${name}": ${rows.map(([each]) => each).join(', ')}`);
  if (alone && values.only !== undefined) throw new Problem('invalid', `${name} is alone already: leave --only away`);
  return {
    name,
    profile,
    scenarios: alone ?? only.filter(isScenario),
    scale: scaleOf(values.scale),
    forS: values.for === undefined ? undefined : secondsOf(values.for),
    region: values.region,
    reports: values.reports,
  };
}

function isScenario(name: string): name is ScenarioName {
  return scenarioNames.some((each) => each === name);
}

function scaleOf(text: string): number {
  const value = Number(text);
  if (!(value >= 0.001 && value <= 10)) throw new Problem('invalid', '--scale takes a number from 0.001 to 10');
  return value;
}

const inSeconds = { s: 1, m: 60, h: 3_600 } as const;
const longestS = 24 * 3_600;

function secondsOf(text: string): number {
  const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = count === undefined ? 0 : Number(count) * inSeconds[unit as keyof typeof inSeconds];
  if (seconds < 1 || seconds > longestS) throw new Problem('invalid', '--for takes a time up to a day: 30s, 5m, 2h');
  return seconds;
}

function timeOf(seconds: number): string {
  return seconds >= 3_600 ? `${seconds / 3_600} h` : `${seconds / 60} min`;
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        scale: { type: 'string', default: '1' },
        for: { type: 'string' },
        only: { type: 'string' },
        region: { type: 'string' },
        reports: { type: 'string', default: '.pharos/reports' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Problem('invalid', `${(error as Error).message.split('.')[0]}; --help lists what there is`);
  }
}
