import type { Bus } from '@pharos/core/outside/bus';
import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { covers, reachedIn, type Version } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import type { Store } from '../store/store.ts';
import { poke } from '../write/poke.ts';
import { createAlarm } from './alarm.ts';
import type { AppliedBatch } from './apply-batch.ts';
import { createAskWriters } from './ask-writers.ts';
import { dueNow, heartbeatMs, silentMs } from './due.ts';
import { createFetchGaps } from './fetch-gaps.ts';
import { createHealRollback } from './heal-rollback.ts';
import { beginSpans, contextIn, followedBy, tracedIn } from './journeys.ts';
import { createPeers, type PeerLink, type PeerState } from './peers.ts';
import { createReceiver } from './receiver.ts';
import { publishEvents } from './publish.ts';
import { createMismatchTeller } from './tell-mismatches.ts';
import { decodeEntries, Heartbeat, parse } from './wire.ts';

export interface ExchangeOptions {
  store: Store;
  bus: Bus;
  peers: PeerLink[];
  ownOrigin(): number | undefined;
}

export interface Exchange extends AsyncDisposable {
  peers(): PeerState[];
  applied(): Version;
  /** What is wrong, if nothing is applied or told any more. */
  check(): string | undefined;
}

// What a round of the relay takes.
const settleMs = 5;

/**
 * Publish local, subscribe remote: nothing is shared between regions, and what one cannot say another repeats. A change of
 * another region is:
 *   told      its peer's log message brings it. What is missing before it was lost, and is fetched at once (`fetch-gaps.ts`).
 *   known of  a heartbeat's vector names it, and nothing has brought it: it is fetched, of any peer that has it (`due.ts`).
 *   here      it waits in the receiver for what it builds on (`receiver.ts`).
 *   applied   in one transaction with its effects, which are published in this region.
 *   refused, or set aside   it cannot be read or taken: kept for a person to look at, and told (`alarm.ts`).
 */
