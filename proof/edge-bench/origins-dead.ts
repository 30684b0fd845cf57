import type { Row } from '../api-bench/run-rows.ts';
import { round } from '../mesh-bench/measure.ts';
import { paced, type Paced } from './paced.ts';
import { browserHeaders, openEdgeWorld } from './world.ts';

// A copy is as good as new for ten seconds: by then each look at it finds nobody.
const settleMs = 12_000;

/** Reads of a page whose region has nobody left: no API, no Postgres, no NATS and no Redis. Each measurement has a region of its own. */
export async function originsDeadRows(): Promise<Row[]> {
  const measure = async (how: 'kill' | 'freeze') => {
    await using world = await openEdgeWorld();
    const url = world.edge.url + world.path;
    await paced(url, browserHeaders, { seconds: 3 });
    const before = await paced(url, browserHeaders, { seconds: 5 });
    await (how === 'kill' ? world.api[Symbol.asyncDispose]() : world.api.freeze());
    await world.endServers(how);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const told = await paced(url, browserHeaders);
    // Who is frozen does not end by itself.
    await world.endServers('kill');
    return { ...told, before };
  };
  const rows = (how: 'kill' | 'freeze', are: string): Row[] => {
    let last: (Paced & { before: Paced }) | undefined;
    return [
      {
        what: `all origins ${are}: reads answered`,
        demand: '100 %',
        isMet: (figure) => figure === 100,
        measure: async () => {
          last = await measure(how);
          const { requests, failed } = last;
          return { figure: 100 * (1 - failed / requests), told: `% of ${requests}` };
        },
      },
      {
        what: `all origins ${are}: p99`,
        demand: '< 20 ms',
        isMet: (figure) => figure < 20,
        measure: async () => {
          const { p50Ms, p99Ms, worstMs, before } = last ?? (await measure(how));
          last = undefined;
          return {
            figure: p99Ms,
            told: `ms at 500 a second, p50 ${round(p50Ms)} ms, at worst ${round(worstMs)} ms; p99 ${round(before.p99Ms)} ms with all there`,
          };
        },
      },
    ];
  };
  return [...rows('kill', 'gone'), ...rows('freeze', 'silent, their ports open')];
}
