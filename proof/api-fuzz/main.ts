import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { migrationsFolder } from '@pharos/region/migrations';
import { fuzzApi } from './run.ts';
import { openFuzzWorld } from './world.ts';

/** `node proof/api-fuzz/main.ts [cases] [seed]`: the long run of what strangers may send to the API. */
const casesMax = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
// Documents grow with what is written to them, and a world is as slow as its largest: after so many cases it is another one.
const casesOfWorld = 50_000;
const neverMs = 86_400_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

const dir = await mkdtemp(join(tmpdir(), 'pharos-api-fuzz-'));
const postgres = await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true });
const statuses: Record<number, number> = {};
const faults: string[] = [];
try {
  const admin = openPostgres({ url: postgres.url, max: 1, name: 'fuzz' });
  for (let done = 0; done < casesMax && faults.length === 0; done += casesOfWorld) {
    const name = `fuzz_${done}`;
    await admin.unsafe(`create database ${name}`);
    const url = postgres.database(name);
    const tables = openPostgres({ url, max: 1, name: 'fuzz' });
    await migrate(tables, 'region', migrationsFolder);
    await tables.end();
    await using world = await openFuzzWorld(url);
    const fuzzed = await fuzzApi({ ...world, seed: seed + done, casesMax: Math.min(casesOfWorld, casesMax - done), msMax: neverMs });
    for (const [status, count] of Object.entries(fuzzed.statuses)) statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count;
    faults.push(...fuzzed.faults);
    say(`${done + fuzzed.cases} cases, seed ${seed}: ${JSON.stringify(statuses)}`);
  }
  await admin.end();
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
for (const fault of faults) say(fault);
say(faults.length === 0 ? 'every answer was as the description says' : `${faults.length} answers were not`);
process.exitCode = faults.length === 0 ? 0 : 1;
