import type { Demo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';

/** Somebody in each region who opens the page again and again. */
export interface Visitors extends AsyncDisposable {
  visits(): Visit[];
}

export interface Visit {
  region: string;
  atMs: number;
  tookMs: number;
  /** Undefined when the page came. */
  why: string | undefined;
}

// A visitor who has waited so long is gone.
const patienceMs = 5_000;

export function startVisitors(world: World, demo: Demo, visitsPerSecond = 2): Visitors {
  const stop = new AbortController();
  const visits: Visit[] = [];
  const visit = async (url: string): Promise<string | undefined> => {
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]) });
      const page = await answer.text();
      return answer.ok && page.includes('<html') ? undefined : `the edge says ${answer.status}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const keepVisiting = async (region: string, url: string) => {
    while (!stop.signal.aborted) {
      const atMs = world.clock.elapsed();
      const why = await visit(url);
      if (!stop.signal.aborted) visits.push({ region, atMs, tookMs: world.clock.elapsed() - atMs, why });
      await world.clock.sleep(1_000 / visitsPerSecond, stop.signal).catch(() => undefined); // stopped
    }
  };
  const visitors = world.regions.map(({ name, urls }) => keepVisiting(name, `${urls.page}/${demo.slug}`));
  return {
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.allSettled(visitors);
    },
  };
}
