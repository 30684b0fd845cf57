import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { table } from '@pharos/core/table';
import { openApiWorld, type RoleProcess, type ApiWorld } from '../api-bench/world.ts';
import { round, type Line } from '../mesh-bench/measure.ts';
import { writeExport, type ExportSize } from './export.ts';
import { mostMb, usedByServerMs, usedMs } from './watch.ts';

const file = '.pharos/bench/import.json';
// A team that moves waits for it with a coffee.
const minutesMax = 5;
// Beside a tenth of it: what is kept of each subscriber would show.
const memoryMax = 1.25;
const sampleMs = 200;

/** Measures what an import promises; prints the table, keeps it, and answers whether all of it is met. */
export async function runImportBench(args: string[]): Promise<boolean> {
  const options = { subscribers: { type: 'string', default: '100000' }, incidents: { type: 'string', default: '5000' } } as const;
  const { values } = parseArgs({ args, options });
  const size = { subscribers: Number(values.subscribers), incidents: Number(values.incidents) };
  if (!(size.subscribers >= 10) || !(size.incidents >= 1)) throw new Problem('invalid', '--subscribers and --incidents are numbers');
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'pharos-import-bench-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const world = opened.use(await openApiWorld());
  const api = opened.use(await world.start());
  const importing = async (name: string, of: ExportSize) => {
    await writeExport(join(folder, name), of);
    return measure(world, api, { folder: join(folder, name), slug: name });
  };
  const small = await importing('small', { ...size, subscribers: Math.floor(size.subscribers / 10) });
  const large = await importing('large', size);
  const again = await measure(world, api, { folder: join(folder, 'large'), slug: 'large' });

  const things = `${size.subscribers} subscribers and ${size.incidents} incidents`;
  const lines: Line[] = [
    {
      what: `${things} come in`,
      demand: `<= ${minutesMax} min`,
      measured: toldOf(large),
      isMet: large.seconds <= minutesMax * 60 && large.added > size.subscribers,
    },
    {
      what: 'and once more: nothing changes',
      demand: `<= ${minutesMax} min, 0 new`,
      measured: toldOf(again),
      isMet: again.seconds <= minutesMax * 60 && again.added === 0,
    },
    memoryLine('memory of the command', small.commandMb, large.commandMb),
    memoryLine('memory of the API', small.apiMb, large.apiMb),
  ];
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), the API on one of them; Postgres, NATS, Redis and the command on all`;
  const rows = lines.map(({ what, demand, measured, isMet }) => [isMet ? 'yes' : 'NO', what, demand, measured]);
  process.stdout.write(`${machine}\n\n${table(['met', 'what', 'demand', 'measured'], rows)}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, lines }, undefined, 2)}\n`);
  return lines.every(({ isMet }) => isMet);
}

interface Measured {
  seconds: number;
  added: number;
  cpuSeconds: { command: number; api: number; postgres: number };
  commandMb: number;
  apiMb: number;
}

/** By the command that people type, in a process of its own. */
async function measure(world: ApiWorld, api: RoleProcess, { folder, slug }: { folder: string; slug: string }): Promise<Measured> {
  const before = { api: api.cpuMs(), postgres: usedByServerMs(world.databasePid) };
  const words = ['page', 'import', folder, '--into', slug, '--json'];
  const env = { ...process.env, PHAROS_API: api.url, PHAROS_KEY: world.key, PHAROS_PROFILE: join(folder, 'no-profile.json') };
  const began = performance.now();
  const command = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'setup/pharos.ts', ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = command.pid!;
  let [commandMs, commandMb, apiMb] = [0, 0, 0];
  const sampling = setInterval(() => {
    [commandMs, commandMb] = [Math.max(commandMs, usedMs(pid)), Math.max(commandMb, mostMb(pid))];
    apiMb = Math.max(apiMb, api.memoryMb());
  }, sampleMs);
  const ended = new Promise<number | null>((resolve) => command.once('exit', resolve));
  const [out, err, exit] = await Promise.all([textOf(command.stdout), textOf(command.stderr), ended]);
  clearInterval(sampling);
  if (exit !== 0) throw new Problem('invalid', `the import ended with ${exit}: ${err.trim().split('\n').slice(-3).join(' ')}`);
  const { added } = JSON.parse(out) as { added: number };
  const seconds = (performance.now() - began) / 1_000;
  process.stderr.write(`  ${slug}: ${seconds.toFixed(1)} s, ${added} new\n`);
  const used = { api: api.cpuMs() - before.api, postgres: usedByServerMs(world.databasePid) - before.postgres };
  return {
    seconds,
    added,
    cpuSeconds: { command: commandMs / 1_000, api: used.api / 1_000, postgres: used.postgres / 1_000 },
    commandMb,
    apiMb,
  };
}

function toldOf({ seconds, added, cpuSeconds: { command, api, postgres } }: Measured): string {
  return `${round(seconds / 60)} min, ${added} new; processor: API ${round(api)} s, Postgres ${round(postgres)} s, command ${round(command)} s`;
}

function memoryLine(what: string, small: number, large: number): Line {
  return {
    what: `${what}, beside a tenth of the subscribers`,
    demand: `<= ${memoryMax}x`,
    measured: `${(large / small).toFixed(2)}x: ${round(large)} MB, ${round(small)} MB`,
    isMet: large / small <= memoryMax,
  };
}
