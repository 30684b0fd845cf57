import { createReach } from '../../crdt-sync/src/telling/reach.ts';
import { replicate } from '../../crdt-sync/src/telling/replicate.ts';
import { serveTellings } from '../../crdt-sync/src/telling/serve.ts';
import { createTakeOver, type KnownMember } from '../../crdt-sync/src/telling/take-over.ts';
import type { Kit } from '../../core/src/role.ts';
import type { Random } from '../../core/src/random.ts';
import type { VirtualClock } from '../../core/src/testing/virtual-clock.ts';
import { testKit } from '../../core/src/testing/kit.ts';
import type { TellingMode } from '../../region/src/telling/report.ts';
import type { Fanout, Leased } from '../../notifier/src/ledger/ledger.ts';
import type { Subscriber } from '../../notifier/src/region.ts';
import { createMemoryLedger } from '../notifier-model/memory-ledger.ts';
import { createMemoryTellings, type MemoryJob, type MemoryTellings } from '../notifier-model/memory-tellings.ts';
import type { Net } from './net.ts';
import type { Witness } from './witness.ts';

export interface ModelRegionOptions {
  region: string;
  number: number;
  clock: VirtualClock;
  random: Random;
  net: Net;
  members: KnownMember[];
  people: Subscriber[];
  witness: Witness;
  /** How many messages a courier has under way at once, and how long a provider takes at most. */
  pace: { atOnce: number; sendMs: number };
  aloneAfterMs: number;
  fanoutOf(job: MemoryJob): Fanout;
}

export interface ModelRegion {
  region: string;
  tellings: MemoryTellings;
  /** What a write here would be stamped with. */
  mode(): TellingMode | null;
  learn(job: MemoryJob): void;
  isUp(): boolean;
  /** All its processes are gone; its tables stay. */
  die(): void;
  start(): void;
  order(region: string): Promise<number>;
  counted(): { possibleDuplicates: number; taken: number; underWayAtDeath: number };
}

// As the roles do it.
const every = { reach: 500, takeOver: 1_000, report: 100, tell: 50, collect: 200, sweep: 2_000 };
const leaseMs = 10_000;
const heldAfterMs = 2_500;
const heldMs = 500;

