import { existsSync, readdirSync } from 'node:fs';
import { runDir, type RoleName } from '@pharos/lab/site';
import type { Probe, Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

// In the order of runbooks/upgrade.md; the gateway, which hands its readers over, last.
const order: RoleName[] = ['sync', 'api', 'notifier', 'edge'];
// Balancers ask each second and want to hear it twice: as long as `systemctl restart` takes to come back.
const noticedMs = 3_000;
// A gateway that finds the port taken waits for the other as soon as it has started; on a busy machine that takes seconds.
const waitingMsMax = 30_000;
const lookMs = 50;

export interface Deploy {
  steps: Step[];
  probes: Probe[];
}

/** A new version is rolled out in one region as deploy/README.md says: one process after the other, two of each role. */
export function deploy(region: string): Deploy {
  let replaced = 0;
  const restart = (role: RoleName): Step => ({
    name: `restart both ${role} in ${region}, one after the other`,
    run: async ({ world, sleep }) => {
      for (const name of [role, `${role}-2`]) {
        const part = world.region(region).part(name);
        await part.stop();
        await part.start();
        replaced += 1;
        await sleep(noticedMs);
      }
    },
  });
  const handOver: Step = {
    name: `start the second gateway in ${region}, and stop the first`,
    run: async (scene) => {
      const { world } = scene;
      const [before, after] = [world.region(region).part('gateway'), world.region(region).part('gateway-2')];
      let isRefused = false;
      const coming = after.start().catch(() => void (isRefused = true));
      await untilWaiting(scene, region, () => isRefused);
      await before.stop();
      // Who could not wait for the other starts where it was: a deploy without hand-over.
      if (isRefused) await before.start();
      else await coming;
      replaced += 1;
      mended(scene);
    },
  };
  const ask = () => replaced;
  const count = 2 * order.length + 1;
  return {
    steps: [...order.map(restart), handOver],
    probes: [{ name: 'processes that were replaced', unit: 'processes', when: ['during'], least: count, most: count, ask }],
  };
}

/** By its socket for what is handed over: before that is there, the first one would close its readers instead. */
async function untilWaiting({ world, sleep }: Scene, region: string, isRefused: () => boolean): Promise<void> {
  const folder = runDir(world.region(region).site);
  const until = world.clock.elapsed() + waitingMsMax;
  while (!isRefused() && world.clock.elapsed() < until) {
    if (existsSync(folder) && readdirSync(folder).length > 0) return;
    await sleep(lookMs);
  }
}
