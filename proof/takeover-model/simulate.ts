import { idFrom } from '../../core/src/id.ts';
import { seededRandom, type Random } from '../../core/src/random.ts';
import { createVirtualClock, type VirtualClock } from '../../core/src/testing/virtual-clock.ts';
import type { Fanout } from '../../notifier/src/ledger/ledger.ts';
import type { Subscriber } from '../../notifier/src/region.ts';
import { chunkSize, windowMax } from '../../notifier/src/telling/plan.ts';
import type { MemoryJob } from '../notifier-model/memory-tellings.ts';
import { createModelRegion, type ModelRegion } from './model-region.ts';
import { createNet, type Net } from './net.ts';
import { createWitness, type Witness } from './witness.ts';

/** What happens to the region that tells, at a moment of chance. */
export type Fault =
  | 'none'
  | 'bad-net' // messages are lost, late and doubled all the time, and nobody falls silent
  | 'death' // it never comes back
  | 'death-and-return'
  | 'isolation' // both ways, for a while
  | 'one-way' // what it says reaches nobody, for a while
  | 'two-deaths'; // who takes over dies too; of five regions

export const faults: Fault[] = ['none', 'bad-net', 'death', 'death-and-return', 'isolation', 'one-way', 'two-deaths'];

export interface TakeoverResult {
  broken: string[];
  told: number;
  repeated: number;
  possibleDuplicates: number;
  taken: number;
  /** Until everybody was told, from the write on; 0 where nobody who is up knows of it. */
  tookMs: number;
}

const page = idFrom('takeover', 'page');
const names = ['us', 'eu', 'ap', 'sa', 'af'];
// By then a region that is not needed has been taken over from, twice, and everybody told.
const patienceMs = 60_000;
const stepMs = 100;

