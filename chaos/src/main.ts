import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import type { Journal } from './experiment.ts';
import { experiments } from './experiments/experiments.ts';
import { writeReport } from './report.ts';
import { runExperiment } from './run-experiment.ts';

const usage = `Usage: npm run lab -- drill <name> [--undefended] [--runs n] [--reports folder]

Runs an experiment in a world of its own and writes a report (Markdown and JSON).

${experiments.map((each) => `  ${each.name.padEnd(14)} ${each.title}`).join('\n')}

  --undefended     with its defence switched off: it must then fail
  --runs n         so many times, one after the other             (1)
  --reports folder where the reports go                           (.pharos/reports)

Exit 0 when every run ended as it should.
`;

const { values, positionals } = settle(() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        undefended: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        reports: { type: 'string', default: '.pharos/reports' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Problem('invalid', `${(error as Error).message.split('.')[0]}; --help lists what there is`);
  }
});

if (values.help || positionals.length === 0) {
  process.stdout.write(usage);
  process.exit(0);
}
const experiment = settle(() => {
  const found = experiments.find((each) => each.name === positionals[0]);
  if (!found) throw new Problem('not-found', `there is no drill "${positionals[0]}": ${experiments.map((each) => each.name).join(', ')}`);
  return found;
});
const runs = settle(() => {
  const count = Number(values.runs);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new Problem('invalid', '--runs takes a whole number from 1 to 100');
  return count;
});

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));

const ended: boolean[] = [];
for (let run = 1; run <= runs && !stop.signal.aborted; run++) {
  const started = performance.now();
  const journal = await runExperiment(experiment, {
    isDefended: !values.undefended,
    signal: stop.signal,
    onProgress: (line) => process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`),
  });
  const report = await writeReport(journal, values.reports);
  ended.push(isAsItShould(journal));
  process.stdout.write(`run ${run}: ${journal.verdict}${journal.reason ? ` (${journal.reason})` : ''}; ${report}\n`);
}
process.stdout.write(`${ended.filter(Boolean).length} of ${runs} runs ended as they should\n`);
process.exit(ended.length === runs && ended.every(Boolean) ? 0 : 1);

function isAsItShould({ verdict, defence }: Journal): boolean {
  return defence.isOn ? verdict === 'pass' : verdict === 'fail';
}
