import { oneAtATime } from '@pharos/core/run';
import { covers, isWhole, mergeVersions, reachedIn, wholeSeq, type Version } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import { decodeEnvelope, payloadHash } from '../document/envelope.ts';
import { regionOfOrigin } from '../document/origin.ts';
import type { LogEntry, QuarantineRow, Store } from '../store/store.ts';
import { applyBatchMax } from './apply-order.ts';
import { applyTruth, type AppliedBatch, type IsOwn } from './apply-batch.ts';
import { createApplyRuns } from './apply-runs.ts';
import { setAside } from './care.ts';
import { createUnreadables } from './unreadables.ts';

export interface ReceiverOptions {
  store: Store;
  /** The origin this database writes under: nobody else may bring entries of it. */
  ownOrigin(): number | undefined;
  isMember(regionNumber: number): boolean;
  isOwn: IsOwn;
  onApplied(batch: AppliedBatch): void;
  onRefused(row: QuarantineRow): void;
  /** It could not be taken whole, and nothing behind it waits for it. */
  onSetAside(row: QuarantineRow): void;
  /** Two payloads want one place: only the origin's own database knows which is true. */
  onRival(origin: number, seq: number): void;
  /** Lets the relay count what this region has committed; resolves after some milliseconds, whether it has or not. */
  settle(): Promise<void>;
}

export interface Missing {
  origin: number;
  from: number;
  /** How many, up to what is there already; none, when no more would be kept before something is applied. */
  count: number;
}

/**
 * What came from the other regions and waits to be applied: per origin, in sequence, when its dependencies are covered. It
 * may come in any order, twice, or not at all; what is missing is named, for whoever fetches it.
 */
export interface Receiver {
  /** Where each origin stands, as far as this process knows. */
  positions(): Version;
  /** Reads the positions from the store: at the start, and when another process may have moved them. */
  refresh(): Promise<void>;
  offer(entries: LogEntry[], peer: string): void;
  /** What the origin's own database says of a place that two payloads wanted. */
  adoptTruth(entry: LogEntry): Promise<void>;
  /** Applies what can be applied, once for all who ask together; answers how many. */
  applyReady(): Promise<number>;
  /** What a peer at this vector has and we have not, nor buffered. */
  missing(peer: Version): Missing[];
  buffered(): number;
}

// Buffered ahead of a gap, per origin: what comes beyond is fetched when its turn comes.
const windowMax = 2_000;
// Known positions whose payload is compared again, per step: enough to find a fork, too few to be a burden.
const recheckMax = 50;