export async function startExchange(kit: Kit, { store, bus, peers: links, ownOrigin }: ExchangeOptions): Promise<Exchange> {
  const { clock, log, metrics } = kit;
  const peers = createPeers();
  const numbers = new Set([kit.regionNumber, ...links.map(({ number }) => number)]);
  const applySeconds = metrics.histogram('mesh_apply_lag_seconds', 'From a commit in another region to its commit here');
  const fetched = metrics.counter('mesh_fetched_total', 'Changes that had to be fetched, because the bus lost them');
  const alarm = createAlarm(kit, store);
  const tellMismatches = createMismatchTeller(kit);
  const background = (work: Promise<unknown>) =>
    run(work, (error) => log.warn({ err: error }, 'the exchange failed at one step; the next heartbeat tries again'));

  // Whoever applies one batch after the other began the next one when the last one was told.
  let applyingSince = clock.now();
  const onApplied = (batch: AppliedBatch) => {
    const spans = beginSpans(kit, 'apply', tracedIn(kit, batch.applied), applyingSince);
    publishEvents(kit, bus, followedBy(batch.events, spans), batch.hasNotices);
    for (const span of spans.values()) span.end();
    applyingSince = clock.now();
    for (const row of batch.quarantined) alarm.raise(row);
    for (const row of batch.quarantined) if (row.reason === 'pending') background(writers.completeDoc(row));
    tellMismatches(batch.mismatched);
    for (const event of batch.events) {
      const lag = Math.max(0, clock.now() - Date.parse(event.at)) / 1_000;
      applySeconds.observe(lag);
      metrics.exemplar('mesh_apply_lag_seconds', lag, contextIn(spans, event));
    }
  };
  const receiver = createReceiver({
    store,
    ownOrigin,
    isMember: (number) => numbers.has(number),
    isOwn: (number) => number === kit.regionNumber,
    onApplied,
    onRefused: alarm.refuse,
    onSetAside: alarm.raise,
    onRival: (origin, seq) => background(writers.askTruth(origin, seq)),
    settle: () => {
      poke(bus, subject.outbox, log);
      return clock.sleep(settleMs);
    },
  });
  const writers = createAskWriters({ kit, store, peers: links, receiver });
  const rollback = createHealRollback({ kit, store, receiver });
  await receiver.refresh();

  const applyReady = () => {
    applyingSince = clock.now();
    return receiver.applyReady();
  };
  const applying = startLoop(applyReady, {
    kit,
    name: 'applying',
    everyMs: 1_000,
    retryMs: 200,
    onError: (error) => log.warn({ err: error }, 'what came from other regions cannot be applied now; it is tried again'),
  });
  const fetchGap = createFetchGaps({
    kit,
    store,
    receiver,
    stillMissing: ({ region }, origin) => receiver.missing(peers.vectorOf(region) ?? {}).find((each) => each.origin === origin),
    othersWith: (peer, origin, seq) => {
      const heard = peers.all().filter(({ heardAt, vv }) => clock.now() - heardAt < silentMs && reachedIn(vv, origin) >= seq);
      return links.filter((link) => link !== peer && heard.some(({ region }) => region === link.region));
    },
    onFetched: (entries) => {
      fetched.inc(entries);
      applying.wake();
    },
  });

  const onHeartbeat = (peer: PeerLink, beat: Heartbeat) => {
    const now = clock.now();
    const state = peers.hear(peer, beat, now);
    poke(bus, subject.peers, log, JSON.stringify({ region: peer.region, vv: beat.vv }));

    const own = ownOrigin();
    const seen = own === undefined ? 0 : (beat.vv[String(own)] ?? 0);
    if (rollback.isSuspected(own, seen)) background(rollback.heal(own, seen, peer.region));

    const missing = receiver.missing(beat.vv);
    const isLevel = covers({ ...receiver.positions(), ...(own === undefined ? {} : { [own]: Math.max(seen, 1) }) }, beat.vv);
    peers.stand(state, { isLevel, isMissing: missing.length > 0 }, now);
    const due = dueNow(missing, state.beatsBehind, (number) => peers.silenceOf(number, now));
    for (const each of due) background(fetchGap(peer, each));
  };

  const onLog = (peer: PeerLink, data: Uint8Array) => {
    const { entries } = decodeEntries(data);
    receiver.offer(entries, peer.region);
    applying.wake();
    // A bus keeps a sender's order: what is missing before this was lost, and no heartbeat needs to say so.
    const ends = Object.fromEntries(entries.map(({ origin, seq }) => [origin, seq]));
    for (const gap of receiver.missing(ends)) background(fetchGap(peer, gap));
  };

  const guarded = (peer: PeerLink, read: (data: Uint8Array) => void) => (message: { data: Uint8Array }) => {
    try {
      read(message.data);
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      alarm.refuse({ reason: error.reason, peer: peer.region, detail: error.message, bytes: message.data });
    }
  };
  const subscriptions = links.flatMap((peer) => [
    peer.bus.subscribe(
      subject.log(peer.region),
      guarded(peer, (data) => onLog(peer, data)),
    ),
    peer.bus.subscribe(
      subject.heartbeat(peer.region),
      guarded(peer, (data) => onHeartbeat(peer, parse(Heartbeat, data))),
    ),
  ]);

  const beat = async () => {
    await receiver.refresh();
    const own: Heartbeat = { region: kit.region, number: kit.regionNumber, vv: receiver.positions(), own: ownOrigin(), at: clock.now() };
    poke(bus, subject.heartbeat(kit.region), log, JSON.stringify(own));
  };
  const onError = (error: unknown) => log.warn({ err: error }, 'no heartbeat can be sent');
  const beating = startLoop(beat, { kit, name: 'heartbeat', everyMs: heartbeatMs, retryMs: 500, onError });

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
    await Promise.all([beating.stop(), applying.stop()]);
    await alarm.settled();
  };
  return {
    peers: peers.all,
    applied: () => receiver.positions(),
    check: () => applying.check() ?? beating.check(),
    [Symbol.asyncDispose]: () => (stopped ??= stop()),
  };
}
