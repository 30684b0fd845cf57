import { encodeVersion } from '@pharos/core/version';
import { idFrom } from '@pharos/core/id';
import type { Change } from '@pharos/resources/registry';
import { decodeEnvelope } from '../../crdt-sync/src/document/envelope.ts';
import { Broken } from './auditor.ts';
import { page } from './changes.ts';
import { reachedBy } from './memory-store.ts';
import { createModelWorld } from './world.ts';

export interface ManyRestarts {
  regions: number;
  restarts: number;
}

/** The longest that was seen, in bytes of text: what is told to readers and what is told between regions. */
export interface Longest {
  page: number;
  vector: number;
  deps: number;
}

/**
 * One region after the other is started again with all its processes, so that nobody vouches for it and each start is another
 * origin, and writes. Whatever is kept or told of origins must be as short in the end as it was after the first round of them.
 */
export async function manyRestarts({ regions: count, restarts }: ManyRestarts): Promise<Longest> {
  const world = await createModelWorld(count, 1);
  const longest: Longest = { page: 0, vector: 0, deps: 0 };
  for (let at = 0; at < restarts; at++) {
    const region = at % count;
    await world.restartAndWrite(region, written(at));
    const { log } = world.regions[region]!.store.state;
    const told = [...log.values()].flatMap((entries) => [...entries.values()]);
    for (const { env } of told) longest.deps = Math.max(longest.deps, JSON.stringify(decodeEnvelope(env).deps).length);
    if (at % count !== count - 1) continue;
    await world.exchangeAll();
    for (const { store } of world.regions) {
      const { pages, incarnations } = store.state;
      longest.page = Math.max(longest.page, encodeVersion(pages.get(page)!).length);
      longest.vector = Math.max(longest.vector, encodeVersion(reachedBy(store.state)).length);
      if (incarnations.size > 2 || Object.keys(store.state.vv).length > 3 * count)
        throw new Broken(`a region remembers ${incarnations.size} of its names and ${Object.keys(store.state.vv).length} of all`);
    }
  }
  await world.settle();
  world.auditor.checkEnd(world.regions);
  return longest;
}

// So many incidents that each is written to by few of all the origins.
const incidentsMax = 210;

function written(at: number): Change {
  const incident = {
    page,
    incident: idFrom('restart', String(at % incidentsMax)),
    update: idFrom('restart update', String(at)),
    body: 'b',
    notify: false,
  };
  if (at >= incidentsMax) return { type: 'post-update', ...incident, status: 'monitoring' };
  return { type: 'open-incident', ...incident, title: 't', impact: 'minor', status: 'investigating', components: [] };
}

// The long run: node proof/mesh-model/many-restarts.ts 10000
if (import.meta.main) process.stdout.write(`${JSON.stringify(await manyRestarts({ regions: 7, restarts: Number(process.argv[2]) }))}\n`);
