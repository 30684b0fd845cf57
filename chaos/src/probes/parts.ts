import { host, type RoleName } from '@pharos/lab/site';
import type { Probe, Scene } from '../experiment.ts';

const lookMs = 50;

/** From the fault until a role says that it is ready, as its supervisor or a load balancer sees it. */
export function untilReady(region: string, role: RoleName, most: number): Probe {
  const ask = async ({ world, moments }: Scene) => {
    const url = `http://${host}:${world.region(region).site.ports[role].admin}/readyz`;
    const until = world.clock.elapsed() + most;
    while (world.clock.elapsed() < until) {
      if (await isReady(url)) return Math.max(0, moments.mendedMs - moments.faultMs);
      await world.clock.sleep(lookMs);
    }
    return Number.POSITIVE_INFINITY;
  };
  return { name: `time until ${role} in ${region} is ready again`, unit: 'ms', when: ['during'], most, ask };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false; // not yet
  }
}
