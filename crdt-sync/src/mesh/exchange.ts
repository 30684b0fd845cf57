import type { Bus } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { covers, type Version } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import { regionOfOrigin } from '../document/origin.ts';
import { mintAfterRollback } from '../store/mint.ts';
import type { QuarantineRow, Store } from '../store/store.ts';
import { poke } from '../write/poke.ts';
import { createAlarm } from './alarm.ts';
import { repair } from './deep-check.ts';
import { dueNow, heartbeatMs } from './due.ts';
import { startLoop } from '@pharos/core/loop';
import { resync } from './resync.ts';
import { createReceiver, type Missing } from './receiver.ts';
import { createMismatchTeller } from './tell-mismatches.ts';
import { publishEvents } from './relay.ts';
import { decodeEntries, Heartbeat, parse, type FetchRequest } from './wire.ts';

export interface PeerLink {
  region: string;
  number: number;
  /** The bus of that region: subscribed to, and asked, never published to. */
  bus: Bus;
}

export interface PeerState {
  region: string;
  number: number;
  vv: Version;
  /** What it writes under; undefined: unknown, or it is of a version that does not say so. */
  own: number | undefined;
  /** Its clock beside ours, in milliseconds; positive: it runs ahead. */
  offsetMs: number;
  heardAt: number;
  /** Since when it has had something that we have not; undefined: level. */
  behindSince: number | undefined;
  beatsBehind: number;
}

export interface ExchangeOptions {
  store: Store;
  bus: Bus;
  peers: PeerLink[];
  ownOrigin(): number | undefined;
  /** Off only in drills, to show what happens without it. */
  isRepairing?: boolean;
}

export interface Exchange extends AsyncDisposable {
  peers(): PeerState[];
  applied(): Version;
}

// A question or its answer may be lost: after this it is asked again, of whoever is ahead by then. Each time in vain doubles
// the patience, up to what a slow link needs for 700 KB.
const fetchTimeoutMinMs = 300;
const fetchTimeoutMs = 2_000;
const fetchEntriesMax = 1_000;
// What a round of the relay takes.
const settleMs = 5;
// Questions under way to origins, and to writers: more forks or holes than this at once are an attack, and the deep check's matter.
const asksMax = 50;
// A peer's clock is judged by its fastest heartbeat of the last seconds: the rest is the network's delay.
const offsetSamples = 30;

