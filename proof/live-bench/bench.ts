import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { verdict, type Figures } from './bar.ts';
import { rows } from './rows.ts';
import { hasNchan } from './servers.ts';

const folder = '.pharos/bench';

export const liveBenchUsage = `Usage: npm run bench -- live [--rows a,b] [--runs 3] [--long]

The gateway beside Nchan in the same run, interleaved, server on one core and readers on the other; medians of the runs.

${rows.map(({ name, title, isLong }) => `  ${name.padEnd(12)} ${title}${isLong ? ' (long)' : ''}`).join('\n')}

Without --rows: all that are not long; with --long: all. The figures are kept as JSON in ${folder}/.
`;

/** Runs the rows asked for, prints each figure beside what is asked of it, and keeps them. */
export async function runLiveBench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rows: { type: 'string' }, runs: { type: 'string' }, long: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(liveBenchUsage);
  const wanted = values.rows?.split(',');
  const unknown = wanted?.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw new Problem('invalid', `there is no row "${unknown}": ${rows.map(({ name }) => name).join(', ')}`);
  if (!hasNchan) say('Nchan is not here (Debian: apt-get install nginx libnginx-mod-nchan): ours are measured alone');
  const kept: Record<string, unknown> = {};
  for (const row of rows) {
    if (wanted ? !wanted.includes(row.name) : row.isLong && !values.long) continue;
    const runs = Number(values.runs ?? row.runs ?? 3);
    say(`\n${row.name}: ${row.title} (median of ${runs})`);
    const contestants = row.contestants.filter(({ name }) => name !== 'nchan' || hasNchan);
    const all = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
    for (let run = 1; run <= runs; run++) {
      for (const { name, measure } of contestants) {
        const figures = await measure();
        all.get(name)!.push(figures);
        process.stderr.write(`  run ${run} ${name.padEnd(9)} ${JSON.stringify(figures, shorter)}\n`);
      }
    }
    const medians = Object.fromEntries([...all].map(([name, figures]) => [name, medianOf(figures)]));
    for (const [name, figures] of Object.entries(medians)) say(`  ${name.padEnd(9)} ${JSON.stringify(figures, shorter)}`);
    const verdicts = row.bars.flatMap((bar) => verdict(bar, medians) ?? []);
    for (const { line } of verdicts) say(`  ${line}`);
    kept[row.name] = { title: row.title, runs: Object.fromEntries(all), medians, verdicts };
  }
  await mkdir(folder, { recursive: true });
  const file = join(folder, `live-${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  say(`\nkept as ${file}`);
}

function medianOf(rows: Figures[]): Figures {
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
  return Object.fromEntries(Object.keys(rows[0]!).map((key) => [key, middle(rows.map((row) => row[key]!))]));
}

function shorter(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
