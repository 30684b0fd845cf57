import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { natsDir, postgresDir, roleNames } from '@pharos/lab/site';
import type { Probe, Scene, Step } from '../experiment.ts';
import { lost } from './copies.ts';
import { mended } from './mended.ts';

// Beyond what is promised, so that what takes longer is measured.
const commandMsMax = 20 * 60_000;
const pharos = fileURLToPath(new URL('../../../setup/pharos.ts', import.meta.url));

/** Nothing is left of a region but its addresses and its code. */
export function loseRegion(region: string): Step {
  const lose = async (scene: Scene) => {
    const of = scene.world.region(region);
    lost(scene);
    await of.kill();
    for (const dir of [postgresDir(of.site), natsDir(of.site)]) await rm(dir, { recursive: true, force: true });
  };
  return { name: `kill every process of ${region} and throw away all that they kept`, run: lose };
}

/** What an operator does: empty servers, one command, and the roles. */
export function rebuildRegion(region: string): Step {
  const rebuild = async (scene: Scene) => {
    const of = scene.world.region(region);
    for (const part of of.parts.filter(({ kind }) => kind === 'server')) await part.start();
    await pharosRegion(of.env('sync'), (line) => scene.note(line.trim()));
    for (const role of roleNames) await of.part(role).start();
    mended(scene);
  };
  return { name: `empty servers for ${region}, npx pharos region rebuild, and its roles`, run: rebuild };
}

/** From the loss of everything until the last role is back. */
export function rebuiltMs(most: number): Probe {
  const ask = ({ moments }: Scene) => (moments.mendedMs > moments.lostMs ? moments.mendedMs - moments.lostMs : Number.POSITIVE_INFINITY);
  return { name: 'time from the loss of a region until it is rebuilt', unit: 'ms', when: ['during'], most, ask };
}

async function pharosRegion(env: Record<string, string>, onLine: (line: string) => void): Promise<void> {
  const args = [pharos, 'region', 'rebuild'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    timeout: commandMsMax,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const from of [child.stdout, child.stderr])
    createInterface(from).on('line', (line) => {
      said = line;
      onLine(line);
    });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`npx pharos region rebuild ended with ${code}: ${said}`);
}