export function createReceiver({
  store,
  ownOrigin,
  isMember,
  isOwn,
  onApplied,
  onRefused,
  onSetAside,
  onRival,
  settle,
}: ReceiverOptions): Receiver {
  const unreadables = createUnreadables();
  let known: Version = {};
  const buffers = new Map<number, Map<number, LogEntry>>();
  let rechecks: { entry: LogEntry; peer: string }[] = [];

  const position = (origin: number) => reachedIn(known, origin);
  const refuse = (reason: string, entry: LogEntry, peer: string, detail: string) =>
    onRefused({ reason, origin: entry.origin, seq: entry.seq, peer, detail, bytes: entry.env });

  const offerOne = (entry: LogEntry, peer: string) => {
    const { origin, seq, env, hash } = entry;
    if (!entry.redacted && payloadHash(env) !== hash) return refuse('damaged', entry, peer, 'its payload is not the one it names');
    if (!isMember(regionOfOrigin(origin)))
      return refuse('unknown-origin', entry, peer, `no member region has the number ${regionOfOrigin(origin)}`);
    if (seq <= position(origin)) {
      if (isWhole(known, origin)) return;
      if (rechecks.length < recheckMax) rechecks.push({ entry, peer });
      return;
    }
    if (origin === ownOrigin()) return refuse('forged-sequence', entry, peer, 'it is ahead of us in our own log');
    if (seq > position(origin) + windowMax) return;
    try {
      decodeEnvelope(env);
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      // Of a later version, perhaps: once it has come often enough, it takes its place, and what comes behind it goes on.
      if (seq !== position(origin) + 1 || !unreadables.note(entry, error)) return refuse(error.reason, entry, peer, error.message);
    }
    const buffer = buffers.get(origin) ?? new Map<number, LogEntry>();
    buffers.set(origin, buffer);
    const rival = buffer.get(seq);
    if (rival && rival.hash !== hash) {
      onRival(origin, seq);
      return refuse('other-payload', entry, peer, `another payload waits at this position: ${rival.hash}`);
    }
    buffer.set(seq, entry);
  };

  const nextRun = (origin: number, buffer: Map<number, LogEntry>): LogEntry[] => {
    const run: LogEntry[] = [];
    for (let seq = position(origin) + 1; run.length < applyBatchMax; seq++) {
      const entry = buffer.get(seq);
      if (!entry || unreadables.find(entry)) break;
      run.push(entry);
    }
    return run;
  };

  const moveTo = (origin: number, seq: number) => {
    if (seq > position(origin)) known = mergeVersions(known, { [origin]: seq });
    const moved = seq === wholeSeq ? [...buffers.keys()] : [origin];
    for (const each of moved) dropKnown(each);
  };

  const dropKnown = (origin: number) => {
    const buffer = buffers.get(origin);
    if (!buffer) return;
    const reached = position(origin);
    for (const each of buffer.keys()) if (each <= reached) buffer.delete(each);
    if (buffer.size === 0) buffers.delete(origin);
  };

  // What a peer does not name any more because it is retired there, and what waits here builds on.
  const neededOf = (peer: Version): Version => {
    const needed: Version = {};
    for (const [origin, buffer] of buffers) {
      const next = buffer.get(position(origin) + 1);
      const deps = next && !unreadables.find(next) ? decodeEnvelope(next.env).deps : {};
      for (const [name, seq] of Object.entries(deps)) {
        if (position(Number(name)) < seq && isWhole(peer, Number(name))) needed[name] = Math.max(needed[name] ?? 0, seq);
      }
    }
    return needed;
  };

  // What we have told ourselves, the others may have seen by now: how far exactly, the transaction looks.
  const expected = (): Version => {
    const own = ownOrigin();
    return own === undefined ? known : { ...known, [own]: wholeSeq - 1 };
  };

  const taken = (batch: AppliedBatch): number => {
    for (const [origin, seq] of Object.entries(batch.positions)) moveTo(Number(origin), seq);
    if (batch.applied.length > 0) onApplied(batch);
    return batch.applied.length;
  };

  const putAside = async (entry: LogEntry, why: Error): Promise<number> => {
    const row = await store.transact((tx) => setAside(tx, entry, why));
    if (!row) return 0;
    moveTo(entry.origin, entry.seq);
    onSetAside(row);
    return 1;
  };

  const applyRuns = createApplyRuns({ store, isOwn, expected, settle, taken, putAside });

  const putAsideUnreadable = async (): Promise<number> => {
    let count = 0;
    for (const [origin, buffer] of buffers) {
      const next = buffer.get(position(origin) + 1);
      const why = next && unreadables.find(next);
      if (why) count += await putAside(next, why);
    }
    return count;
  };

  const recheck = async () => {
    const checked = rechecks;
    rechecks = [];
    if (checked.length === 0) return;
    await store.transact(async (tx) => {
      for (const { entry, peer } of checked) {
        const stored = await tx.readHash(entry.origin, entry.seq);
        // Its rival may be on its way into the log just now: look again.
        if (stored === undefined && rechecks.length < recheckMax) rechecks.push({ entry, peer });
        if (stored === undefined || stored === entry.hash) continue;
        refuse('other-payload', entry, peer, `we have another payload at this position: ${stored}`);
        onRival(entry.origin, entry.seq);
      }
    });
  };

  const applyAll = async () => {
    let total = 0;
    for (let before: Version | undefined; before !== known;) {
      before = known;
      total += await putAsideUnreadable();
      const runs = [...buffers].map(([origin, buffer]): [number, LogEntry[]] => [origin, nextRun(origin, buffer)]);
      total += await applyRuns(new Map(runs.filter(([, run]) => run.length > 0)));
    }
    await recheck();
    return total;
  };

  return {
    positions: () => known,
    refresh: async () => {
      const before = known;
      const version = await store.transact((tx) => tx.version());
      if (!covers(version, before)) {
        // What was committed before we asked is gone: this is an older copy of the database, put back under us. What it lacks is asked for again.
        known = version;
        buffers.clear();
        rechecks = [];
      }
      for (const [origin, seq] of Object.entries(version)) moveTo(Number(origin), seq);
    },
    offer: (entries, peer) => {
      for (const entry of entries) offerOne(entry, peer);
    },
    adoptTruth: async (entry) => {
      if (entry.seq > position(entry.origin)) {
        buffers.get(entry.origin)?.set(entry.seq, entry);
        rechecks.push({ entry, peer: 'the origin itself' });
        return;
      }
      const batch = await store.transact((tx) => applyTruth(tx, entry, isOwn));
      if (batch.applied.length > 0) onApplied(batch);
    },
    applyReady: oneAtATime(applyAll),
    missing: (peer) =>
      Object.entries({ ...peer, ...neededOf(peer) }).flatMap(([name, seq]) => {
        const origin = Number(name);
        if (seq === wholeSeq) return []; // covered by a retirement, which says itself what it needs
        if (origin === ownOrigin() || !isMember(regionOfOrigin(origin))) return [];
        const buffer = buffers.get(origin);
        let from = position(origin) + 1;
        while (buffer?.has(from)) from += 1;
        let next = from;
        const end = position(origin) + windowMax;
        while (next <= Math.min(seq, end) && !buffer?.has(next)) next += 1;
        return from <= seq ? [{ origin, from, count: next - from }] : [];
      }),
    buffered: () => [...buffers.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
