import { seededRandom, type Random } from '@pharos/core/random';
import { createRing, place, type Ring } from '@pharos/core/ring';
import { planMoves } from '../../sse-gateway/src/moving/placement.ts';

export interface SimulationOptions {
  readers: number;
  pages: number;
  gateways: number;
  regions: number;
  seed: number;
}

export interface Measured {
  what: string;
  gateways: number;
  readers: number;
  /** Of the region where it is worst. */
  loadMaxOverMean: number;
  feedsMean: number;
  feedsMax: number;
  /** Readers who had to go elsewhere, each time they had to. */
  moved: number;
  /** Readers nobody had room for. */
  unplaced: number;
  /** Until the last of them is in. */
  settleSeconds: number;
}

interface Region {
  ring: Ring;
  /** Of each gateway: its readers by page. */
  held: Map<string, Map<string, number>>;
  load: Map<string, number>;
}

// What a gateway admits in a second on one core, replay included: half of what was measured, to leave room for the fan-out.
const admittedPerSecond = 15_000;
// Over how long those who lost their gateway come back: `retry` of one to three seconds.
const returnSeconds = 3;
// Placed at a time: the edge does it one by one, and looks at loads that are up to a second old.
const placedTogether = 50;
// As the gateways have it: what all of them together send to one that joined in a second.
const sentPerSecond = 5_000;
// They send it readers no longer than that.
const movingSeconds = 60;

/** Places readers of pages (Zipf) on gateways as the edge does, kills one, lets one join, kills a region, and says what each costs. */
export function simulate({ readers, pages, gateways, regions: count, seed }: SimulationOptions): Measured[] {
  const random = seededRandom(seed);
  const perRegion = Math.floor(gateways / count);
  const regions = Array.from({ length: count }, (_, at) => createRegion(`r${at}`, perRegion + (at < gateways % count ? 1 : 0)));
  const wanted = zipf(readers, pages, random);
  let unplaced = 0;
  for (const [at, region] of regions.entries()) {
    for (const [page, size] of wanted) unplaced += put(region, page, portion(size, at, count));
  }
  const results = [measure('all placed', regions, { moved: 0, unplaced, settleSeconds: 0 })];

  const hit = regions[0]!;
  const dead = [...hit.load].sort((a, b) => b[1] - a[1])[0]![0];
  const lost = hit.held.get(dead)!;
  remove(hit, dead);
  results.push(measure('a gateway killed', regions, comeBack(hit, lost)));
  results.push(measure('a gateway joins', regions, join(hit, 'r0-new', random)));

  const gone = regions.shift()!;
  const orphans = new Map<string, number>();
  for (const pagesHeld of gone.held.values()) for (const [page, size] of pagesHeld) orphans.set(page, (orphans.get(page) ?? 0) + size);
  const each = regions.map((region, at) =>
    comeBack(region, new Map([...orphans].map(([page, size]) => [page, portion(size, at, regions.length)] as const))),
  );
  const sum = (of: 'moved' | 'unplaced') => each.reduce((all, one) => all + one[of], 0);
  const settleSeconds = Math.max(...each.map((one) => one.settleSeconds));
  results.push(measure('a region killed', regions, { moved: sum('moved'), unplaced: sum('unplaced'), settleSeconds }));
  return results;
}

type Cost = Pick<Measured, 'moved' | 'unplaced' | 'settleSeconds'>;

/** Second by second: those whose `retry` is over come, and each gateway admits as many as it can; the others wait for the next one. */
function comeBack(region: Region, lost: Map<string, number>): Cost {
  const moved = total(lost);
  const waiting = new Map(lost);
  let unplaced = 0;
  let settleSeconds = 0;
  while (total(waiting) > 0) {
    settleSeconds++;
    const admitted = new Map<string, number>();
    for (const [page, size] of lost) {
      const due = Math.ceil((size * Math.min(settleSeconds, returnSeconds)) / returnSeconds) - (size - waiting.get(page)!);
      const left = put(region, page, due, admitted);
      waiting.set(page, waiting.get(page)! - (due - left));
    }
    // Nobody takes anybody: those who are left find no room at all.
    if (admitted.size === 0) {
      unplaced = total(waiting);
      break;
    }
  }
  return { moved, unplaced, settleSeconds };
}

