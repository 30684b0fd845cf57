import { seededRandom } from '@pharos/core/random';
import type { Version } from '@pharos/core/version';
import type { Change } from '@pharos/resources/registry';
import { adoptDocs, adoptVersion } from '../../crdt-sync/src/mesh/bootstrap.ts';
import { setMember } from '../../crdt-sync/src/mesh/members.ts';
import { purge } from '../../crdt-sync/src/mesh/purge.ts';
import { createReceiver } from '../../crdt-sync/src/mesh/receiver.ts';
import { relayBatch, relayBatchMax, type RelayedBatch } from '../../crdt-sync/src/mesh/relay-batch.ts';
import { lookAtDatabase } from '../../crdt-sync/src/store/mint.ts';
import type { LogEntry } from '../../crdt-sync/src/store/store.ts';
import { createAuditor, type Auditor } from './auditor.ts';
import { modelBeginning } from './beginning.ts';
import { changeOf, heldInGroups, purgeable } from './changes.ts';
import { createForgetting } from './forgetting.ts';
import { createForgotten } from './forgotten.ts';
import { complete, deepCheckBetween, isLevel } from './healing.ts';
import { createMemoryStore, reachedBy } from './memory-store.ts';
import type { ModelRegion } from './region.ts';
import type { Step } from './step.ts';
import { createWriting } from './writing.ts';

export interface ModelWorld {
  regions: ModelRegion[];
  auditor: Auditor;
  take(step: Step): Promise<void>;
  /** Links healed, everything relayed and fetched, a bounded number of times. */
  settle(): Promise<void>;
  /** Started again with all its processes, a region writes and tells of it. */
  restartAndWrite(region: number, change: Change): Promise<void>;
  /** Everybody hears everybody; what can be retired is, and what can be forgotten. */
  exchangeAll(): Promise<void>;
}

const roundsMax = 24;

