import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { table } from '@pharos/core/table';
import { round, type Line } from '../mesh-bench/measure.ts';

/** What is asked of one figure; below `limit` or above it is met. */
export interface Row {
  what: string;
  demand: string;
  /** One measurement: the figure, and what it comes from. */
  measure(): Promise<{ figure: number; told: string }>;
  isMet(figure: number): boolean;
}

export interface RowsOptions<W> {
  groups: Record<string, (world: W, opened: AsyncDisposableStack) => Promise<Row[]>>;
  open(): Promise<W>;
  /** Where its parts run. */
  places: string;
  /** In which the figures are kept. */
  file: string;
}

/** Measures the groups of rows that are asked for (`--rows`), the median of each (`--runs`); prints the table, keeps it, and answers whether all of it is met. */
export async function runRows<W extends AsyncDisposable>(args: string[], { groups, open, places, file }: RowsOptions<W>): Promise<boolean> {
  const { values } = parseArgs({ args, options: { rows: { type: 'string' }, runs: { type: 'string', default: '3' } } });
  const wanted = values.rows?.split(',') ?? Object.keys(groups);
  for (const name of wanted)
    if (!groups[name]) throw new Problem('invalid', `there is no row "${name}": ${Object.keys(groups).join(', ')}`);
  await using world = await open();
  const lines: Line[] = [];
  for (const name of wanted) {
    await using opened = new AsyncDisposableStack();
    for (const row of await groups[name]!(world, opened)) lines.push(await medianOf(row, Number(values.runs)));
  }
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), ${places}`;
  const rows = lines.map(({ what, demand, measured, isMet }) => [isMet ? 'yes' : 'NO', what, demand, measured]);
  process.stdout.write(`${machine}\n\n${table(['met', 'what', 'demand', 'measured'], rows)}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, lines }, undefined, 2)}\n`);
  return lines.every(({ isMet }) => isMet);
}

async function medianOf({ what, demand, isMet, measure }: Row, runs: number): Promise<Line> {
  const measured: { figure: number; told: string }[] = [];
  for (let run = 0; run < runs; run++) {
    measured.push(await measure());
    process.stderr.write(`  ${what}: ${measured.at(-1)!.figure.toFixed(2)} (${measured.at(-1)!.told})\n`);
  }
  const { figure, told } = measured.toSorted((a, b) => a.figure - b.figure)[Math.floor((runs - 1) / 2)]!;
  return {
    what,
    demand,
    measured: `${figure < 10 ? figure.toFixed(2) : round(figure)}${/\dx/.test(demand) ? 'x' : ''}: ${told}`,
    isMet: isMet(figure),
  };
}
