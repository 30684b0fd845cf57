import type { Change } from '@pharos/core/change';
import { Problem } from '@pharos/core/problem';
import { seededRandom } from '@pharos/core/random';
import type { Version } from '@pharos/core/version';
import { systemClock } from '@pharos/core/clock';
import type { Kit } from '@pharos/core/role';
import { readMembersDoc } from '../src/document/members-doc.ts';
import { foldState } from '../src/document/registers.ts';
import { adoptDocs, adoptVersion } from '../src/mesh/bootstrap.ts';
import { membersRef, setMember } from '../src/mesh/members.ts';
import { planPrune } from '../src/mesh/prune-plan.ts';
import { purge } from '../src/mesh/purge.ts';
import { createReceiver, type Receiver } from '../src/mesh/receiver.ts';
import { relayBatch } from '../src/mesh/relay-batch.ts';
import { mintIfUnknown } from '../src/store/mint.ts';
import type { LogEntry, QuarantineRow } from '../src/store/store.ts';
import { writeChange } from '../src/write/write-change.ts';
import { Broken, createAuditor, type Auditor } from './auditor.ts';
import { changeOf, components, page, purgeable } from './changes.ts';
import { createMemoryStore, emptyState, type MemoryState, type MemoryStore } from './memory-store.ts';
import type { Step } from './step.ts';

export interface ModelRegion {
  at: number;
  name: string;
  store: MemoryStore;
  receiver: Receiver;
  skewMs: number;
  snapshot: MemoryState | undefined;
  refused: QuarantineRow[];
  /** It was given documents instead of a log: notices it does not own are not among them. */
  hasResynced: boolean;
  wasRestored: boolean;
  /** Somebody said that it was no member: the log was not kept for it meanwhile. */
  wasRemoved: boolean;
}

export interface ModelWorld {
  regions: ModelRegion[];
  auditor: Auditor;
  take(step: Step): Promise<void>;
  /** Links healed, everything relayed and fetched, a bounded number of times. */
  settle(): Promise<void>;
}

class Aborted extends Error {}

const roundsMax = 12;

