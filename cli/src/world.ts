import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/**
 * What `npm start` leaves in a file for as long as it runs, so that the command line works at once: where the regions are, and a key of
 * theirs. `env` is what the commands that speak for one region read from the environment.
 */
export const World = z.object({
  pid: z.number(),
  key: z.string(),
  page: z.string(),
  regions: z.array(z.object({ name: z.string(), url: z.string(), env: z.record(z.string(), z.string()) })).min(1),
});
export type World = z.infer<typeof World>;

/** By where the program stands, and not by where it is called from. */
export const worldFile = join(import.meta.dirname, '../../.pharos/world.json');

/** Whoever may read it may do what the key may. */
export async function writeWorld(world: World, file = worldFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(world, undefined, 2)}\n`, { mode: 0o600 });
  // One that was there keeps its mode.
  await chmod(file, 0o600);
}

export async function forgetWorld(file = worldFile): Promise<void> {
  await rm(file, { force: true });
}

/** The world that runs on this machine, if one does. */
export async function findWorld(file = worldFile): Promise<World | undefined> {
  try {
    const world = World.parse(JSON.parse(await readFile(file, 'utf8')));
    return isRunning(world.pid) ? world : undefined;
  } catch {
    return undefined; // there is none, or one of another version
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
