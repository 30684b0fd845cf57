import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { table } from '@pharos/core/table';
import { round, type Line } from '../mesh-bench/measure.ts';
import { askOf } from './ask.ts';
import { fillPage, makePlace } from './pages.ts';
import { cachedRows, crowdedRows, memoryRows, refusedRows, uncachedRows, writeRows, type Row } from './rows.ts';
import { openApiWorld, type ApiWorld } from './world.ts';

const groups: Record<string, (world: ApiWorld, opened: AsyncDisposableStack, page: string) => Promise<Row[]>> = {
  cached: cachedRows,
  writes: writeRows,
  uncached: uncachedRows,
  crowded: crowdedRows,
  refused: refusedRows,
  memory: memoryRows,
};

const file = '.pharos/bench/api.json';

/** Measures what the API promises, the median of each; prints the table, keeps it, and answers whether all of it is met. */
export async function runApiBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { rows: { type: 'string' }, runs: { type: 'string', default: '3' } } });
  const wanted = values.rows?.split(',') ?? Object.keys(groups);
  for (const name of wanted)
    if (!groups[name]) throw new Problem('invalid', `there is no row "${name}": ${Object.keys(groups).join(', ')}`);
  await using world = await openApiWorld();
  const page = await largePage(world);
  const lines: Line[] = [];
  for (const name of wanted) {
    await using opened = new AsyncDisposableStack();
    for (const row of await groups[name]!(world, opened, page)) lines.push(await medianOf(row, Number(values.runs)));
  }
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), server on one, those who ask on another, Postgres, NATS and Redis on both`;
  const rows = lines.map(({ what, demand, measured, isMet }) => [isMet ? 'yes' : 'NO', what, demand, measured]);
  process.stdout.write(`${machine}\n\n${table(['met', 'what', 'demand', 'measured'], rows)}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, lines }, undefined, 2)}\n`);
  return lines.every(({ isMet }) => isMet);
}

async function largePage(world: ApiWorld): Promise<string> {
  await using api = await world.start();
  using ask = askOf(api.url, world.key);
  const { page } = await makePlace(ask);
  await fillPage(world.sql, page, { components: 1_000, incidents: 10_000 });
  return page;
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
    measured: `${figure < 10 ? figure.toFixed(2) : round(figure)}${demand.includes('x') ? 'x' : ''}: ${told}`,
    isMet: isMet(figure),
  };
}
