import type { Bus } from '@pharos/core/outside/bus';
import { startLoop } from '@pharos/core/loop';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { createReleasers } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { createPostgresTellings } from '@pharos/region/telling/sql-tellings';
import type { PeerLink } from '../mesh/peers.ts';
import { poke } from '../write/poke.ts';
import { openOrders, orderDone } from './orders.ts';
import { createReach, reachEveryMs } from './reach.ts';
import { replicate } from './replicate.ts';
import { serveTellings } from './serve.ts';
import { createTakeOver, type KnownMember } from './take-over.ts';

export interface TellingOptions {
  sql: Sql;
  bus: Bus;
  peers: PeerLink[];
}

// Without a poke, what a notifier reports is found by looking.
const reportEveryMs = 1_000;
const takeOverEveryMs = 1_000;

/**
 * Stands by other regions while they tell their notices, and goes on with them when they cannot: `region/src/telling/rules.ts` says
 * who may. The notifier writes down how far it is, in this region's tables; this brings it to the other regions, and its answer
 * there. One region by itself has nobody to ask, and none of it runs.
 */
export async function startTelling(kit: Kit, { sql, bus, peers }: TellingOptions): Promise<AsyncDisposable> {
  const releasers = createReleasers();
  if (peers.length === 0) {
    await sql`update mesh_state set telling = null where telling is not null`; // there were others once
    return { [Symbol.asyncDispose]: () => releasers.release() };
  }
  const { clock, log, metrics } = kit;
  const tellings = createPostgresTellings(sql);
  const takeovers = metrics.counter('notice_takeovers_total', 'Notices of another region that this one goes on with', ['reason']);
  const waiting = metrics.gauge(
    'notice_majority_wait_seconds',
    'How long the oldest notice has been waiting for a majority of the regions',
  );
  const readMembers = async (): Promise<KnownMember[]> => [
    ...(await sql<KnownMember[]>`
      select region, number, state = 'dead' as "isDead" from member where state in ('active', 'joining', 'dead') order by number`),
  ];
  const members = async () => (await readMembers()).filter(({ isDead }) => !isDead).map(({ region }) => region);
  const reach = createReach({
    region: kit.region,
    clock,
    peers,
    members,
    write: async (mode) => {
      await sql`update mesh_state set telling = ${mode}, telling_at = clock_timestamp()`;
    },
  });
  const served = serveTellings({ kit, bus, tellings, reach });
  releasers.push(() => served.unsubscribe());
  const tellNotifier = () => poke(bus, subject.reported, log);
  const takeOver = createTakeOver({
    kit,
    tellings,
    peers,
    reach,
    members: readMembers,
    onTaken: (reason, count) => {
      takeovers.inc({ reason }, count);
      poke(bus, subject.notify, log);
    },
  });
  const loop = (name: string, everyMs: number, work: () => Promise<unknown>) => {
    const started = startLoop(work, {
      kit,
      name,
      everyMs,
      retryMs: everyMs,
      onError: (error) => log.warn({ err: error }, `${name} failed; it is tried again`),
    });
    releasers.push(() => started.stop());
    return started;
  };
  loop('asking whom this region reaches', reachEveryMs, () => reach.look());
  const reporting = loop('reporting notices', reportEveryMs, () =>
    replicate({ kit, tellings, peers, members, onAcked: tellNotifier, onContested: takeOver.contested }),
  );
  const reports = bus.subscribe(subject.report, () => reporting.wake());
  releasers.push(() => reports.unsubscribe());
  loop('taking over notices', takeOverEveryMs, async () => {
    for (const region of await openOrders(sql)) await orderDone(sql, region, await takeOver.order(region));
    await takeOver.look();
    waiting.set((await tellings.oldestWaitMs(kit.region)) / 1_000);
  });
  return { [Symbol.asyncDispose]: () => releasers.release() };
}
