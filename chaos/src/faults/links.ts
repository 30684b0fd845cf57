import type { Link, LinkState } from '@pharos/lab/link/link';
import type { World } from '@pharos/lab/world';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

/** Which directions a fault touches. */
export type Ways = (world: World) => Link[];

export function everyWayOf(region: string): Ways {
  return ({ links }) => links.of(region);
}

export function everyWayOutOf(region: string): Ways {
  return ({ links }) => links.all.filter(({ from }) => from === region);
}

export function bothWays(one: string, other: string): Ways {
  return ({ links }) => [links.between(one, other), links.between(other, one)];
}

export const allWays: Ways = ({ links }) => links.all;

export function set(name: string, ways: Ways, state: Partial<LinkState>): Step {
  return { name, run: ({ world }) => setNow(world, ways, state) };
}

/** Up and down again, each for so long, until the time is over; ends with the link down. */
export function flap(name: string, ways: Ways, { everyMs, forMs }: { everyMs: number; forMs: number }): Step {
  const run = async ({ world, sleep }: Scene) => {
    const until = world.clock.elapsed() + forMs;
    // In turn a break that is told and one that is not: clients find them out in different ways.
    for (let turn = 0; world.clock.elapsed() < until; turn++) {
      setNow(world, ways, { cut: turn % 2 === 0 ? 'reset' : 'drop' });
      await sleep(everyMs);
      setNow(world, ways, { cut: 'none' });
      await sleep(everyMs);
    }
    setNow(world, ways, { cut: 'drop' });
  };
  return { name, run };
}

export function heal(name: string, ways: Ways): Step {
  const run = (scene: Scene) => {
    setNow(scene.world, ways, { cut: 'none', loss: 0 });
    mended(scene);
  };
  return { name, run };
}

function setNow(world: World, ways: Ways, state: Partial<LinkState>): void {
  for (const link of ways(world)) link.set(state);
}