/** Regions whose store, net and clock are the model's, and whose code is the real one. */
export async function createModelWorld(count: number, seed: number): Promise<ModelWorld> {
  const random = seededRandom(seed);
  let now = Date.parse('2030-01-01T00:00:00Z');
  let boots = 0;
  const begin = (beginning ??= await makeBeginning());
  const auditor = createAuditor(begin);
  const queues = new Map<string, LogEntry[][]>();
  const cuts = new Set<string>();
  const key = (from: number, to: number) => `${from}>${to}`;

  const regions: ModelRegion[] = [];
  for (let at = 0; at < count; at++) {
    const store = createMemoryStore(begin, `db-${at}-0`);
    regions.push({
      at,
      name: `r${at}`,
      store,
      receiver: undefined as never,
      skewMs: 0,
      snapshot: undefined,
      refused: [],
      hasResynced: false,
      wasRestored: false,
      wasRemoved: false,
    });
  }
  const boot = async (region: ModelRegion) => {
    const { store } = region;
    region.receiver = createReceiver({
      store,
      ownOrigin: () => store.state.incarnations.get(store.ident),
      isMember: (number) => number === 63 || (number >= 1 && number <= count),
      isOwn: (number) => number === region.at + 1,
      onApplied: () => undefined,
      onRival: () => undefined,
      settle: async () => undefined,
      onRefused: (row) => region.refused.push(row),
    });
    await region.receiver.refresh();
  };
  for (const region of regions) await boot(region);

  const write = async (region: ModelRegion, change: Change, isAborted = false): Promise<void> => {
    const context = { region: region.name, regionNumber: region.at + 1, nowMs: now + region.skewMs, actor: 'model' };
    await mintIfUnknown(region.store, { regionNumber: region.at + 1, random });
    const before = region.store.state;
    try {
      await region.store.transact(async (tx) => {
        const outcome = await writeChange(tx, change, context);
        if (isAborted) throw new Aborted();
        return outcome;
      });
    } catch (error) {
      if (error instanceof Aborted || error instanceof Problem) return;
      throw error;
    }
    auditor.wrote(region.at, before, region.store.state);
  };
  // Cut short: the process dies after a batch, and the rest waits for the next one.
  const relay = async (region: ModelRegion, isCut = false) => {
    region.store.takeMax = isCut ? 1 : undefined;
    const batch = await region.store.transact((tx) => relayBatch(tx));
    await region.receiver.refresh();
    auditor.logged(region.at, batch?.entries ?? []);
    if (!batch || batch.entries.length === 0) return;
    for (const other of regions) {
      const link = key(region.at, other.at);
      if (other === region || cuts.has(link)) continue;
      queues.set(link, [...(queues.get(link) ?? []), batch.entries]);
    }
  };
  const receive = async (region: ModelRegion, entries: LogEntry[], from: ModelRegion) => {
    region.receiver.offer(entries, from.name);
    await region.receiver.applyReady();
  };
  const beat = async (from: ModelRegion, to: ModelRegion) => {
    if (from === to || cuts.has(key(from.at, to.at))) return;
    const vv: Version = from.store.state.vv;
    to.store.peerVectors[from.at] = vv;
    for (const { origin, from: first } of to.receiver.missing(vv)) {
      if (first < (from.store.state.keptFrom[String(origin)] ?? 1)) {
        await resync(from, to);
        continue;
      }
      const log = from.store.state.log.get(origin);
      const entries: LogEntry[] = [];
      for (let seq = first; log?.has(seq) && entries.length < 20; seq++) entries.push(log.get(seq)!);
      to.receiver.offer(entries, from.name);
    }
    await to.receiver.applyReady();
  };
  const resync = async (from: ModelRegion, to: ModelRegion) => {
    if (from.store.state.outbox.length > 0) return; // its documents would be ahead of its vector; later
    if (!to.wasRestored && !to.wasRemoved) throw new Broken(`the log was forgotten before ${to.name} had it`);
    const { docs, vv, pages } = from.store.state;
    to.hasResynced = true;
    await to.store.transact(async (tx) => {
      await adoptDocs(tx, [...docs.values()]);
      await adoptVersion(tx, vv, new Map(pages));
    });
    await to.receiver.refresh();
  };
  const restart = async (region: ModelRegion) => {
    boots += 1;
    region.store.ident = `db-${region.at}-${boots}`;
    await boot(region);
  };
  const prune = (region: ModelRegion) => {
    const doc = region.store.state.docs.get(membersRef.id);
    const gone = (doc ? readMembersDoc(foldState(doc.state)) : []).filter(({ state }) => state === 'left' || state === 'dead');
    const members = regions
      .filter((other) => other !== region && !gone.some((member) => member.region === other.name))
      .map(({ at }) => region.store.peerVectors[at]);
    const plan = planPrune({ own: region.store.state.vv, members });
    const log = new Map(region.store.state.log);
    const keptFrom = { ...region.store.state.keptFrom };
    for (const [name, upTo] of Object.entries(plan)) {
      const origin = Number(name);
      log.set(origin, new Map([...(log.get(origin) ?? [])].filter(([seq]) => seq > upTo)));
      keptFrom[name] = Math.max(keptFrom[name] ?? 1, upTo + 1);
    }
    region.store.state = { ...region.store.state, log, keptFrom };
  };

  // The membership and the purge of the real commands, which write for themselves.
  const writeOwn = async (
    region: ModelRegion,
    work: (kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>) => Promise<unknown>,
  ) => {
    const clock = { ...systemClock, now: () => now + region.skewMs };
    const before = region.store.state;
    try {
      await work({ region: region.name, regionNumber: region.at + 1, clock, random });
    } catch (error) {
      if (error instanceof Problem) return;
      throw error;
    }
    auditor.wrote(region.at, before, region.store.state);
  };
  const setState = async (actor: ModelRegion, target: ModelRegion, state: 'active' | 'left' | 'dead') => {
    // Who comes back looks at a member first, copies what the log may not hold any more, and says so itself.
    if (state === 'active' && actor !== target) return;
    if (state !== 'active') target.wasRemoved = true;
    await writeOwn(actor, (kit) => setMember(actor.store, kit, { region: target.name, number: target.at + 1 }, state));
  };

  const take = async (step: Step): Promise<void> => {
    now += 1;
    const of = (at: number) => regions[at % count]!;
    switch (step.do) {
      case 'write':
        return write(of(step.region), changeOf(step.what, step.thing, step.value, random));
      case 'abort':
        return write(of(step.region), changeOf('status', step.thing, step.value, random), true);
      case 'relay':
        return relay(of(step.region), step.isCut);
      case 'beat':
        return beat(of(step.from), of(step.to));
      case 'cut':
      case 'heal': {
        const link = key(of(step.from).at, of(step.to).at);
        if (step.do === 'cut') cuts.add(link);
        else cuts.delete(link);
        return;
      }
      case 'deliver':
      case 'repeat':
      case 'lose': {
        const [from, to] = [of(step.from), of(step.to)];
        const queue = queues.get(key(from.at, to.at)) ?? [];
        if (queue.length === 0) return;
        const index = step.at % queue.length;
        const message = queue[index]!;
        if (step.do !== 'repeat') queue.splice(index, 1);
        return step.do === 'lose' ? undefined : receive(to, message, from);
      }
      case 'crash':
        return step.database ? restart(of(step.region)) : boot(of(step.region));
      case 'snapshot': {
        of(step.region).snapshot = of(step.region).store.state;
        return;
      }
      case 'restore': {
        const region = of(step.region);
        if (!region.snapshot) return;
        region.store.state = region.snapshot;
        region.wasRestored = true;
        auditor.restored(regions);
        region.store.peerVectors = [];
        return restart(region);
      }
      case 'skew': {
        of(step.region).skewMs = step.ms;
        return;
      }
      case 'prune':
        return prune(of(step.region));
      case 'member':
        return setState(of(step.region), of(step.of), step.state);
      case 'purge': {
        const region = of(step.region);
        return writeOwn(region, (kit) => purge(region.store, kit, purgeable[step.thing % purgeable.length]!));
      }
    }
  };

  return {
    regions,
    auditor,
    take: async (step) => {
      await take(step);
      auditor.check(regions);
    },
    settle: async () => {
      cuts.clear();
      for (let round = 0; round < roundsMax && !isLevel(regions); round++) {
        for (const region of regions) {
          await mintIfUnknown(region.store, { regionNumber: region.at + 1, random });
          await relay(region);
        }
        for (const from of regions) for (const to of regions) await beat(from, to);
        auditor.check(regions);
      }
    },
  };
}

