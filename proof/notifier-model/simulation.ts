import { idFrom } from '@pharos/core/id';
import { createMetrics } from '@pharos/core/metrics';
import { silentLog } from '@pharos/core/log';
import { seededRandom, type Random } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import type { Channel } from '@pharos/core/channel';
import type { Message, Sender } from '../../notifier/src/channels/channel.ts';
import { leaseForProviders, leaseForReceivers } from '../../notifier/src/leaser.ts';
import { createCompose } from '../../notifier/src/compose.ts';
import { createCourier } from '../../notifier/src/courier.ts';
import { createGate } from '../../notifier/src/gate.ts';
import { terminalStates, type Fanout, type Ledger } from '../../notifier/src/ledger/ledger.ts';
import type { NotifierMetrics } from '../../notifier/src/notifier-metrics.ts';
import { policies } from '../../notifier/src/channels/policies.ts';
import { createReceivers } from '../../notifier/src/receivers.ts';
import type { Subscriber } from '../../notifier/src/region.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';
import { createSimulatedProvider, type Faults, type SimulatedProvider } from './simulated-provider.ts';
import { createVirtualClock, type VirtualClock } from '@pharos/core/testing/virtual-clock';

export interface SimulationOptions {
  seed: number;
  faults: Faults;
}

export interface SimulationResult {
  /** What broke a guarantee, in words; empty when all held. */
  broken: string[];
  told: number;
  repeated: number;
  possibleDuplicates: number;
  states: Record<string, number>;
}

const startAt = Date.parse('2026-11-21T08:00:00Z');
const faultyMs = 10 * 60_000;
const healthyMs = 6 * 3_600_000;
const stepMs = 1_000;
// In the good hours a look now and then is enough, and makes a simulation twenty times as fast.
const calmLookMs = 30_000;
const page = idFrom('simulation', 'page');

/** Ten bad minutes and a few good hours of notifiers that work on one ledger: the real couriers, gates and policy, on a clock of our own. */
export async function simulate({ seed, faults }: SimulationOptions): Promise<SimulationResult> {
  const random = seededRandom(seed);
  const clock = createVirtualClock({ startAt, turns: 1 });
  const ledger = createMemoryLedger();
  const broken: string[] = [];
  const channel: Channel = random() < 0.5 ? 'email' : random() < 0.4 ? 'sms' : random() < 0.6 ? 'webhook' : 'slack';
  const people = Array.from({ length: 5 + Math.floor(random() * 20) }, (_, each): Subscriber => ({
    id: idFrom('person', String(each)),
    page,
    channel,
    address: `a${each}`,
    components: [],
    incident: null,
    language: null,
    shape: 'own',
  }));
  people.sort((a, b) => (a.id < b.id ? -1 : 1));
  const left = new Map<string, number>();
  watchLedger(ledger, broken);

  const witness = new Map<string, number>(); // by delivery: how often a provider took it
  const providers = namesOf(channel).map((name, index) =>
    createSimulatedProvider({
      name,
      channel,
      isIdempotent: name === 'telnyx' || name === 'webhook',
      index,
      clock,
      random,
      faults,
      witness,
    }),
  );
  let possibleDuplicates = 0;
  const world = { clock, random, ledger, providers, left, channel, broken, onDuplicate: () => (possibleDuplicates += 1) };
  let processes = [startProcess(world), startProcess(world)];

  const notices = 1 + Math.floor(random() * 3);
  const fanouts = Array.from({ length: notices }, (_, each) => fanoutOf(String(each)));
  for (let passed = 0; passed < faultyMs; passed += stepMs) {
    if (fanouts.length > 0 && random() < 0.02) await addNotice(ledger, fanouts.shift()!, people, clock);
    if (random() < 0.004) left.set(people[Math.floor(random() * people.length)]!.id, clock.now());
    if (faults.kills && random() < 0.01) {
      const [gone, ...others] = processes;
      gone!.kill();
      processes = [...others, startProcess(world)];
    }
    await clock.pass(stepMs);
  }
  for (const fanout of fanouts) await addNotice(ledger, fanout, people, clock);
  for (const provider of providers) provider.heal();
  await clock.pass(healthyMs);

  if (ledger.rows.size !== notices * people.length)
    broken.push(`G2: ${ledger.rows.size} rows for ${notices} notices to ${people.length} people`);
  for (const row of ledger.rows.values()) {
    if (!terminalStates.includes(row.state)) broken.push(`${row.state} is left over: attempt ${row.attempt}, unknowns ${row.unknowns}`);
    if (!left.has(row.subscriber) && !witness.has(row.id)) broken.push(`lost: nobody took ${row.id}, it is ${row.state}`);
  }
  for (const each of processes) each.kill();
  const counts = [...witness.values()];
  const repeated = counts.reduce((sum, count) => sum + count - 1, 0);
  if (repeated > possibleDuplicates) broken.push(`G6: ${repeated} repeated, but only ${possibleDuplicates} counted as possible`);
  const states: Record<string, number> = {};
  for (const { state } of ledger.rows.values()) states[state] = (states[state] ?? 0) + 1;
  return { broken, told: counts.length, repeated, possibleDuplicates, states };
}

function namesOf(channel: Channel): string[] {
  return channel === 'email' ? ['ses', 'sendgrid'] : channel === 'sms' ? ['twilio', 'telnyx'] : [channel];
}

function fanoutOf(name: string): Fanout {
  const fact = {
    type: 'incident-updated' as const,
    incident: page,
    update: page,
    title: 'x',
    status: 'investigating' as const,
    impact: 'major' as const,
    body: 'x',
    opened: true,
  };
  return {
    notice: idFrom('notice', name),
    kind: 'notice',
    page,
    pageName: 'Acme',
    at: new Date(startAt).toISOString(),
    fact,
    components: [],
    looks: null,
  };
}

