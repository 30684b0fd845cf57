import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { createWorld } from '@pharos/lab/world';
import { runExtremes } from './run-extremes.ts';

const usage = `Usage: node proof/extremes/main.ts [--writes 10000] [--pages 30] [--seed n]

Throws extreme values at the API of three regions until so many writes were accepted; then all regions must be equal,
every edge must show every page, and every notice must have gone out. Exit 0: so it is.
`;

const { values } = parseArgs({
  options: {
    writes: { type: 'string', default: '10000' },
    pages: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const started = performance.now();
const say = (line: string) => process.stdout.write(`${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`);
const dataDir = await mkdtemp(join(tmpdir(), 'pharos-extremes-'));
try {
  await using world = await createWorld({
    mode: 'embedded',
    regions: ['us', 'eu', 'ap'],
    dataDir,
    ports: freePorts(),
    isThrowaway: true,
    logLevel: 'warn',
    onProgress: say,
  });
  const { key } = await seedDemo(world);
  const { writes, pages, seed } = { writes: Number(values.writes), pages: Number(values.pages), seed: Number(values.seed) };
  say(`seed ${seed}`);
  const { accepted, refused, notices, faults } = await runExtremes(world, { writes, pages, seed, key, onProgress: say });
  say(`${accepted} writes accepted, refused by status: ${JSON.stringify(refused)}; ${notices} notices`);
  for (const fault of faults) say(`FAULT ${fault}`);
  say(faults.length === 0 ? 'all regions equal, all pages shown, all notices out' : `${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
process.exit();
