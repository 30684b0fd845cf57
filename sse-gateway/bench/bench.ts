import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { broadcast, quantile, sustained } from './measure.ts';
import { serveNchan, serveOurs, type Served } from './servers.ts';

const nchanModule = '/usr/lib/nginx/modules/ngx_nchan_module.so';

export interface BenchOptions {
  readers?: number;
  runs?: number;
  /** Where the JSON is kept. */
  folder?: string;
}

/** Beside Nchan in the same run, interleaved, medians of the runs; prints a table and keeps the figures as JSON. */
export async function runLiveBench({ readers = 18_000, runs = 3, folder = '.pharos/bench' }: BenchOptions = {}): Promise<void> {
  const servers: [string, () => Promise<Served>][] = [
    ['portable', () => serveOurs('portable')],
    ['linux', () => serveOurs('linux')],
  ];
  if (existsSync(nchanModule)) servers.push(['nchan', serveNchan]);
  else process.stdout.write('Nchan is not here (Debian: apt-get install nginx-core libnginx-mod-nchan): ours are measured alone\n');

  const results: Record<string, Record<string, Record<string, number>>> = {};
  const measures: [string, (serve: () => Promise<Served>) => Promise<object>][] = [
    [`${readers} readers of one page, 300 B`, (serve) => broadcast(serve, readers, 20)],
    ['10,000 readers x 50 events/s', (serve) => sustained(serve, Math.min(10_000, readers), 50, 5)],
    ['10,000 readers x 200 events/s', (serve) => sustained(serve, Math.min(10_000, readers), 200, 5)],
  ];
  for (const [what, measure] of measures) {
    const all = new Map<string, object[]>();
    for (let run = 0; run < runs; run++) {
      for (const [name, serve] of servers) all.set(name, [...(all.get(name) ?? []), await measure(serve)]);
    }
    results[what] = Object.fromEntries([...all].map(([name, each]) => [name, median(each as Record<string, number>[])]));
    process.stdout.write(`\n${what} (medians of ${runs})\n`);
    for (const [name, row] of Object.entries(results[what])) process.stdout.write(`  ${name.padEnd(9)} ${JSON.stringify(row)}\n`);
  }
  await mkdir(folder, { recursive: true });
  const file = join(folder, `live-${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`\nkept as ${file}\n`);
}

function median(rows: Record<string, number>[]): Record<string, number> {
  return Object.fromEntries(
    Object.keys(rows[0]!).map((key) => [
      key,
      quantile(
        rows.map((row) => row[key]!),
        0.5,
      ),
    ]),
  );
}
