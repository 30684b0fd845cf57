import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '@pharos/core/problem';
import { postgresDir } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

const run = promisify(execFile);
const mountMsMax = 5_000;
// Room for a fresh cluster and its write-ahead log of a drill, and no more than must be filled.
const volumeMb = 256;

/** A volume of its own for a region's Postgres, small enough to be filled. Needs root. */
export function smallVolume(region: string): (dataDir: string) => Promise<AsyncDisposable> {
  return smallVolumes((dataDir) => [postgresDir({ dir: join(dataDir, region) })]);
}

/** The same for several folders. */
export function smallVolumes(of: (dataDir: string) => string[]): (dataDir: string) => Promise<AsyncDisposable> {
  return async (dataDir) => {
    if (process.getuid?.() !== 0) throw new Problem('forbidden', 'this drill mounts a small volume: run it as root');
    await using mounted = new AsyncDisposableStack();
    for (const dir of of(dataDir)) {
      await mkdir(dir, { recursive: true });
      await run('mount', ['-t', 'tmpfs', '-o', `size=${volumeMb}m,mode=0700`, 'pharos-drill', dir], { timeout: mountMsMax });
      mounted.defer(() => run('umount', ['--lazy', dir], { timeout: mountMsMax }).then(() => undefined));
    }
    return mounted.move();
  };
}

/** Somebody else's file takes all that is left. */
export function fillDisk(region: string): Step {
  const fill = ({ world, note }: Scene) => fillFolder(postgresDir(world.region(region).site), note);
  return { name: `fill the disk of postgres in ${region}`, run: fill };
}

export async function fillFolder(dir: string, note: Scene['note']): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const piece = Buffer.alloc(1024 * 1024);
  note(`${Math.round((bavail * bsize) / piece.length)} MB are left`);
  try {
    for (;;) await writeFile(join(dir, filler), piece, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // what was wanted
  }
}

export function freeFolder(dir: string): Promise<void> {
  return rm(join(dir, filler), { force: true });
}

export function freeDisk(region: string): Step {
  const free = async (scene: Scene) => {
    const { site, part } = scene.world.region(region);
    await freeFolder(postgresDir(site));
    // A server that could not write its log has ended: then it is started again, as its supervisor would.
    if (part('postgres').state() !== 'running') await part('postgres').start();
    mended(scene);
  };
  return { name: `make room on the disk of postgres in ${region}`, run: free };
}

const filler = 'filler';
