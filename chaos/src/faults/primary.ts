import type { Cluster } from '@pharos/lab/cluster/cluster';
import type { ClusterNode } from '@pharos/lab/cluster/node';
import type { Probe, Scene, Step } from '../experiment.ts';
import { fillFolder, freeFolder } from './disk.ts';
import { mended } from './mended.ts';

export interface PrimaryFault {
  /** As it stands in the name of the drill. */
  name: string;
  /** What is done to the primary, in words. */
  what: string;
  strike(node: ClusterNode, scene: Scene): Promise<void> | void;
  mend(node: ClusterNode): Promise<void> | void;
}

export const primaryFaults = {
  killed: {
    name: 'kill',
    what: 'kill -9 of its Postgres, Patroni and etcd at once',
    strike: (node) => node.kill(),
    mend: (node) => node.start(),
  },
  frozen: {
    name: 'freeze',
    what: 'all its processes stopped (SIGSTOP); the kernel still takes connections and bytes',
    strike: (node) => node.freeze(),
    mend: (node) => node.thaw(),
  },
  cut: {
    name: 'cut',
    what: 'nobody reaches it and it reaches nobody, without a word (drop)',
    strike: (node) => node.cut(),
    mend: (node) => node.heal(),
  },
  full: {
    name: 'disk',
    what: 'not a byte is left on its disk (needs root)',
    strike: (node, { note }) => fillFolder(node.volumeDir, note),
    mend: (node) => freeFolder(node.volumeDir),
  },
} satisfies Record<string, PrimaryFault>;

// Beyond what is promised: the probe then says by how much.
const takenOverMsMax = 45_000;
// The one that was lost copies what it lacks, on cores that carry everything else.
const wholeMsMax = 45_000;
const lookMs = 100;

const struck = new WeakMap<Scene, ClusterNode>();
const takenBack = new WeakMap<Scene, boolean>();

export function clusterOf({ world }: Scene, region: string): Cluster {
  const { cluster } = world.region(region).site;
  if (!cluster) throw new Error(`the database of ${region} is one server`);
  return cluster;
}

/** Breaks whichever node is the primary, and waits until another one is. */
export function losePrimary(region: string, { what, strike }: PrimaryFault): Step {
  const lose = async (scene: Scene) => {
    const cluster = clusterOf(scene, region);
    const { clock } = scene.world;
    const node = await cluster.primary();
    if (!node) throw new Error(`${region} has no primary`);
    struck.set(scene, node);
    scene.moments.faultMs = clock.elapsed();
    await strike(node, scene);
    scene.note(`${node.name} was the primary`);
    const until = scene.moments.faultMs + takenOverMsMax;
    for (;;) {
      const next = await cluster.primary();
      if (next && next !== node) {
        scene.note(`${next.name} has the lock after ${((clock.elapsed() - scene.moments.faultMs) / 1_000).toFixed(1)} s`);
        return;
      }
      if (clock.elapsed() > until) return; // told by the probes
      await scene.sleep(lookMs);
    }
  };
  return { name: `lose the primary of ${region}: ${what}`, run: lose };
}

/** Whatever was struck is whole again, and follows whoever is the primary now. */
export function bringBack(region: string, { mend }: PrimaryFault): Step {
  const bring = async (scene: Scene) => {
    const node = struck.get(scene);
    if (!node) return;
    await mend(node);
    const cluster = clusterOf(scene, region);
    await cluster.untilWhole(wholeMsMax).catch(async () => {
      // A disk that was full may have left files that cannot be read: the runbook has the node copied anew.
      scene.note(`${node.name} does not start by itself: it is copied anew (patronictl reinit)`);
      await cluster.copyAnew(node);
      await cluster.untilWhole(wholeMsMax);
    });
    mended(scene);
    const next = await cluster.primary();
    scene.note(`${node.name} is back; ${next?.name} is the primary`);
    takenBack.set(scene, next === node);
  };
  return { name: `bring the lost primary of ${region} back`, run: bring };
}

/** Who was lost must follow: a lock that it takes back is one that two had for a moment. */
export function lockTakenBack(): Probe {
  const ask = (scene: Scene) => (takenBack.get(scene) === false ? 0 : 1);
  return { name: 'lost primaries that took their lock back', unit: 'nodes', when: ['after'], most: 0, ask };
}