/** Regions whose store, net and clock are the model's, and whose code is the real one. */
export async function createModelWorld(count: number, seed: number): Promise<ModelWorld> {
  const random = seededRandom(seed);
  let now = Date.parse('2030-01-01T00:00:00Z');
  let boots = 0;
  const begin = await modelBeginning();
  const auditor = createAuditor(begin);
  const queues = new Map<string, LogEntry[][]>();
  const cuts = new Set<string>();
  const key = (from: number, to: number) => `${from}>${to}`;

  let broken: unknown;
  // The code under test would take it for an error of its own: it is kept, and told after the step.
  const audit = (look: () => void) => {
    try {
      look();
    } catch (error) {
      broken ??= error;
    }
  };

  const regions: ModelRegion[] = [];
  for (let at = 0; at < count; at++) {
    const store = createMemoryStore(begin, `db-${at}#0`);
    store.onCommit = (before, after) => audit(() => auditor.wrote(at, before, after, after.incarnations.get(store.ident)));
    regions.push({
      at,
      name: `r${at}`,
      store,
      receiver: undefined as never,
      skewMs: 0,
      snapshot: undefined,
      witness: undefined,
      refused: [],
      waiting: [],
      hasResynced: false,
      wasRestored: false,
      wasRemoved: false,
      hasMore: false,
    });
  }
  const boot = async (region: ModelRegion) => {
    const { store } = region;
    region.witness = undefined;
    region.receiver = createReceiver({
      store,
      ownOrigin: () => store.state.incarnations.get(store.ident),
      isMember: (number) => number === 63 || (number >= 1 && number <= count),
      isOwn: (number) => number === region.at + 1,
      onApplied: ({ quarantined }) => {
        // A region that was declared gone is not waited for when origins are retired: what only it had comes too late, and is
        // brought to the others by the deep check. Its documents are judged at the end as all others.
        const isLate = ({ reason }: { reason: string }) => reason === 'beyond-retired' && regions.some(({ wasRemoved }) => wasRemoved);
        region.hasMore ||= quarantined.some(isLate);
        const inTime = quarantined.filter((row) => !isLate(row));
        audit(() => auditor.quarantined(region.name, inTime));
        region.waiting.push(...quarantined);
      },
      onRival: () => undefined,
      settle: async () => undefined,
      onRefused: (row) => region.refused.push(row),
      // Whatever the model's people write can be taken: what cannot is a fault of ours.
      onSetAside: ({ origin, seq, detail }) => void (broken ??= new Error(`${region.name} set ${origin}/${seq} aside: ${detail}`)),
    });
    await region.receiver.refresh();
  };
  for (const region of regions) await boot(region);
  let mints = 0;
  const mintRandom = () => ((mints += 1) * 0.618_033_988_749_895) % 1;
  const tell = (region: ModelRegion, entries: LogEntry[]) => {
    auditor.logged(region.at, entries);
    for (const other of regions) {
      const link = key(region.at, other.at);
      if (other !== region && entries.length > 0 && !cuts.has(link)) queues.set(link, [...(queues.get(link) ?? []), entries]);
    }
  };
  // The relay hears of it, and does not vouch for less.
  const onPlaced = (region: ModelRegion, { origin, entries }: RelayedBatch) => {
    if (region.witness?.origin === origin) region.witness = { ...region.witness, seq: entries.at(-1)!.seq };
    tell(region, entries);
  };
  const writing = createWriting({ random, mintRandom, nowMs: ({ skewMs }) => now + skewMs, onPlaced });

  // Cut short: the process dies after a batch, and the rest waits for the next one.
  const relay = async (region: ModelRegion, isCut = false) => {
    if (region.witness) await writing.originOf(region);
    const batch = await region.store.transact((tx) => relayBatch(tx, undefined, isCut ? 1 : relayBatchMax));
    region.witness = await lookAtDatabase(region.store);
    await region.receiver.refresh();
    tell(region, batch?.entries ?? []);
  };
  const receive = async (region: ModelRegion, entries: LogEntry[], from: ModelRegion) => {
    region.receiver.offer(entries, from.name);
    await apply(region);
  };
  const apply = async (region: ModelRegion) => {
    await region.receiver.applyReady();
    const canReach = (peer: ModelRegion) => !cuts.has(key(peer.at, region.at)) && !cuts.has(key(region.at, peer.at));
    await complete(region, region.waiting.splice(0), { regions, canReach, writing });
  };
  const { isForgotten, holderOf, checkForgotten } = createForgotten({ regions, isCut: (from, to) => cuts.has(key(from.at, to.at)) });
  const beat = async (from: ModelRegion, to: ModelRegion) => {
    if (from === to || cuts.has(key(from.at, to.at))) return;
    const vv: Version = reachedBy(from.store.state);
    to.store.peerVectors[from.at] = vv;
    for (const { origin, from: first } of to.receiver.missing(vv)) {
      const holder = isForgotten(from, origin, first, vv) ? holderOf(from, to, origin, first) : from;
      if (!holder) {
        checkForgotten(from, to, origin, first);
        await resync(from, to);
        continue;
      }
      const log = holder.store.state.log.get(origin);
      const entries: LogEntry[] = [];
      for (let seq = first; log?.has(seq) && entries.length < 20; seq++) entries.push(log.get(seq)!);
      to.receiver.offer(entries, holder.name);
    }
    await apply(to);
  };
  const resync = async (from: ModelRegion, to: ModelRegion) => {
    if (from.store.state.outbox.length > 0) return; // its documents would be ahead of its vector; later
    const { docs, pages } = from.store.state;
    const vv = reachedBy(from.store.state);
    to.hasResynced = true;
    await to.store.transact(async (tx) => {
      await adoptDocs(tx, [...docs.values()]);
      await adoptVersion(tx, vv, new Map(pages));
    });
    await to.receiver.refresh();
  };
  // With its processes, or under them: then they may vouch for it.
  const restart = async (region: ModelRegion, isAlone: boolean) => {
    boots += 1;
    region.store.ident = `db-${region.at}#${boots}`;
    if (isAlone) await region.receiver.refresh();
    else await boot(region);
  };
  const { prune, retireIn } = createForgetting({ regions, auditor, writing, queues, isCut: (from, to) => cuts.has(key(from.at, to.at)) });

  const setState = async (actor: ModelRegion, target: ModelRegion, state: 'active' | 'left' | 'dead') => {
    // Who comes back looks at a member first, copies what the log may not hold any more, and says so itself.
    if (state === 'active' && actor !== target) return;
    if (state !== 'active') target.wasRemoved = true;
    await writing.writeOwn(actor, (kit) => setMember(actor.store, kit, { region: target.name, number: target.at + 1 }, state));
  };

  const take = async (step: Step): Promise<void> => {
    now += 1;
    const of = (at: number) => regions[at % count]!;
    switch (step.do) {
      case 'write':
        return writing.write(of(step.region), changeOf(step.what, step.thing, step.value, random));
      case 'abort':
        return writing.write(of(step.region), changeOf('status', step.thing, step.value, random), true);
      case 'group': {
        const changes = step.writes.map(({ what, thing, value }) => changeOf(what, thing, value, random));
        return writing.writeTogether(of(step.region), changes, step.isHeld ? heldInGroups : []);
      }
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
        return step.database ? restart(of(step.region), false) : boot(of(step.region));
      case 'restart':
        return restart(of(step.region), true);
      case 'retire':
        return retireIn(of(step.region));
      case 'snapshot':
        return void (of(step.region).snapshot = of(step.region).store.state);
      case 'restore': {
        const region = of(step.region);
        if (!region.snapshot) return;
        region.store.state = region.snapshot;
        region.wasRestored = true;
        auditor.restored(regions);
        region.store.peerVectors = [];
        return restart(region, step.isAlone);
      }
      case 'skew':
        return void (of(step.region).skewMs = step.ms);
      case 'prune':
        return prune(of(step.region));
      case 'member':
        return setState(of(step.region), of(step.of), step.state);
      case 'purge': {
        const region = of(step.region);
        return writing.writeOwn(region, (kit) => purge(region.store, kit, purgeable[step.thing % purgeable.length]!));
      }
    }
  };

  const everybody = async (work: (region: ModelRegion) => unknown) => {
    for (const region of regions) await work(region);
  };
  const beatAll = () => everybody((from) => everybody((to) => beat(from, to)));

  return {
    regions,
    auditor,
    restartAndWrite: async (at, change) => {
      await restart(regions[at]!, false);
      await writing.write(regions[at]!, change);
      await relay(regions[at]!);
      queues.clear();
    },
    exchangeAll: async () => {
      await beatAll();
      await everybody(retireIn);
      await everybody((region) => relay(region));
      queues.clear();
      // The word of it is applied, then heard to be, then what it retires is forgotten.
      await beatAll();
      await beatAll();
      await everybody(prune);
      if (broken) throw broken;
    },
    take: async (step) => {
      await take(step).catch((error: unknown) => {
        throw broken ?? error;
      });
      if (broken) throw broken;
      auditor.check(regions);
    },
    settle: async () => {
      cuts.clear();
      for (let round = 0; round < roundsMax; round++) {
        for (const region of regions) {
          await writing.originOf(region);
          await relay(region);
        }
        for (const from of regions) for (const to of regions) await beat(from, to);
        for (const region of regions) await retireIn(region);
        if (broken) throw broken;
        auditor.check(regions);
        if (!isLevel(regions)) continue;
        let count = 0;
        for (const other of regions.slice(1)) count += await deepCheckBetween(regions[0]!, other, writing);
        if (count === 0) return;
      }
    },
  };
}
