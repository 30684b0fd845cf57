import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import type { Experiment } from './experiment.ts';

export type Options =
  | { kind: 'help' }
  | { kind: 'list'; reports: string }
  | { kind: 'recovery'; reports: string }
  | { kind: 'losses'; reports: string }
  | { kind: 'export'; folder: string }
  | ({ kind: 'drill' | 'due' } & DrillOptions);

export interface DrillOptions {
  chosen: Experiment[];
  isDefended: boolean;
  runs: number;
  /** How often a run that is invalid is made again before anybody is asked. */
  tries: number;
  reports: string;
}

const runsMax = 100;
const triesMax = 10;

/** What was asked for on the command line, or a Problem that says which word is wrong. */
export function readOptions(words: string[], experiments: Experiment[]): Options {
  const { values, positionals } = parse(words);
  const [name, ...more] = positionals;
  if (values.help || name === undefined) return { kind: 'help' };
  if (name === 'list' || name === 'recovery' || name === 'losses') return { kind: name, reports: values.reports };
  if (name === 'export') {
    if (more.length !== 1) throw new Problem('invalid', 'export takes a folder to write to');
    return { kind: 'export', folder: more[0]! };
  }
  const runs = count('runs', values.runs, runsMax);
  const tries = count('tries', values.tries, triesMax);
  const isDefended = !values.undefended;
  // Which they are is found by what was drilled here before.
  if (name === 'due') return { kind: 'due', chosen: [], isDefended: true, runs, tries, reports: values.reports };
  const chosen =
    name === 'all' ? all(experiments, more, isDefended) : [name, ...more].flatMap((each) => named(experiments, each, isDefended));
  return { kind: 'drill', chosen, isDefended, runs, tries, reports: values.reports };
}

function count(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new Problem('invalid', `--${name} takes a whole number from 1 to ${most}`);
  return value;
}

/** Without defences only those that have one to switch off. */
function all(experiments: Experiment[], more: string[], isDefended: boolean): Experiment[] {
  if (more.length > 0) throw new Problem('invalid', `"all" is all of them: leave ${more.join(', ')} away`);
  return experiments.filter(({ defence }) => isDefended || defence);
}

/** A drill, or all shapes of one: `primary-gone` is `primary-gone-kill`, `primary-gone-freeze` and so on. */
function named(experiments: Experiment[], name: string, isDefended: boolean): Experiment[] {
  const shapes = experiments.some((each) => each.name === name) ? [] : experiments.filter((each) => each.name.startsWith(`${name}-`));
  return (shapes.length > 1 ? shapes.map((each) => each.name) : [name]).map((each) => known(experiments, each, isDefended));
}

function known(experiments: Experiment[], name: string, isDefended: boolean): Experiment {
  const found = experiments.find((each) => each.name === name);
  if (!found) throw new Problem('not-found', `there is no drill "${name}": ${experiments.map((each) => each.name).join(', ')}`);
  if (!isDefended && !found.defence) throw new Problem('invalid', `${name} has no defence that can be switched off`);
  return found;
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        undefended: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        tries: { type: 'string', default: '1' },
        reports: { type: 'string', default: '.pharos/reports' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Problem('invalid', `${(error as Error).message.split('.')[0]}; --help lists what there is`);
  }
}
