import type { Bus } from '@pharos/core/outside/bus';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { checkPostgres, type Sql } from '@pharos/core/outside/postgres';
import type { Kit, Role } from '@pharos/core/role';
import { createReleasers } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { createArchive } from './archive/archive.ts';
import { startExchange } from './mesh/exchange.ts';
import { serveFetch } from './mesh/fetch-server.ts';
import { startHousekeeping } from './mesh/housekeeping.ts';
import { serveClaims } from './mesh/claims.ts';
import { seedMembers } from './mesh/members.ts';
import type { PeerLink } from './mesh/peers.ts';
import { makePartitions } from './mesh/prune.ts';
import { refold } from './mesh/refold.ts';
import { serveSnapshot } from './mesh/snapshot-server.ts';
import { startUpkeep } from './mesh/upkeep.ts';
import { startLoop } from '@pharos/core/loop';
import { createRelay } from './mesh/relay.ts';
import { retireQuietMs, startRetiring } from './mesh/retiring.ts';
import { createPostgresStore } from './store/postgres-store.ts';
import { startTelling } from './telling/start-telling.ts';

export type { PeerLink };

export interface SyncOptions {
  sql: Sql;
  /** This region's own bus. */
  bus: Bus;
  /** The other regions, each with its own bus. */
  peers: PeerLink[];
  /** How long nothing of an earlier origin must have moved before it is retired. */
  retireAfterMs?: number;
  /** Where days of the log go that every region has; `forget`: nowhere. Without it they stay in the database. */
  archive?: { store: ObjectStore | 'forget'; keepDays: number } | undefined;
}

// The relay looks this often without being poked: what a lost poke costs.
const relayPollMs = 20;
// An empty outbox costs one small question; once a second the relay also looks whether this is still the database it was.
const pollsPerLook = 50;

/** Relay and exchange of one region. Several beside each other do no harm; one is enough. */
export async function startSync(kit: Kit, { sql, bus, peers, archive, retireAfterMs = retireQuietMs }: SyncOptions): Promise<Role> {
  const releasers = createReleasers();
  const store = createPostgresStore(sql);
  await makePartitions(sql);
  await seedMembers(sql, [{ region: kit.region, number: kit.regionNumber }, ...peers]);
  const refolded = await refold(sql, store, 'unprojected', kit);
  if (refolded > 0) kit.log.info({ docs: refolded }, 'documents of a later version were folded again');
  const relay = createRelay(kit, { store, bus });
  releasers.push(() => relay.close());
  let polls = 0;
  let isPoked = false;
  let relayFailing: string | undefined;
  const relaying = startLoop(
    async () => {
      polls += 1;
      // After an outage the database may have been started: writers wait for word of it.
      const isDue = isPoked || relayFailing !== undefined || polls % pollsPerLook === 1;
      isPoked = false;
      // By the key: after many writes the table begins with rows that are gone.
      if (isDue || (await sql`select 1 from outbox order by id limit 1`).length > 0) await relay.relayAll();
      relayFailing = undefined;
    },
    {
      kit,
      name: 'relay',
      everyMs: relayPollMs,
      retryMs: 200,
      onError: (error) => {
        relayFailing = `the relay cannot work: ${(error as Error).message}`;
        kit.log.warn({ err: error }, 'the relay cannot work now; it tries again');
      },
    },
  );
  releasers.push(() => relaying.stop());
  const pokes = bus.subscribe(subject.outbox, () => {
    isPoked = true;
    relaying.wake();
  });
  releasers.push(() => pokes.unsubscribe());

  const exchange = await startExchange(kit, { store, bus, peers, ownOrigin: relay.origin });
  releasers.push(() => exchange[Symbol.asyncDispose]());
  const fetches = serveFetch(kit, { sql, bus });
  releasers.push(() => fetches.unsubscribe());
  const snapshots = serveSnapshot(kit, { sql, bus });
  releasers.push(() => snapshots.unsubscribe());
  const claims = serveClaims(kit, { sql, bus });
  releasers.push(() => claims.unsubscribe());
  const telling = await startTelling(kit, { sql, bus, peers });
  releasers.push(() => telling[Symbol.asyncDispose]());
  const keeper = createArchive(kit, { sql, store: archive?.store, keepDays: archive?.keepDays ?? 0 });
  for (const loop of startUpkeep(kit, { sql, store, peers, archive: keeper })) releasers.push(() => loop.stop());
  const retiring = startRetiring(kit, { sql, store, exchange, ownOrigin: relay.origin, quietMs: retireAfterMs });
  releasers.push(() => retiring.stop());
  const housekeeping = startHousekeeping(kit, { sql, exchange });
  releasers.push(() => housekeeping.stop());

  return {
    checks: async () => ({ postgres: await checkPostgres(sql), relay: relayFailing, exchange: exchange.check() }),
    [Symbol.asyncDispose]: () => releasers.release(),
  };
}
