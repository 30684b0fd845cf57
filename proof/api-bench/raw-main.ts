import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { testKit } from '@pharos/core/testing/kit';
import { createWriter } from '../../crdt-sync/src/mod.ts';
import { makeBenchPage, openIncident, postUpdate, type BenchPage } from '../mesh-bench/bench-page.ts';
import { load } from '../mesh-bench/measure.ts';

const workers = 16;
const kit = testKit({ role: 'raw', region: 'us', clock: systemClock });
const bus = createMemoryBus();
const sql = openPostgres({ url: process.argv[2]!, max: 6, name: 'raw', hasFixedPlans: true });
const writer = createWriter(kit, { sql, bus });
const pages: BenchPage[] = [];
for (let at = 0; at < workers * 4; at++) pages.push(await makeBenchPage(writer));
const write = async (worker: number, at: number) => {
  const place = pages[worker * 4 + (at % 4)]!;
  if (at % 80 < 4 && at > 4) {
    place.incident = newId();
    await openIncident(writer, place);
  }
  await postUpdate(writer, place);
};
await load(workers, 2_000, write);
const { perSecond } = await load(workers, 5_000, write);
process.send!(perSecond, () => process.exit());