/** One region: the real rules, questions and steps over tables in memory; providers that never fail, so that what repeats is the takeover's. */
export function createModelRegion(options: ModelRegionOptions): ModelRegion {
  const { region, number, clock, random, net, members, people, witness, pace } = options;
  const kit: Kit = testKit({ clock, random, region, regionNumber: number });
  const tellings = createMemoryTellings(clock.now);
  const ledger = createMemoryLedger(tellings);
  const watched: MemoryTellings = {
    ...tellings,
    adopt: async (adoption) => {
      const isOurs = await tellings.adopt(adoption);
      if (isOurs) witness.adopted(adoption, (await tellings.read(adoption.update))?.report);
      return isOurs;
    },
  };
  const peers = members
    .filter((each) => each.region !== region)
    .map((each) => ({ region: each.region, number: each.number, bus: net.peerBus(region, each.region) }));
  const counting = async () => members.filter(({ isDead }) => !isDead).map((each) => each.region);
  let mode: TellingMode | null = null;
  let modeAt = -Infinity;
  let life = 0;
  let isUp = false;
  const counts = { possibleDuplicates: 0, taken: 0, underWayAtDeath: 0 };
  const underWay = new Set<string>();
  let takeOver = makeTakeOver();

  function makeReach() {
    const write = async (next: TellingMode | null) => {
      mode = next;
      modeAt = clock.elapsed();
    };
    return createReach({ region, clock, peers, members: counting, write });
  }
  function makeTakeOver(reach = makeReach()) {
    return createTakeOver({
      kit,
      tellings: watched,
      peers,
      reach,
      members: async () => members,
      onTaken: (_, count) => (counts.taken += count),
    });
  }

  const refusal = ({ notice }: Leased): 'told-by' | 'held' | undefined => {
    if (tellings.tellerOf(notice) !== region) return 'told-by';
    const isReached = mode === 'majority' && clock.elapsed() - modeAt < heldAfterMs;
    return tellings.jobs.get(notice)!.mode === 'majority' && !tellings.isAlone(notice) && !isReached ? 'held' : undefined;
  };
  const deliver = async (leased: Leased, isAlive: () => boolean) => {
    const no = refusal(leased);
    if (no === 'held') return ledger.release(leased, clock.now() + heldMs);
    if (no) {
      await ledger.settle(
        leased,
        { state: 'suppressed', class: 'recipient', code: `told-by-${tellings.tellerOf(leased.notice)}` },
        undefined,
        clock.now(),
      );
      return;
    }
    if (leased.wasUnknown) counts.possibleDuplicates += 1;
    underWay.add(leased.id);
    const epoch = (await tellings.read(leased.notice))?.epoch ?? 0;
    const [way, back] = [pace.sendMs * random(), pace.sendMs * random()];
    await clock.sleep(way);
    witness.sent({ update: leased.notice, subscriber: leased.subscriber, region, epoch });
    await clock.sleep(back);
    if (!isAlive()) return;
    underWay.delete(leased.id);
    await ledger.settle(leased, { state: 'accepted', messageId: 'm' }, undefined, clock.now());
  };
  const courier = async (isAlive: () => boolean) => {
    const free = pace.atOnce - underWay.size;
    if (free <= 0) return;
    const leased = await ledger.lease({
      channel: 'email',
      provider: 'ses',
      instead: undefined,
      idempotent: [],
      limit: free,
      order: 'fresh',
      now: clock.now(),
      leaseMs,
    });
    for (const each of leased) void deliver(each, isAlive);
  };
  const opened = new Set<string>();
  const collect = async () => {
    const own = [...tellings.jobs.values()].filter((job) => job.owner === region && !opened.has(job.update));
    await tellings.begin(
      region,
      own.map((job) => ({ update: job.update, telling: job.mode })),
      clock.now(),
    );
    for (const job of [...own, ...tellings.takenOver(region).flatMap((update) => tellings.jobs.get(update) ?? [])]) {
      opened.add(job.update);
      await ledger.openShared([options.fanoutOf(job)]);
    }
  };
  const tell = async () => {
    const read = async (_: Fanout, cursor: string | null, limit: number) =>
      people.filter(({ id }) => cursor === null || id > cursor).slice(0, limit);
    const readOf = async (_: Fanout, ids: string[]) => people.filter(({ id }) => ids.includes(id));
    while (await ledger.tell({ region, now: clock.now(), isTold: () => true, aloneAfterMs: options.aloneAfterMs, read, readOf }));
  };

  return {
    region,
    tellings,
    mode: () => mode,
    learn: (job) => {
      if (!tellings.jobs.has(job.update)) tellings.jobs.set(job.update, job);
    },
    isUp: () => isUp,
    die: () => {
      isUp = false;
      life += 1;
      net.setDown(region, true);
      counts.underWayAtDeath += underWay.size;
      underWay.clear();
    },
    start: () => {
      isUp = true;
      net.setDown(region, false);
      const born = (life += 1);
      const isAlive = () => life === born;
      const reach = makeReach();
      takeOver = makeTakeOver(reach);
      serveTellings({ kit, bus: net.busOf(region), tellings, reach });
      const loop = async (everyMs: number, work: () => Promise<unknown>) => {
        await clock.sleep(everyMs * random());
        while (isAlive()) {
          await work();
          await clock.sleep(everyMs);
        }
      };
      void loop(every.reach, () => reach.look());
      void loop(every.takeOver, () => takeOver.look());
      void loop(every.report, () =>
        replicate({
          kit,
          tellings,
          peers,
          members: counting,
          onAcked: () => undefined,
          onContested: (...what) => takeOver.contested(...what),
        }),
      );
      void loop(every.collect, collect);
      void loop(every.tell, tell);
      void loop(every.tell, () => courier(isAlive));
      void loop(every.sweep, () => ledger.expire(clock.now(), 0));
    },
    order: (gone) => takeOver.order(gone),
    counted: () => counts,
  };
}
