import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { text } from '@pharos/core/outside/bus';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { seededRandom, systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { createWriter } from '../../crdt-sync/src/mod.ts';
import { startSync } from '../../crdt-sync/src/role.ts';
import { makeBenchPage, postUpdate, type BenchPage } from './bench-page.ts';
import { linkBus, type Link } from './link-bus.ts';
import { arrive, load, machineMs } from './measure.ts';
import type { RegionOptions, RegionQuestion, RegionTold } from './region-process.ts';

/**
 * One region of the bench in a process of its own, as production has it: its writer, its relay and its exchange, on its own
 * database and NATS. It is told what to do over the channel of its parent, and ends with it.
 */

// A fresh place each so many updates: an incident of a thousand updates is not what people have.
const updatesPerPlace = 25;
// Enough for what is on its way when the last write has been answered, repair of losses included.
const settleMs = 2_000;
const lanes = 4;

const options = JSON.parse(process.argv[2]!) as RegionOptions;
const { region, number, delayMs } = options;
const kit: Kit = {
  role: 'sync',
  region,
  regionNumber: number,
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  metrics: createMetrics({ role: 'sync', region }),
};
const sql = openPostgres({ url: options.databaseUrl, max: 6, name: 'bench', hasFixedPlans: true });
// As in production: the relay does not stand in the writers' queue for a connection.
const syncSql = openPostgres({ url: options.databaseUrl, max: 4, name: 'bench-sync', hasFixedPlans: true });
const open = (url: string) => connectNats({ url, name: `bench-${region}`, onError: tell });
const bus = open(options.natsUrl);
const links = new Map<string, Link>();
const peers = options.peers.map((peer) => {
  const link: Link = { delayMs, loss: 0, isCut: false, random: seededRandom(peer.number * 10 + number) };
  links.set(peer.region, link);
  return { region: peer.region, number: peer.number, bus: linkBus(open(peer.natsUrl), link) };
});
const writer = createWriter(kit, { sql, bus });
await startSync(kit, { sql: syncSql, bus, peers });
await bus.flush();

const random = seededRandom(number);
const places: BenchPage[] = [];
for (let at = 0; at < lanes; at++) places.push(await makeBenchPage(writer));

const answers: { [K in RegionQuestion['ask']]: (question: Extract<RegionQuestion, { ask: K }>) => unknown } = {
  link: ({ from, change }) => Object.assign(links.get(from)!, change),
  // Every write from its call on, and whatever readers here are told of, on the clock that all processes of the machine share.
  cross: async ({ perSecond, forMs }) => {
    const began: [string, number][] = [];
    const seen = new Map<string, number>();
    const listening = bus.subscribe(subject.pageAny, ({ data }) => {
      const now = machineMs();
      for (const [, update] of text(data).matchAll(/"update":"([0-9a-f-]{36})"/g)) if (!seen.has(update!)) seen.set(update!, now);
    });
    // Listening already: another region may be ready, and write, before this one is.
    const fresh: BenchPage[] = [];
    while (fresh.length * updatesPerPlace < (perSecond * forMs) / 1_000) fresh.push(await makeBenchPage(writer));
    let count = 0;
    await arrive(perSecond, forMs, random, async () => {
      const place = fresh[count % fresh.length]!;
      count += 1;
      const update = newId();
      began.push([update, machineMs()]);
      // Refused because too much waits: it is never seen, and counts as missed.
      await postUpdate(writer, place, update).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
    });
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    listening.unsubscribe();
    return { began, seen: [...seen] };
  },
  load: async ({ forMs }) => (await load(1, forMs, () => postUpdate(writer, places[0]!))).tookMs,
  write: async ({ count }) => {
    const tookMs: number[] = [];
    let left = count;
    const lane = async (first: BenchPage) => {
      let place = first;
      for (let at = 1; left > 0; at++) {
        left -= 1;
        if (at % updatesPerPlace === 0) place = await makeBenchPage(writer);
        const start = performance.now();
        await postUpdate(writer, place);
        tookMs.push(performance.now() - start);
      }
    };
    await Promise.all(places.map(lane));
    return tookMs;
  },
};

function say(told: RegionTold): void {
  process.send!(told);
}

function tell(error: unknown): void {
  process.stderr.write(`${region}: ${String(error)}\n`);
}

process.on('message', (question: RegionQuestion & { id: number }) => {
  const answer = answers[question.ask] as (question: RegionQuestion) => unknown;
  Promise.resolve(answer(question)).then(
    (value) => say({ id: question.id, value }),
    (error: unknown) => say({ id: question.id, failed: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
say({ id: 0, value: 'ready' });
