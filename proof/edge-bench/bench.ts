import { runRows } from '../api-bench/run-rows.ts';
import { everywhereRows } from './everywhere.ts';
import { firstViewRows } from './first-view.ts';
import { largeRows } from './large.ts';
import { originsDeadRows } from './origins-dead.ts';
import { rateRows } from './rate.ts';
import { openEdgeWorld, type EdgeWorld } from './world.ts';

/** Measures what the public pages promise; answers whether all of it is met. */
export function runEdgeBench(args: string[]): Promise<boolean> {
  return runRows<EdgeWorld>(args, {
    groups: { rate: rateRows, first: firstViewRows, large: largeRows, dead: originsDeadRows, everywhere: everywhereRows },
    open: openEdgeWorld,
    places: 'servers on one, those who ask on another, Postgres, NATS, Redis and browsers on both',
    file: '.pharos/bench/edge.json',
  });
}