/** Some minutes of regions that tell one or two notices to some hundred people, and lose one of them meanwhile. */
export async function simulateTakeover({ seed, fault }: { seed: number; fault: Fault }): Promise<TakeoverResult> {
  const random = seededRandom(seed);
  const clock = createVirtualClock({ startAt: Date.parse('2026-11-21T08:00:00Z'), turns: 1 });
  const isRough = fault !== 'none' && random() < 0.5;
  const net = createNet(clock, random, isRough || fault === 'bad-net' ? { loss: 0.1, doubled: 0.1 } : { loss: 0, doubled: 0 });
  const count = fault === 'two-deaths' || random() < 0.2 ? 5 : 3;
  const members = names.slice(0, count).map((region, at) => ({ region, number: at + 1, isDead: false }));
  const people = Array.from({ length: Math.floor(10 + random() * random() * 1_200) }, (_, each): Subscriber => ({
    id: idFrom('person', String(each)),
    page,
    channel: 'email',
    address: `a${each}`,
    components: [],
    incident: null,
    language: null,
    shape: 'own',
  })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const witness = createWitness();
  const pace = { atOnce: 10 + Math.floor(random() * 60), sendMs: 20 + 200 * random() };
  const regions = members.map(({ region, number }) =>
    createModelRegion({ region, number, clock, random, net, members, people, witness, pace, aloneAfterMs: 0, fanoutOf }),
  );
  for (const region of regions) region.start();
  await clock.pass(3_000);

  const owner = regions[Math.floor(random() * count)]!;
  const jobs = Array.from({ length: random() < 0.3 ? 2 : 1 }, (_, each) => idFrom('update', String(seed), String(each)));
  for (const update of jobs) owner.learn({ update, owner: owner.region, mode: owner.mode()!, at: clock.now() });
  void spread(clock, net, regions);
  const began = clock.now();
  const lost = await strike(fault, { clock, random, net, regions, owner });

  const isTold = () => jobs.every((update) => witness.told(update).size === people.length);
  // Of what never left a region that is gone nobody can know.
  const isKnown = () => regions.some((each) => each.isUp() && jobs.every((update) => each.tellings.jobs.has(update)));
  while (!isTold() && clock.now() - began < 2 * patienceMs) await clock.pass(stepMs);
  const tookMs = isTold() ? clock.now() - began : 0;
  await clock.pass(patienceMs);

  const { broken } = witness;
  const told = jobs.reduce((sum, update) => sum + witness.told(update).size, 0);
  if (!isTold() && isKnown()) broken.push(`missed: ${told} of ${jobs.length * people.length} told`);
  judge({ fault, witness, regions, people, jobs: jobs.length, lost });
  const counts = regions.map((region) => region.counted());
  const sum = (of: (count: (typeof counts)[number]) => number) => counts.reduce((all, each) => all + of(each), 0);
  for (const region of regions) region.die();
  return {
    broken,
    told,
    repeated: witness.repeated(),
    possibleDuplicates: sum(({ possibleDuplicates }) => possibleDuplicates),
    taken: sum(({ taken }) => taken),
    tookMs,
  };
}

interface Judged {
  fault: Fault;
  witness: Witness;
  regions: ModelRegion[];
  people: Subscriber[];
  jobs: number;
  lost: number;
}

function judge({ fault, witness, regions, people, jobs, lost }: Judged): void {
  const { broken } = witness;
  const repeated = witness.repeated();
  const counts = regions.map((region) => region.counted());
  const counted = counts.reduce((sum, { possibleDuplicates }) => sum + possibleDuplicates, 0);
  const atDeath = counts.reduce((sum, { underWayAtDeath }) => sum + underWayAtDeath, 0);
  const { all, mostInWindow } = witness.doubted(people.map(({ id }) => id));
  const window = windowMax * chunkSize(people.length);
  if (fault === 'none' && repeated + counted > 0) broken.push(`${repeated} repeated and ${counted} counted without a fault`);
  if (mostInWindow > window) broken.push(`${mostInWindow} in doubt, and the window is ${window}`);
  if (repeated > all + atDeath) broken.push(`${repeated} repeated, ${all} in doubt and ${atDeath} under way at a death`);
  if (repeated > counted) broken.push(`${repeated} repeated, but only ${counted} counted as possible`);
  // Each region that is lost costs one window of each notice and what was sent since its last word, however long it is away.
  if (repeated > Math.max(lost, 1) * jobs * (2 * window)) broken.push(`${repeated} repeated of ${jobs} notices by ${lost} losses`);
}

interface Strike {
  clock: VirtualClock;
  random: Random;
  net: Net;
  regions: ModelRegion[];
  owner: ModelRegion;
}

/** Answers how many regions were lost. */
async function strike(fault: Fault, { clock, random, net, regions, owner }: Strike): Promise<number> {
  await clock.pass(random() * 1_500);
  const others = regions.filter((each) => each !== owner);
  const cut = (isCut: boolean, isBothWays: boolean) => {
    for (const { region } of others) {
      net.set(owner.region, region, isCut);
      if (isBothWays) net.set(region, owner.region, isCut);
    }
  };
  switch (fault) {
    case 'none':
    case 'bad-net':
      return 0;
    case 'death':
      owner.die();
      return 1;
    case 'death-and-return':
      owner.die();
      await clock.pass(1_000 + random() * 20_000);
      owner.start();
      return 1;
    case 'isolation':
    case 'one-way':
      cut(true, fault === 'isolation');
      await clock.pass(1_000 + random() * 25_000);
      cut(false, true);
      return 1;
    case 'two-deaths': {
      owner.die();
      await clock.pass(random() * 9_000);
      const at = regions.indexOf(owner);
      regions[(at + 1) % regions.length]!.die(); // who is the next to take over
      return 2;
    }
    default:
      return fault satisfies never;
  }
}

/** The mesh: what one region knows comes to all that it reaches, also by way of others. */
async function spread(clock: VirtualClock, net: Net, regions: ModelRegion[]): Promise<void> {
  for (;;) {
    for (const from of regions)
      for (const to of regions)
        for (const job of from.isUp() ? from.tellings.jobs.values() : [])
          if (!to.tellings.jobs.has(job.update)) net.carry(from.region, to.region, () => to.learn(job));
    await clock.sleep(stepMs);
  }
}

function fanoutOf({ update, at }: MemoryJob): Fanout {
  return {
    notice: update,
    kind: 'notice',
    page,
    pageName: 'Acme',
    at: new Date(at).toISOString(),
    fact: null,
    components: [],
    looks: null,
  };
}
