import { seededRandom, type Random } from '@pharos/core/random';
import { createRing, loadFactor, walk, type Ring } from '@pharos/core/ring';

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
  moved: number;
  /** Readers nobody had room for. */
  unplaced: number;
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

/** Places readers of pages (Zipf) on gateways, kills a gateway and then a region, and says what it costs. */
export function simulate({ readers, pages, gateways, regions: count, seed }: SimulationOptions): Measured[] {
  const random = seededRandom(seed);
  const perRegion = Math.floor(gateways / count);
  const regions = Array.from({ length: count }, (_, at) => createRegion(`r${at}`, perRegion + (at < gateways % count ? 1 : 0)));
  const wanted = zipf(readers, pages, random);
  for (const region of regions) {
    const share = new Map([...wanted].map(([page, size]) => [page, Math.round(size / count)] as const).filter(([, size]) => size > 0));
    put(region, share);
  }
  const results = [measure('all placed', regions, 0, 0, 0)];

  const hit = regions[0]!;
  const dead = [...hit.load].sort((a, b) => b[1] - a[1])[0]![0];
  const lost = hit.held.get(dead)!;
  remove(hit, dead);
  const unplaced = put(hit, lost);
  results.push(measure('a gateway killed', regions, total(lost), unplaced, hit.ring.members.length));

  const gone = regions.shift()!;
  let moved = 0;
  let nowhere = 0;
  const orphans = new Map<string, number>();
  for (const pagesHeld of gone.held.values()) for (const [page, size] of pagesHeld) orphans.set(page, (orphans.get(page) ?? 0) + size);
  for (const [at, region] of regions.entries()) {
    const share = new Map([...orphans].map(([page, size]) => [page, portion(size, at, regions.length)] as const));
    moved += total(share);
    nowhere += put(region, share);
  }
  results.push(
    measure(
      'a region killed',
      regions,
      moved,
      nowhere,
      regions.reduce((sum, { ring }) => sum + ring.members.length, 0),
    ),
  );
  return results;
}

function createRegion(name: string, size: number): Region {
  const members = Array.from({ length: size }, (_, at) => `${name}-g${at}`);
  return {
    ring: createRing(members),
    held: new Map(members.map((each) => [each, new Map()])),
    load: new Map(members.map((each) => [each, 0])),
  };
}

/** Readers of each page go to the first gateway on its way that has room; those who are placed already stay where they are. */
function put(region: Region, share: Map<string, number>): number {
  const { ring, held, load } = region;
  const most = Math.ceil(((total(load) + total(share)) / ring.members.length) * loadFactor);
  let nowhere = 0;
  for (const [page, size] of share) {
    let left = size;
    for (const member of walk(ring, page)) {
      const here = Math.min(left, most - load.get(member)!);
      if (here <= 0) continue;
      const pages = held.get(member)!;
      pages.set(page, (pages.get(page) ?? 0) + here);
      load.set(member, load.get(member)! + here);
      left -= here;
      if (left === 0) break;
    }
    nowhere += left;
  }
  return nowhere;
}

function remove(region: Region, member: string): void {
  region.held.delete(member);
  region.load.delete(member);
  region.ring = createRing(region.load.keys());
}

function measure(what: string, regions: Region[], moved: number, unplaced: number, receivers: number): Measured {
  const loads = regions.flatMap(({ load }) => [...load.values()]);
  const feeds = regions.flatMap(({ held }) => [...held.values()].map((pages) => pages.size));
  const sum = loads.reduce((a, b) => a + b, 0);
  return {
    what,
    gateways: loads.length,
    readers: sum,
    loadMaxOverMean: round(Math.max(...regions.map(({ load }) => Math.max(...load.values()) / (total(load) / load.size)))),
    feedsMean: Math.round(feeds.reduce((a, b) => a + b, 0) / feeds.length),
    feedsMax: Math.max(...feeds),
    moved,
    unplaced,
    settleSeconds: moved === 0 ? 0 : round(Math.max(returnSeconds, moved / receivers / admittedPerSecond)),
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
