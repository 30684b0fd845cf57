import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { natsDir, postgresDir, roleNames } from '@pharos/lab/site';
import type { Probe, Scene, Step } from '../experiment.ts';
import { lost } from './copies.ts';
import { mended } from './mended.ts';

const commandMsMax = 600_000;
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
    for (const line of (await pharosRegion(of.env('sync'))).trim().split('\n')) scene.note(line.trim());
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

function pharosRegion(env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [pharos, 'region', 'rebuild'];
    execFile(process.execPath, args, { env: { ...process.env, ...env }, timeout: commandMsMax }, (error, out, complaint) => {
      if (error) reject(new Error(`${out.trim()} ${complaint.trim()}`.trim(), { cause: error }));
      else resolve(out);
    });
  });
}
