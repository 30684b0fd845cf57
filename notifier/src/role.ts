import { fileURLToPath } from 'node:url';
import type { Channel } from '@pharos/core/channel';
import type { Bus } from '@pharos/core/outside/bus';
import { serveHttp } from '@pharos/core/outside/http';
import { migrate } from '@pharos/core/outside/migrate';
import { checkPostgres, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { pruneNotifyJobs } from '@pharos/region/reading/notify-jobs';
import type { Kit, Role } from '@pharos/core/role';
import { createReleasers, run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { answerQuestions } from './asked/answer.ts';
import { createPreview } from './asked/preview.ts';
import { createCallbacks, twilioCallbackPath } from './callbacks/callbacks.ts';
import type { Sender } from './channels/channel.ts';
import { channelNames, createSenders, type ProvidersOptions } from './channels/channels.ts';
import { policies } from './channels/policies.ts';
import { leaseForProviders, leaseForReceivers } from './leaser.ts';
import { createCompose } from './compose.ts';
import { createCourier } from './courier.ts';
import { createExpander, heldMs } from './expander.ts';
import { createGate, type Gate } from './gate.ts';
import { createPostgresLedger } from './ledger/postgres-ledger.ts';
import { forgetPurged } from './ledger/forget-purged.ts';
import { prune } from './ledger/prune.ts';
import { createLedgerClock } from './ledger-clock.ts';
import { createLooks } from './looks.ts';
import { createLinks } from './links/links.ts';
import { createWritePath } from './links/write-path.ts';
import type { UnknownPolicy } from './next.ts';
import { createNotifierMetrics } from './notifier-metrics.ts';
import { createOptOut } from './opt-out.ts';
import { createReceivers, type Receivers } from './receivers.ts';
import { createRefusals } from './refusals.ts';
import { courierRounds, createRounds } from './rounds.ts';
import { regionTables, type Region } from './region.ts';
import { returnedDoubtMsUsual } from './returned.ts';

export interface NotifierOptions {
  sql: Sql;
  bus: Bus;
  host: string;
  port: number;
  /** Where the pages behind our links are reached from outside; default: where this notifier listens. */
  publicUrl?: string;
  pagesUrl: string;
  apiUrls: string[];
  apiKey: string;
  /** Signs links and webhooks. */
  linkKey: string;
  providers: ProvidersOptions;
  smsUnknown?: UnknownPolicy;
  unknownWaitMs?: number;
  returnedDoubtMs?: number;
  aloneAfterMs?: number;
  region?: Region;
}

export const notifierMigrations = fileURLToPath(new URL('../migrations', import.meta.url));

// Without a poke, what is new is found by looking: a lost bus costs this much delay.
const lookMs = 1_000;
// While somebody is being told with other regions standing by, what has ended makes room for the next this soon.
const tellEachMs = 50;
// Further back it is looked at the start and now and then, should a job have been left, or have become visible very late.
const lateLookMs = 10 * 60_000;
// What is too old is looked for this often, and goes in batches with a pause for everybody else between them.
const pruneMs = 10 * 60_000;
const prunePauseMs = 100;
// How often leases are looked at, farewells handed on, and what the region has purged forgotten.
const sweepMs = 2_000;
const farewellsPerSweep = 50;
// Who looks after alerts has seen what is older.
const deadShownMs = 24 * 3_600_000;
// Places that become free one after the other are filled by one lease.
const gatherMs = 5;
// A stop waits this long for calls under way. What takes longer, as a webhook may, is written down as unknown, and sent again by the
// rules by whoever comes next, at once: a webhook under the same id.
const drainMs = 2_500;
const giveUpMs = 500;

/** Brings every notice to every subscriber once. Any number of notifiers may work on one region's ledger. */
export async function startNotifier(own: Kit, options: NotifierOptions): Promise<Role> {
  const { sql, bus, region = regionTables } = options;
  await migrate(sql, 'notifier', notifierMigrations);
  const ledgerClock = await createLedgerClock(own.clock, sql);
  const kit: Kit = { ...own, clock: ledgerClock };
  const ledger = createPostgresLedger(sql);
  const optOut = createOptOut(sql, options.linkKey);
  const metrics = createNotifierMetrics(kit.metrics);
  const writePath = createWritePath({ apiUrls: options.apiUrls, apiKey: options.apiKey });
  const releasers = createReleasers();
  const stop = new AbortController();

  const links = createLinks({ key: options.linkKey, writePath, optOut, now: kit.clock.now });
  const publicUrl = () => options.publicUrl ?? server.url;
  const callbacks = createCallbacks({
    sql,
    region,
    optOut,
    publicUrl,
    twilioAuthToken: options.providers.twilio?.authToken,
    telnyxPublicKey: options.providers.telnyx?.publicKey ?? '',
    now: kit.clock.now,
  });
  const fetch = (request: Request) => (new URL(request.url).pathname.startsWith('/callbacks/') ? callbacks(request) : links(request));
  const server = await serveHttp({ host: options.host, port: options.port, fetch });
  releasers.push(() => server[Symbol.asyncDispose]());

  const twilio = options.providers.twilio && { callbackUrl: `${publicUrl()}${twilioCallbackPath}`, ...options.providers.twilio };
  const senders = createSenders({ ...options.providers, twilio }, own.clock);
  for (const sender of Object.values(senders).flat()) releasers.push(() => sender[Symbol.asyncDispose]());
  const compose = createCompose({ key: options.linkKey, publicUrl: publicUrl(), pagesUrl: options.pagesUrl });
  const rounds = createRounds(kit);
  const pokeBus = (what: string) => {
    try {
      bus.publish(what, '');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      kit.log.debug({ subject: what, err: error }, 'the bus is away: a poll will find it');
    }
  };
  const gates = new Map<Sender, Gate>();
  const gateOf = (sender: Sender) => {
    const onOpen = () => {
      kit.log.warn({ provider: sender.name }, 'its breaker opened: deliveries go elsewhere');
      const hasten = ledger.hasten(sender.name, kit.clock.now()).then(() => rounds.wake(sender.channel));
      run(hasten, (error) => kit.log.warn({ err: error }, 'unknown deliveries could not be hastened'));
    };
    const gate = createGate({ slots: sender.slots, clock: kit.clock, random: kit.random, onOpen });
    gates.set(sender, gate);
    return gate;
  };
  const receivers = new Map<Channel, Receivers>();
  const receiversOf = ({ channel, slots, perHost = slots }: Sender) => {
    const onOpen = (host: string) => kit.log.warn({ channel, host }, 'a receiver fails: it is left in peace for a minute');
    const made = createReceivers({ slots, perHost, clock: kit.clock, random: kit.random, onOpen });
    receivers.set(channel, made);
    return made;
  };
  const refusals = createRefusals({ sql, regionName: kit.region, region, optOut, clock: kit.clock });
  const unknownWaitMs = options.unknownWaitMs ?? 0;
  const couriers = channelNames.map((channel) => {
    // To a receiver there is one way, and no other that could take its place.
    const [sender] = senders[channel];
    const gate = policies[channel].goesTo === 'receivers' ? receiversOf(sender!) : undefined;
    const ways = gate ? [{ sender: sender!, gate }] : senders[channel].map((each) => ({ sender: each, gate: gateOf(each) }));
    const courier = createCourier({
      kit,
      ledger,
      refusals,
      suppress: optOut.suppress,
      end: optOut.leave,
      channel,
      compose,
      metrics,
      ways,
      lease: gate
        ? leaseForReceivers({ ledger, clock: kit.clock, sender: sender!, receivers: gate })
        : leaseForProviders({ ledger, clock: kit.clock, channel, ways }),
      unknown: { policy: channel === 'sms' ? (options.smsUnknown ?? 'resend') : 'resend', waitMs: unknownWaitMs },
      onDone: () => rounds.wake(channel),
    });
    return { channel, courier };
  });
  const expander = createExpander({
    kit,
    sql,
    region,
    ledger,
    metrics,
    readLooks: createLooks({
      sql,
      region,
      pagesUrl: options.pagesUrl,
      onFault: (error, page) => kit.log.error({ err: error, page }, 'a notice cannot be written in the shape of Statuspage'),
    }),
    returnedDoubtMs: options.returnedDoubtMs ?? returnedDoubtMsUsual,
    ...(options.aloneAfterMs === undefined ? {} : { aloneAfterMs: options.aloneAfterMs }),
    onReport: () => pokeBus(subject.report),
  });

  let isFirst = true;
  // Beside the other: what happens now does not wait for what may have been left behind.
  const lookingBack = rounds.start('look back', lateLookMs, async () => {
    await expander.collect(isFirst ? 'first' : 'late');
    isFirst = false;
    rounds.wake('expand');
  });
  releasers.push(lookingBack.stop);
  let pruned = 0;
  const pruning = rounds.start(
    'prune',
    () => (pruned > 0 ? prunePauseMs : pruneMs),
    async () => {
      pruned = (await prune(sql, kit.clock.now())) + (await pruneNotifyJobs(sql, kit.clock.now()));
    },
  );
  releasers.push(pruning.stop);
  const expanding = rounds.start('expand', lookMs, async () => {
    await expander.collect('recent');
    await expander.expand(stop.signal);
    for (const channel of channelNames) rounds.wake(channel);
    rounds.wake('tell');
  });
  releasers.push(expanding.stop);
  // In its own time: what is told with other regions standing by goes on as they answer, and as people are told.
  let tellingAt = -Infinity;
  const telling = rounds.start(
    'tell',
    () => (kit.clock.elapsed() - tellingAt < lookMs ? tellEachMs : lookMs),
    async () => {
      if (!(await expander.tell(stop.signal))) return;
      tellingAt = kit.clock.elapsed();
      for (const channel of channelNames) rounds.wake(channel);
    },
  );
  releasers.push(telling.stop);
  releasers.push(() => Promise.race([Promise.all(couriers.map(({ courier }) => courier.giveUp())), kit.clock.sleep(giveUpMs)]));
  releasers.push(() => Promise.race([Promise.all(couriers.map(({ courier }) => courier.idle())), kit.clock.sleep(drainMs)]));
  for (const { channel, courier } of couriers) {
    const { everyMs, round } = courierRounds(courier, { kit, lookMs, gatherMs, stop: stop.signal });
    releasers.push(rounds.start(channel, everyMs, round).stop);
  }
  releasers.push(rounds.start('forget', sweepMs, () => forgetPurged(sql)).stop);
  const sweep = async () => {
    await ledgerClock.read();
    metrics.expired(await ledger.expire(kit.clock.now(), unknownWaitMs));
    for (const { subscription, page } of await optOut.waiting(farewellsPerSweep, kit.clock.now())) {
      const answer = await writePath.leave(page, subscription);
      if (answer === 'away') break;
      await (answer === 'missing' ? optOut.postpone(subscription, kit.clock.now()) : optOut.forwarded(subscription));
    }
    metrics.notTold(await ledger.countAside());
    for (const [channel, each] of receivers) metrics.receiversShut(channel, each.shut());
    const dead = await ledger.countDead(kit.clock.now() - deadShownMs);
    for (const channel of channelNames) metrics.dead(channel, dead.get(channel) ?? 0);
    for (const [sender, gate] of gates) metrics.breaker(sender, breakerOf(gate));
  };
  releasers.push(rounds.start('sweep', sweepMs, sweep).stop);

  const ringWhenRipe = async () => {
    await kit.clock.sleep(heldMs + gatherMs, stop.signal);
    rounds.wake('expand');
  };
  const providers = () => [...gates].map(([{ channel, name }, gate]) => ({ channel, provider: name, breaker: breakerOf(gate) }));
  const preview = createPreview({ sql, region, publicUrl: publicUrl(), pagesUrl: options.pagesUrl });
  const answering = answerQuestions({ kit, sql, bus, providers, preview });
  releasers.push(() => answering.unsubscribe());
  // A stop wakes those who sleep, and leaves nothing to tell.
  const poke = bus.subscribe(subject.notify, () => run(ringWhenRipe(), () => undefined, stop.signal));
  releasers.push(() => poke.unsubscribe());
  const reported = bus.subscribe(subject.reported, () => rounds.wake('tell'));
  releasers.push(() => reported.unsubscribe());
  releasers.push(() => {
    stop.abort(new Error('the notifier stops'));
    rounds.halt();
  });
  return {
    url: server.url,
    checks: async () => ({ postgres: await checkPostgres(sql), rounds: rounds.check() }),
    [Symbol.asyncDispose]: () => releasers.release(),
  };
}

// Open, and its rest is over: it stays so until somebody is to be told, and is no outage meanwhile.
function breakerOf(gate: Gate): ReturnType<Gate['state']> {
  return gate.state() === 'open' && !gate.isShut() ? 'half-open' : gate.state();
}
