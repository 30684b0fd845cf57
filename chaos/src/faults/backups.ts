import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backups } from '@pharos/lab/backups';
import { postgresDir } from '@pharos/lab/site';
import type { Probe, Scene, Step } from '../experiment.ts';
import { copying, lost } from './copies.ts';
import { mended } from './mended.ts';

const recoveredMsMax = 60_000;
const lookMs = 100;

const rehearsed = new WeakMap<Scene, boolean>();

/** What runs by the clock in production: a whole backup, a dump, the files of configuration. */
export function makeBackups(region: string): Step {
  const make = async (scene: Scene) => {
    for (const words of [['setup'], ['make', '--full'], ['dump'], ['files']]) await tell(scene, region, words);
  };
  return { name: `back up the database of ${region} to the store of another region`, run: copying(make) };
}

/** While people write: everything is restored beside the database, and must say the same. */
export function rehearseBackups(region: string): Step {
  const rehearse = async (scene: Scene) => {
    try {
      await tell(scene, region, ['rehearse']);
      rehearsed.set(scene, true);
    } catch (error) {
      scene.note((error as Error).message);
    }
  };
  return { name: `rehearse the restore of ${region}: npx pharos backup rehearse`, run: rehearse };
}

export function rehearsalsFailed(): Probe {
  const ask = (scene: Scene) => (rehearsed.get(scene) ? 0 : 1);
  return { name: 'rehearsals that did not end with equal digests', unit: 'rehearsals', when: ['during'], most: 0, ask };
}

/** All that is in the volume is gone; the backup and the archived log bring it back. */
export function restoreBackup(region: string): Step {
  const restore = async (scene: Scene) => {
    const of = scene.world.region(region);
    lost(scene);
    await of.part('postgres').kill();
    const data = postgresDir(of.site);
    for (const name of await readdir(data)) await rm(join(data, name), { recursive: true, force: true });
    await tell(scene, region, ['restore']);
    await of.part('postgres').start();
    const until = scene.world.clock.elapsed() + recoveredMsMax;
    const isOpen = async () => !(await of.sql<{ waits: boolean }[]>`select pg_is_in_recovery() as waits`)[0]!.waits;
    while (!(await isOpen().catch(() => false))) {
      // An error is a server that is still busy with its log; one that will not come is told by the limit.
      if (scene.world.clock.elapsed() > until) throw new Error(`postgres in ${region} does not come back`);
      await scene.sleep(lookMs);
    }
    scene.moments.copiedMs = await endOfLog(scene, region);
    mended(scene);
    scene.note(`restored within ${((scene.moments.mendedMs - scene.moments.lostMs) / 1_000).toFixed(1)} s`);
  };
  return { name: `throw the volume of postgres in ${region} away and restore it from the backup`, run: restore };
}

/**
 * The log was archived until shortly before the loss: the ledger knows what stands in it. When that ends is what the restored server says of
 * the last transaction that it played back.
 */
async function endOfLog({ world, moments, note }: Scene, region: string): Promise<{ from: number; to: number }> {
  const [row] = await world.region(region).sql<{ agoMs: number | null }[]>`
    select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 * 1000 as "agoMs"`;
  const at = row?.agoMs == null ? moments.copiedMs.to : world.clock.elapsed() - row.agoMs;
  note(`its log ends ${((moments.lostMs - at) / 1_000).toFixed(1)} s before the loss`);
  return { from: at, to: at };
}

async function tell(scene: Scene, region: string, words: string[]): Promise<void> {
  const said = await backupsOf(scene, region).run(...words);
  for (const line of said.trim().split('\n')) scene.note(line);
}

function backupsOf({ world }: Scene, region: string): Backups {
  const { backups } = world.region(region).site;
  if (!backups) throw new Error(`the database of ${region} is not backed up`);
  return backups;
}