// A page with two components that every region knows, from a region that is no more: where every run begins.
let beginning: MemoryState | undefined;

async function makeBeginning(): Promise<MemoryState> {
  const store = createMemoryStore(emptyState, 'db-first');
  const context = { region: 'first', regionNumber: 63, nowMs: Date.parse('2029-01-01T00:00:00Z'), actor: 'model' };
  await mintIfUnknown(store, { regionNumber: 63, random: seededRandom(1) });
  await store.transact((tx) => writeChange(tx, { type: 'create-page', page, name: 'Model', slug: 'model', timeZone: 'UTC' }, context));
  for (const component of components) {
    const rest = { name: 'c', description: '', group: null, order: 'V', status: 'operational' as const };
    await store.transact((tx) => writeChange(tx, { type: 'create-component', page, component, ...rest }, context));
  }
  await store.transact((tx) => relayBatch(tx));
  return { ...store.state, incarnations: new Map(), nextOutbox: 1 };
}

function isLevel(regions: ModelRegion[]): boolean {
  const first = JSON.stringify(sorted(regions[0]!.store.state.vv));
  return regions.every(({ store }) => store.state.outbox.length === 0 && JSON.stringify(sorted(store.state.vv)) === first);
}

function sorted(vv: Version): [string, number][] {
  return Object.entries(vv).sort(([a], [b]) => Number(a) - Number(b));
}
