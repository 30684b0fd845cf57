import { loadavg } from 'node:os';
import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import { machine, revision } from '../report/where.ts';
import { writeLoadReport, type LoadJournal } from './load-report.ts';
import { readOptions, usage, type LoadOptions } from './options.ts';
import { runLoad, type Run } from './run-load.ts';
import { openTarget } from './target.ts';
import { judge, verdictOf } from './verdict.ts';

const exitCodes = { pass: 0, fail: 1, invalid: 2 } as const;
// In a file nobody wants a line a second.
const quietEvery = 10;

const options = settle(() => readOptions(process.argv.slice(2)));
if (options === 'help') process.stdout.write(usage);
else {
  try {
    process.exit(exitCodes[await load(options)]);
  } catch (error) {
    settle(() => {
      throw error;
    });
  }
}

async function load(options: LoadOptions): Promise<keyof typeof exitCodes> {
  const stop = new AbortController();
  // The shell and whoever started us both tell us: twice is once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const { name, profile, scale, scenarios, reports } = options;
  const startedAt = new Date();
  const run = startedAt.getTime().toString(36);
  const target = await openTarget(process.env.PHAROS_LAB ?? 'http://127.0.0.1:7000', options.region, run);
  if (stop.signal.aborted) throw new Problem('unavailable', 'stopped before anything was asked');
  process.stdout.write(`load ${name}${scale === 1 ? '' : `, ${scale} of it`}, against ${target.world}; Ctrl-C ends it with a report\n`);
  const done = await runLoad({ profile, share: options, target, run, signal: stop.signal, onProgress: progress() });
  const answers = judge(done.plan, done.books);
  // Of a soak of a minute nobody must think that it passed eight hours.
  const ended = done.isCutShort ? `, ended after ${Math.round(done.ranMs / 1_000)} of ${done.plan.durationS} s` : '';
  const journal: LoadJournal = {
    ...verdictOf(answers, done.machine),
    load: `${name}${scale === 1 ? '' : `, ${scale} of it`}${ended}`,
    people: [...scenarios],
    world: target.world,
    startedAt: startedAt.toISOString(),
    ranMs: Math.round(done.ranMs),
    isCutShort: done.isCutShort,
    revision: revision(),
    machine: machine(),
    loadAverage: loadavg()[0]!,
    ...done.machine,
    answers,
    ...countsOf(done),
    notes: done.notes,
    series: done.books.series(),
  };
  const report = await writeLoadReport(journal, reports);
  if (process.stdout.isTTY) process.stdout.write('\n');
  for (const { name: limit, measured, unit, target: wanted, isKept } of answers)
    process.stdout.write(`  ${isKept ? 'kept    ' : 'NOT KEPT'}  ${limit}: ${Math.round(measured * 100) / 100} ${unit} (${wanted})\n`);
  process.stdout.write(`${journal.verdict}${ended}${journal.reason ? ` (${journal.reason})` : ''}; ${report}\n`);
  return journal.verdict;
}

function countsOf({ plan, books, flows }: Run): Pick<LoadJournal, 'flows' | 'readers'> {
  const counted = flows.map((flow) => {
    const kind = books.kinds().get(flow.what);
    const { answers = 0, failed = 0, heldBack = 0 } = kind ?? {};
    return { ...flow, answers, failed, heldBack, p50Ms: kind?.tookMs.quantile(0.5) ?? 0, p99Ms: kind?.tookMs.quantile(0.99) ?? 0 };
  });
  if (plan.readers === 0) return { flows: counted };
  const { seenMs } = books;
  const [p50Ms, p99Ms] = seenMs.count() === 0 ? [0, 0] : [seenMs.quantile(0.5), seenMs.quantile(0.99)];
  return { flows: counted, readers: { wanted: plan.readers, lost: books.lostReaders(), seen: seenMs.count(), p50Ms, p99Ms } };
}

/** On one line that is written over, where somebody looks on. */
function progress(): (line: string) => void {
  let count = 0;
  return (line) => {
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
    else if (++count % quietEvery === 0) process.stdout.write(`${line}\n`);
  };
}
