import { askOf } from './ask.ts';
import { fillPage, makePlace } from './pages.ts';
import { cachedRows, crowdedRows, memoryRows, refusedRows, uncachedRows, writeRows } from './rows.ts';
import { runRows } from './run-rows.ts';
import { openApiWorld, type ApiWorld } from './world.ts';

/** A region, and a page in it that is large. */
type FilledWorld = ApiWorld & { page: string };

/** Measures what the API promises; answers whether all of it is met. */
export function runApiBench(args: string[]): Promise<boolean> {
  return runRows<FilledWorld>(args, {
    groups: {
      cached: cachedRows,
      writes: writeRows,
      uncached: (world, opened) => uncachedRows(world, opened, world.page),
      crowded: (world, opened) => crowdedRows(world, opened, world.page),
      refused: (world, opened) => refusedRows(world, opened, world.page),
      memory: memoryRows,
    },
    open: async () => {
      const world = await openApiWorld();
      return { ...world, page: await largePage(world) };
    },
    places: 'server on one, those who ask on another, Postgres, NATS and Redis on both',
    file: '.pharos/bench/api.json',
  });
}

async function largePage(world: ApiWorld): Promise<string> {
  await using api = await world.start();
  using ask = askOf(api.url, world.key);
  const { page } = await makePlace(ask);
  await fillPage(world.sql, page, { components: 1_000, incidents: 10_000 });
  return page;
}