/** A gateway joins: each second the others send it what is its own by the plan they have, and those come back through the edge. */
function join(region: Region, newcomer: string, random: Random): Cost {
  region.held.set(newcomer, new Map());
  region.load.set(newcomer, 0);
  region.ring = createRing(region.load.keys());
  let moved = 0;
  let unplaced = 0;
  let settleSeconds = 0;
  for (let second = 1; second <= movingSeconds; second++) {
    const loads = new Map(region.load);
    const budget = () => Math.ceil((sentPerSecond / (loads.size - 1)) * (0.5 + random()));
    const moves = [...region.held].flatMap(([gateway, pages]) =>
      gateway === newcomer
        ? []
        : planMoves({ ring: region.ring, gateway, joined: new Set([newcomer]), pages, loads, sentTo: () => 0, budget: budget() }).map(
            (move) => ({ ...move, gateway }),
          ),
    );
    for (const { gateway, page, readers } of moves) {
      const pages = region.held.get(gateway)!;
      pages.set(page, pages.get(page)! - readers);
      region.load.set(gateway, region.load.get(gateway)! - readers);
    }
    for (const { page, readers } of moves) unplaced += put(region, page, readers);
    moved += moves.reduce((sum, { readers }) => sum + readers, 0);
    if (moves.length > 0) settleSeconds = second;
  }
  return { moved, unplaced, settleSeconds };
}

function createRegion(name: string, size: number): Region {
  const members = Array.from({ length: size }, (_, at) => `${name}-g${at}`);
  return {
    ring: createRing(members),
    held: new Map(members.map((each) => [each, new Map()])),
    load: new Map(members.map((each) => [each, 0])),
  };
}

/** As the edge places them; who is there already stays where it is. Answers how many found no place, or none that admits more now. */
function put({ ring, held, load }: Region, page: string, size: number, admitted?: Map<string, number>): number {
  for (let left = size; left > 0;) {
    const here = Math.min(left, placedTogether);
    const member = place(ring, page, (each) => load.get(each)!);
    if (member === undefined) return left;
    const soFar = admitted?.get(member) ?? 0;
    if (soFar + here > admittedPerSecond) return left;
    admitted?.set(member, soFar + here);
    const pages = held.get(member)!;
    pages.set(page, (pages.get(page) ?? 0) + here);
    load.set(member, load.get(member)! + here);
    left -= here;
  }
  return 0;
}

function remove(region: Region, member: string): void {
  region.held.delete(member);
  region.load.delete(member);
  region.ring = createRing(region.load.keys());
}

function measure(what: string, regions: Region[], cost: Cost): Measured {
  const loads = regions.flatMap(({ load }) => [...load.values()]);
  const feeds = regions.flatMap(({ held }) => [...held.values()].map((pages) => [...pages.values()].filter((size) => size > 0).length));
  return {
    what,
    gateways: loads.length,
    readers: loads.reduce((a, b) => a + b, 0),
    loadMaxOverMean: round(Math.max(...regions.map(({ load }) => Math.max(...load.values()) / (total(load) / load.size)))),
    feedsMean: Math.round(feeds.reduce((a, b) => a + b, 0) / feeds.length),
    feedsMax: Math.max(...feeds),
    ...cost,
  };
}

/** Readers of each page: the largest has many times those of the tenth. The order in which pages fill up is random. */
function zipf(readers: number, pages: number, random: Random): Map<string, number> {
  const weights = Array.from({ length: pages }, (_, at) => 1 / (at + 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  const sizes = weights.map((weight, at) => ({ page: `page-${at}`, size: Math.round((weight / sum) * readers), turn: random() }));
  return new Map(sizes.sort((a, b) => a.turn - b.turn).map(({ page, size }) => [page, size]));
}

function portion(size: number, at: number, of: number): number {
  return Math.floor(((at + 1) * size) / of) - Math.floor((at * size) / of);
}

function total(of: Map<string, number>): number {
  let sum = 0;
  for (const each of of.values()) sum += each;
  return sum;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