/** Publish local, subscribe remote: nothing is shared between regions, and what one cannot say another repeats. */
export async function startExchange(kit: Kit, { store, bus, peers, ownOrigin, isRepairing = true }: ExchangeOptions): Promise<Exchange> {
  const { clock, log, metrics } = kit;
  const states = new Map<string, PeerState>();
  const samples = new Map<string, number[]>();
  const fetching = new Set<number>();
  const patienceMs = new Map<number, number>();
  const asking = new Set<string>();
  const completing = new Set<string>();
  let resyncing = false;
  const numbers = new Set([kit.regionNumber, ...peers.map(({ number }) => number)]);
  const applySeconds = metrics.histogram('mesh_apply_lag_seconds', 'From a commit in another region to its commit here');
  const fetched = metrics.counter('mesh_fetched_total', 'Changes that had to be fetched, because the bus lost them');
  const alarm = createAlarm(kit, store);
  const tellMismatches = createMismatchTeller(kit);

  const receiver = createReceiver({
    store,
    ownOrigin,
    isMember: (number) => numbers.has(number),
    isOwn: (number) => number === kit.regionNumber,
    onApplied: (batch) => {
      publishEvents(kit, bus, batch.events, batch.hasNotices);
      for (const row of batch.quarantined) alarm.raise(row);
      for (const row of batch.quarantined) if (row.reason === 'pending') run(completeDoc(row), tellError);
      tellMismatches(batch.mismatched);
      for (const { at } of batch.events) applySeconds.observe(Math.max(0, clock.now() - Date.parse(at)) / 1_000);
    },
    onRefused: (row: QuarantineRow) => alarm.refuse(row),
    onSetAside: (row) => alarm.raise(row),
    onRival: (origin, seq) => run(askTruth(origin, seq), tellError),
    settle: () => {
      poke(bus, subject.outbox, log);
      return clock.sleep(settleMs);
    },
  });
  await receiver.refresh();

  const applying = startLoop(() => receiver.applyReady(), {
    clock,
    everyMs: 1_000,
    retryMs: 200,
    onError: (error) => log.warn({ err: error }, 'what came from other regions cannot be applied now; it is tried again'),
  });

  // Away for longer than logs are kept: the documents themselves are copied, once, from whoever was asked first.
  const resyncFrom = async (peer: PeerLink, origin: number, keptFrom: number) => {
    if (resyncing) return;
    resyncing = true;
    try {
      log.warn({ peer: peer.region, origin, keptFrom }, 'a peer has forgotten what is missing here: copying its documents');
      const docs = await resync(store, peer);
      await receiver.refresh();
      log.info({ peer: peer.region, docs }, 'the documents are copied; the log goes on from there');
    } finally {
      resyncing = false;
    }
  };

  const fetchFrom = async (peer: PeerLink, missing: Missing) => {
    if (fetching.has(missing.origin)) return;
    fetching.add(missing.origin);
    const timeoutMs = patienceMs.get(missing.origin) ?? fetchTimeoutMinMs;
    patienceMs.set(missing.origin, Math.min(timeoutMs * 2, fetchTimeoutMs));
    const stillMissing = () => receiver.missing(states.get(peer.region)?.vv ?? {}).find(({ origin }) => origin === missing.origin);
    try {
      for (let next: Missing | undefined = missing; next;) {
        if (next.count === 0) {
          await receiver.applyReady();
          next = stillMissing();
          if (!next?.count) return; // it waits for other origins
        }
        const { origin, from, count }: Missing = next;
        const request: FetchRequest = { origin, from, max: Math.min(count, fetchEntriesMax) };
        const reply = await peer.bus.request(subject.fetch(peer.region), JSON.stringify(request), { timeoutMs });
        patienceMs.delete(origin);
        const { entries, keptFrom } = decodeEntries(reply);
        if (keptFrom !== undefined) {
          await resyncFrom(peer, origin, keptFrom);
          return;
        }
        receiver.offer(entries, peer.region);
        fetched.inc(entries.length);
        // Applied while the next ones are on their way.
        applying.wake();
        next = stillMissing();
        if (next && next.from <= from) return;
      }
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      log.debug({ peer: peer.region, err: error }, 'a fetch got no answer; the next heartbeat asks again');
    } finally {
      fetching.delete(missing.origin);
    }
  };

  const onHeartbeat = (peer: PeerLink, beat: Heartbeat) => {
    const now = clock.now();
    const state = states.get(peer.region) ?? {
      region: peer.region,
      number: peer.number,
      vv: {},
      own: undefined,
      offsetMs: 0,
      heardAt: 0,
      behindSince: undefined,
      beatsBehind: 0,
    };
    states.set(peer.region, state);
    const recent = [...(samples.get(peer.region) ?? []), beat.at - now].slice(-offsetSamples);
    samples.set(peer.region, recent);
    Object.assign(state, { vv: beat.vv, own: beat.own, heardAt: now, offsetMs: Math.max(...recent) });
    poke(bus, subject.peers, log, JSON.stringify({ region: peer.region, vv: beat.vv }));

    const own = ownOrigin();
    const seen = own === undefined ? 0 : (beat.vv[String(own)] ?? 0);
    if (own !== undefined && seen > (receiver.positions()[String(own)] ?? 0)) run(healRollback(own, seen, peer.region), tellError);

    const missing = receiver.missing(beat.vv);
    const isLevel = covers({ ...receiver.positions(), ...(own === undefined ? {} : { [own]: Math.max(seen, 1) }) }, beat.vv);
    state.behindSince = isLevel ? undefined : (state.behindSince ?? now);
    state.beatsBehind = missing.length === 0 ? 0 : state.beatsBehind + 1;
    if (!isRepairing) return;
    const silenceOf = (number: number) => {
      const heard = [...states.values()].find((each) => each.number === number);
      return heard && now - heard.heardAt;
    };
    for (const each of dueNow(missing, state.beatsBehind, silenceOf)) run(fetchFrom(peer, each), tellError);
  };

  // What it builds on is missing here, though the vector says otherwise: who wrote it has the whole document.
  const completeDoc = async ({ doc, origin }: QuarantineRow) => {
    const peer = peers.find(({ number }) => number === regionOfOrigin(origin ?? 0)) ?? peers[0];
    if (!peer || !doc || completing.has(doc) || completing.size >= asksMax) return;
    completing.add(doc);
    try {
      await repair(store, kit, peer, [doc]);
      log.info({ peer: peer.region, doc }, 'a document that lacked something was completed from its writer');
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      log.warn({ peer: peer.region, doc, err: error }, 'a document that lacks something cannot be completed now; the deep check will');
    } finally {
      completing.delete(doc);
    }
  };

  const askTruth = async (origin: number, seq: number) => {
    const peer = peers.find(({ number }) => number === regionOfOrigin(origin));
    const key = `${origin}:${seq}`;
    if (!peer || asking.has(key) || asking.size >= asksMax) return;
    asking.add(key);
    try {
      const request: FetchRequest = { origin, from: seq, max: 1 };
      const reply = await peer.bus.request(subject.fetch(peer.region), JSON.stringify(request), { timeoutMs: fetchTimeoutMs });
      const truth = decodeEntries(reply).entries[0];
      if (truth?.origin === origin && truth.seq === seq) await receiver.adoptTruth(truth);
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof BadDocument)) throw error;
      log.warn({ peer: peer.region, origin, seq }, 'the origin cannot say which of two payloads is true; the deep check will compare');
    } finally {
      asking.delete(key);
    }
  };

  // Our own relay moves our position without this process' receiver: look before alarm.
  const healRollback = async (own: number, seen: number, region: string) => {
    await receiver.refresh();
    if (seen <= (receiver.positions()[String(own)] ?? 0)) return;
    const origin = await mintAfterRollback(store, own, seen, kit);
    if (origin === undefined) return;
    log.error(
      { peer: region, origin, before: own, seen },
      'this database was rolled back: it writes under a new origin and fetches what it lost',
    );
    metrics.counter('mesh_rollbacks_total', 'Times this database was found to be older than its peers knew it').inc();
  };
  const tellError = (error: unknown) => log.warn({ err: error }, 'the exchange failed at one step; the next heartbeat tries again');

  const guarded = (peer: PeerLink, read: (data: Uint8Array) => void) => (message: { data: Uint8Array }) => {
    try {
      read(message.data);
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      alarm.refuse({ reason: error.reason, peer: peer.region, detail: error.message, bytes: message.data });
    }
  };
  const subscriptions = peers.flatMap((peer) => [
    peer.bus.subscribe(
      subject.log(peer.region),
      guarded(peer, (data) => {
        const { entries } = decodeEntries(data);
        receiver.offer(entries, peer.region);
        applying.wake();
        // A bus keeps a sender's order: what is missing before this was lost, and no heartbeat needs to say so.
        const ends = Object.fromEntries(entries.map(({ origin, seq }) => [origin, seq]));
        if (isRepairing) for (const gap of receiver.missing(ends)) run(fetchFrom(peer, gap), tellError);
      }),
    ),
    peer.bus.subscribe(
      subject.heartbeat(peer.region),
      guarded(peer, (data) => onHeartbeat(peer, parse(Heartbeat, data))),
    ),
  ]);

  const beating = startLoop(
    async () => {
      await receiver.refresh();
      const beat: Heartbeat = { region: kit.region, number: kit.regionNumber, vv: receiver.positions(), own: ownOrigin(), at: clock.now() };
      poke(bus, subject.heartbeat(kit.region), log, JSON.stringify(beat));
    },
    { clock, everyMs: heartbeatMs, retryMs: 500, onError: (error) => log.warn({ err: error }, 'no heartbeat can be sent') },
  );
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
    await Promise.all([beating.stop(), applying.stop()]);
    await alarm.settled();
  };
  return { peers: () => [...states.values()], applied: () => receiver.positions(), [Symbol.asyncDispose]: () => (stopped ??= stop()) };
}
