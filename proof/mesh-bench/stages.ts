import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import { subject } from '@pharos/core/subject';
import { createReceiver } from '../../crdt-sync/src/mesh/receiver.ts';
import { createRelay } from '../../crdt-sync/src/mesh/relay.ts';
import { decodeEntries } from '../../crdt-sync/src/mesh/wire.ts';
import { createPostgresStore } from '../../crdt-sync/src/store/postgres-store.ts';
import { createWriteGroups } from '../../crdt-sync/src/write/write-group.ts';
import { makeBenchPage, openIncident, postUpdate, type BenchPage, type BenchWriter } from './bench-page.ts';
import { createDatabases } from './bench-world.ts';
import { cpuOf, type Cpu } from './cpu.ts';
import type { Line } from './measure.ts';

const warmMs = 3_000;
const forMs = 5_000;
// As many at once as the bench of writes has writers: a group, a relay's batch and an apply's batch each.
const atOnce = 16;
const pagesEach = 4;
const updatesPerIncident = 20;

type Stage = 'write' | 'relay' | 'apply';

/**
 * What a write takes of the processors, stage by stage: one after the other, so that each can be told from the rest. What
 * others do on the machine moves it less than it moves the writes of a second; the network between regions is left out.
 */
export async function benchStages(): Promise<Line[]> {
  await using server = await createDatabases(['us', 'eu']);
  await using ending = new AsyncDisposableStack();
  const storeOf = (region: number, max: number) => {
    const sql = openPostgres({ url: server.databases[region]!.url, max, name: 'bench-stages', hasFixedPlans: true });
    ending.defer(() => sql.end({ timeout: 1 }));
    return createPostgresStore(sql);
  };
  await using bus = createMemoryBus();
  const kit = testKit({ role: 'sync', region: 'us', clock: systemClock, random: systemRandom });
  const groups = createWriteGroups(kit, storeOf(0, 6));
  const writer: BenchWriter = { write: (change, { actor }) => groups.write({ change, actor }) };
  const relay = createRelay(kit, { store: storeOf(0, 1), bus });
  let refused = 0;
  const count = () => void (refused += 1);
  const receiver = createReceiver({
    store: storeOf(1, 1),
    ownOrigin: () => undefined,
    isMember: () => true,
    isOwn: () => false,
    onApplied: () => undefined,
    onRefused: count,
    onSetAside: count,
    onRival: count,
    settle: async () => undefined,
  });
  await receiver.refresh();
  let messages: Uint8Array[] = [];
  bus.subscribe(subject.log('us'), ({ data }) => void messages.push(data));

  const pages: BenchPage[] = [];
  for (let at = 0; at < atOnce * pagesEach; at++) pages.push(await makeBenchPage(writer));
  const write = async (place: BenchPage, at: number) => {
    if (at % (updatesPerIncident + 1) < updatesPerIncident) return void (await postUpdate(writer, place));
    place.incident = newId();
    await openIncident(writer, place);
  };
  const stages: Record<Stage, (round: number) => Promise<unknown>> = {
    write: (round) =>
      Promise.all(
        Array.from({ length: atOnce }, (_, lane) => write(pages[lane * pagesEach + (round % pagesEach)]!, Math.floor(round / pagesEach))),
      ),
    relay: () => relay.relayAll(),
    apply: async () => {
      for (const message of messages) receiver.offer(decodeEntries(message).entries, 'us');
      messages = [];
      await receiver.applyReady();
    },
  };
  let rounds = 0;
  const used: Record<Stage, Cpu> = { write: zero(), relay: zero(), apply: zero() };
  const during = async (ms: number) => {
    const end = performance.now() + ms;
    for (; performance.now() < end; rounds++) {
      for (const stage of ['write', 'relay', 'apply'] as const) {
        const { cpu } = await cpuOf(server.pid, () => stages[stage](rounds));
        used[stage].nodeMs += cpu.nodeMs;
        used[stage].postgresMs += cpu.postgresMs;
        await new Promise((resolve) => setImmediate(resolve)); // the bus has told by then
      }
    }
  };
  await during(warmMs);
  const [before, from] = [structuredClone(used), rounds];
  await during(forMs);
  const writes = (rounds - from) * atOnce;
  const line = (what: string, stage: Stage): Line => {
    const each = (of: keyof Cpu) => ((used[stage][of] - before[stage][of]) / writes).toFixed(2);
    return {
      what,
      demand: 'a measure of what to make cheaper',
      measured: `${each('nodeMs')} ms of Node, ${each('postgresMs')} ms of Postgres`,
      isMet: refused === 0,
    };
  };
  return [
    line('processor time of a write, 16 at once', 'write'),
    line('processor time to relay it', 'relay'),
    line('processor time to apply it in another region', 'apply'),
  ];
}

function zero(): Cpu {
  return { nodeMs: 0, postgresMs: 0 };
}
