import type { Probe, Scene } from '../experiment.ts';
import { rivalPlaces } from '../watch/books.ts';

// How often the regions are compared while they become equal.
const lookMs = 100;
// What was written last must reach the others before anybody may say that it does not. On a busy machine the load ends when the time since
// the mending is over already.
const levelMsMax = 10_000;

export function untilEqual(most: number): Probe {
  const ask = async ({ auditor, load, world, moments, note }: Scene): Promise<number> => {
    let why: string | undefined = 'never looked';
    const until = Math.max(moments.mendedMs + most, (load.stoppedAtMs() ?? 0) + levelMsMax);
    while (world.clock.elapsed() < until) {
      why = await auditor.difference();
      if (why === undefined) return world.clock.elapsed() - moments.mendedMs;
      await world.clock.sleep(lookMs);
    }
    note(`not equal: ${why}`);
    return Number.POSITIVE_INFINITY;
  };
  return { name: 'time from the mending until all regions show the same', unit: 'ms', when: ['after'], most, isOfPace: true, ask };
}

/** Equal once is not enough: it must stay so. */
export function digestsDiffer(): Probe {
  const ask = async ({ auditor }: Scene) => ((await auditor.difference()) === undefined ? 0 : 1);
  return { name: 'regions differ by HTTP or SQL at the end', unit: 'yes', when: ['after'], most: 0, ask };
}

/** No region has them any more. */
export function gone(isCounted: boolean): Probe {
  const target = isCounted ? {} : { most: 0 };
  const name = isCounted ? 'acknowledged updates lost with the unreplicated tail' : 'acknowledged updates lost everywhere';
  return { name, unit: 'updates', when: ['after'], ...target, ask: ({ auditor }) => auditor.gone() };
}

export function missingSomewhere(regions: string[]): Probe {
  const ask = async ({ auditor }: Scene) => sum(await Promise.all(regions.map((region) => auditor.missing(region))));
  return { name: 'acknowledged updates that one region shows and another does not', unit: 'updates', when: ['after'], most: 0, ask };
}

export function repeated(regions: string[]): Probe {
  const ask = async ({ auditor }: Scene) => sum(await Promise.all(regions.map((region) => auditor.repeated(region))));
  return { name: 'updates shown twice by a region', unit: 'updates', when: ['after'], most: 0, ask };
}

/** Each place of the log stands once, without gaps, and says the same everywhere. */
export function logFaults(): Probe {
  const ask = async ({ auditor }: Scene) => {
    const books = await auditor.books();
    return sum(books.map((each) => each.logFaults)) + rivalPlaces(books);
  };
  return { name: 'places of the log that are missing, doubled, or differ between regions', unit: 'places', when: ['after'], most: 0, ask };
}

export function quarantined(): Probe {
  const ask = async ({ auditor }: Scene) => sum((await auditor.books()).map((each) => each.quarantined));
  return { name: 'things put into quarantine', unit: 'rows', when: ['after'], most: 0, ask };
}

/** What the fault does to the hurt region, so that the drill cannot pass without having broken anything. */
export function unheard(region: string): Probe {
  return {
    name: `acknowledged updates that ${region} does not show`,
    unit: 'updates',
    when: ['during'],
    least: 1,
    ask: ({ auditor }) => auditor.lost(region),
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
