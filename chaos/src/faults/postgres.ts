import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresDir } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { copying, lost } from './copies.ts';
import { mended } from './mended.ts';

const run = promisify(execFile);
const copyMsMax = 20_000;
const endMsMax = 5_000;

/** `pg_ctl stop -m immediate`: no checkpoint, no good-bye to its clients but that it dies. */
export function stopImmediately(region: string): Step {
  const stop = async ({ world, sleep }: Scene) => {
    const { site, part } = world.region(region);
    const pid = Number((await readFile(join(postgresDir(site), 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    const until = world.clock.elapsed() + endMsMax;
    while (part('postgres').state() !== 'failed' && world.clock.elapsed() < until) await sleep(20);
  };
  return { name: `stop postgres in ${region} at once (immediate)`, run: stop };
}

/** A copy of the whole volume at one moment, as storage takes it: the server is frozen meanwhile, and told nothing. */
export function takeSnapshot(region: string): Step {
  const take = async ({ world }: Scene) => {
    const { site, part } = world.region(region);
    part('postgres').freeze();
    try {
      await copyVolume(postgresDir(site), snapshotDir(postgresDir(site)));
    } finally {
      part('postgres').thaw();
    }
  };
  return { name: `take a snapshot of the volume of postgres in ${region}`, run: copying(take) };
}

/** The server is killed, its volume replaced by the copy, and started on it. */
export function restoreSnapshot(region: string): Step {
  const restore = async (scene: Scene) => {
    const { site, part } = scene.world.region(region);
    lost(scene);
    await part('postgres').kill();
    await rm(postgresDir(site), { recursive: true });
    await copyVolume(snapshotDir(postgresDir(site)), postgresDir(site));
    await part('postgres').start();
    mended(scene);
  };
  return { name: `kill postgres in ${region} and start it from the snapshot`, run: restore };
}

export async function copyVolume(from: string, to: string): Promise<void> {
  await run('cp', ['-a', '--reflink=auto', from, to], { timeout: copyMsMax });
}

function snapshotDir(data: string): string {
  return `${data}-snapshot`;
}
