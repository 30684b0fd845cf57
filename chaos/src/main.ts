import { createInterface } from 'node:readline/promises';
import { settle } from '@pharos/core/process';
import type { Experiment, Journal } from './experiment.ts';
import { experiments } from './experiments/experiments.ts';
import { readOptions, type DrillOptions } from './options.ts';
import { writeReport } from './report/write.ts';
import { writeExports } from './export/write.ts';
import { shownLosses } from './losses.ts';
import { lastResults, saysSomething } from './report/last-results.ts';
import { due, readSchedule } from './schedule.ts';
import { recoveryTable } from './recovery.ts';
import { runExperiment } from './run-experiment.ts';
import { drillTable, summaryTable, usage } from './tables.ts';

interface Ended {
  journal: Journal;
  isAsItShould: boolean;
  report: string;
}

const options = settle(() => readOptions(process.argv.slice(2), experiments));
if (options.kind === 'help') process.stdout.write(usage);
else if (options.kind === 'list') process.stdout.write(drillTable(experiments, await lastResults(options.reports)));
else if (options.kind === 'export') process.stdout.write(`${await writeExports(options.folder)} files are written to ${options.folder}\n`);
else if (options.kind === 'due') await drillDue(options);
else if (options.kind === 'recovery') process.stdout.write(recoveryTable(await lastResults(options.reports)));
else if (options.kind === 'losses') {
  const { text, open } = shownLosses(await lastResults(options.reports, saysSomething));
  process.stdout.write(`${text}${open.length === 0 ? '' : `\nnot shown here: ${open.join('; ')}\n`}`);
  process.exitCode = open.length === 0 ? 0 : 1;
} else await drill(options);

async function drillDue(options: DrillOptions): Promise<void> {
  const named = due(readSchedule(), await lastResults(options.reports), Date.now());
  const chosen = named.flatMap(({ name, runs }) =>
    experiments.filter((each) => each.name === name).flatMap((each) => Array<Experiment>(runs).fill(each)),
  );
  process.stdout.write(chosen.length === 0 ? 'nothing is due\n' : `due: ${named.map(({ name }) => name).join(', ')}\n`);
  if (chosen.length > 0) await drill({ ...options, chosen });
}

async function drill({ chosen, isDefended, runs, tries, reports }: DrillOptions): Promise<never> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  const wanted = chosen.flatMap((experiment) => Array.from({ length: runs }, () => experiment));
  const ended: Ended[] = [];
  for (const experiment of wanted) {
    if (stop.signal.aborted) break;
    process.stdout.write(`\n${ended.length + 1} of ${wanted.length}: ${experiment.name}${isDefended ? '' : ', its defence off'}\n`);
    let one = await runOne(experiment, { isDefended, reports, signal: stop.signal });
    for (let tried = 1; one.journal.verdict === 'invalid' && !stop.signal.aborted; tried++) {
      if (tried >= tries && !(await wantsAnother(stop.signal))) break;
      process.stdout.write('it says nothing, and is made again\n');
      one = await runOne(experiment, { isDefended, reports, signal: stop.signal });
    }
    ended.push(one);
  }
  process.stdout.write(
    `\n${summaryTable(ended)}${ended.filter(({ isAsItShould }) => isAsItShould).length} of ${wanted.length} runs ended as they should\n`,
  );
  process.exit(ended.length === wanted.length && ended.every(({ isAsItShould }) => isAsItShould) ? 0 : 1);
}

/** Asks whoever sits at a terminal; in a script nobody does, and `--tries` says it beforehand. */
async function wantsAnother(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y/i.test(await asking.question('The run says nothing. Try again? [y/N] ', { signal }));
  } catch {
    return false; // it was stopped meanwhile
  } finally {
    asking.close();
  }
}

async function runOne(experiment: Experiment, how: { isDefended: boolean; reports: string; signal: AbortSignal }): Promise<Ended> {
  const started = performance.now();
  const journal = await runExperiment(experiment, {
    isDefended: how.isDefended,
    signal: how.signal,
    onProgress: (line) => process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`),
  });
  const report = await writeReport(journal, how.reports);
  process.stdout.write(`${journal.verdict}${journal.reason ? ` (${journal.reason})` : ''}; ${report}\n`);
  return { journal, report, isAsItShould: journal.verdict === (how.isDefended ? 'pass' : 'fail') };
}