async function addNotice(ledger: Ledger, fanout: Fanout, people: Subscriber[], clock: VirtualClock): Promise<void> {
  await ledger.open([{ ...fanout, at: new Date(clock.now()).toISOString() }]);
  const read = async (_: Fanout, cursor: string | null) => people.filter(({ id }) => cursor === null || id > cursor).slice(0, 4);
  while (await ledger.expand({ now: clock.now(), pageSize: 4, isTold: () => true, read }));
}

/** G1 and G5 at every single change: one row a key, and nothing leaves a terminal state. */
function watchLedger(ledger: MemoryLedger, broken: string[]): void {
  ledger.onChange((before, after) => {
    if (before && terminalStates.includes(before.state) && before.state !== after.state)
      broken.push(`G5: ${before.state} became ${after.state}`);
    if (before?.state === 'sending' && after.state === 'pending' && after.epoch !== before.epoch)
      broken.push('G3: pending again under another epoch');
  });
}

interface SimulatedWorld {
  clock: VirtualClock;
  random: Random;
  ledger: MemoryLedger;
  providers: SimulatedProvider[];
  left: Map<string, number>;
  channel: Channel;
  broken: string[];
  onDuplicate(): void;
}

/** One notifier process: what it still has in hand when it is killed never reaches the ledger. */
function startProcess({ clock, random, ledger, providers, left, channel, broken, onDuplicate }: SimulatedWorld): { kill(): void } {
  const stop = new AbortController();
  const never = new Promise<never>(() => undefined);
  const late = async <T>(work: () => Promise<T>): Promise<T> => {
    await clock.sleep(random() * 30);
    return stop.signal.aborted ? never : work();
  };
  const leasedAt = new Map<string, number>();
  const own: Ledger = {
    ...ledger,
    lease: (options) =>
      late(async () => {
        const leased = await ledger.lease(options);
        for (const { id } of leased) leasedAt.set(id, clock.now());
        return leased;
      }),
    leaseByTurn: (options) =>
      late(async () => {
        const step = await ledger.leaseByTurn(options);
        for (const { id } of step.leased) leasedAt.set(id, clock.now());
        return step;
      }),
    release: (leased, at) => late(() => ledger.release(leased, at)),
    settle: (leased, next, log, now) => late(() => ledger.settle(leased, next, log, now)),
  };
  const kit: Kit = {
    role: 'notifier',
    region: 'us',
    regionNumber: 1,
    clock,
    random,
    log: silentLog,
    metrics: createMetrics({ role: 'notifier', region: 'us' }),
  };
  const receivers = createReceivers({ slots: 8, perHost: 4, clock, random, onOpen: () => undefined });
  const ways = providers.map(({ sender }) => ({
    gate:
      policies[channel].goesTo === 'receivers'
        ? receivers
        : createGate({ slots: 8, clock, random, onOpen: () => void ledger.hasten(sender.name, clock.now()) }),
    sender: {
      ...sender,
      send: async (message: Message) => {
        if (stop.signal.aborted) return never;
        checkCall(ledger, message, sender, { left, leasedAt, broken });
        return sender.send(message);
      },
    },
  }));
  const courier = createCourier({
    kit,
    ledger: own,
    refusals: async (leased) => new Map(leased.filter(({ subscriber }) => left.has(subscriber)).map(({ id }) => [id, 'left'])),
    suppress: async () => undefined,
    end: async () => undefined,
    channel,
    ways,
    lease:
      policies[channel].goesTo === 'receivers'
        ? leaseForReceivers({ ledger: own, clock, sender: ways[0]!.sender, receivers })
        : leaseForProviders({ ledger: own, clock, channel, ways }),
    compose: createCompose({ key: 'k'.repeat(32), publicUrl: 'https://n.example', pagesUrl: 'https://s.example' }),
    unknown: { policy: 'resend', waitMs: 0 },
    metrics: silentMetrics(onDuplicate),
    onDone: () => undefined,
  });
  const loop = async () => {
    while (!stop.signal.aborted) {
      await ledger.expire(clock.now(), 0);
      await courier.work();
      await clock.sleep(clock.now() - startAt < faultyMs ? 500 : calmLookMs);
    }
  };
  void loop();
  return { kill: () => stop.abort() };
}

/** G4: no call without a durable `sending` of its own; and never to somebody who had left before it was leased. */
function checkCall(
  ledger: MemoryLedger,
  message: Message,
  sender: Sender,
  { left, leasedAt, broken }: { left: Map<string, number>; leasedAt: Map<string, number>; broken: string[] },
): void {
  const row = [...ledger.rows.values()].find(({ id }) => id === message.delivery);
  if (row?.state !== 'sending' || row.provider !== sender.name)
    broken.push(`G4: ${sender.name} was called for a row that is ${row?.state} at ${row?.provider}`);
  const leftAt = row && left.get(row.subscriber);
  if (leftAt !== undefined && leftAt < (leasedAt.get(message.delivery) ?? 0)) broken.push('somebody who had left was called');
}

function silentMetrics(onDuplicate: () => void): NotifierMetrics {
  const nothing = () => undefined;
  return {
    called: nothing,
    settled: nothing,
    told: nothing,
    possibleDuplicate: onDuplicate,
    unclassified: nothing,
    expired: nothing,
    returned: nothing,
    breaker: nothing,
    receiversShut: nothing,
    setAside: nothing,
    notTold: nothing,
    dead: nothing,
  };
}
