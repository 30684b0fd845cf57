import { createBreaker, type Breaker } from '@pharos/core/breaker';
import type { Query, Sql } from '@pharos/core/outside/postgres';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { createPostgresDoor, type PostgresDoor } from '@pharos/core/outside/postgres-door';
import { createPatience } from '@pharos/core/patience';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { startLoop } from '@pharos/core/loop';
import { covers, type Version } from '@pharos/core/version';
import { readRegionVersion } from '@pharos/region/reading/region-version';

/** A copy of the region's database that follows it. */
export interface Replica {
  name: string;
  /** For what is read. */
  sql: Sql;
  /** One connection, to ask how far it is whatever the others do. */
  check: Sql;
  reopen?: (() => Sql) | undefined;
}

export interface Replicas extends AsyncDisposable {
  /** Reads from a replica that holds all that must be seen; else from the database itself. */
  read: PostgresDoor;
  /** Looks at all of them once: for tests, and for the start. */
  look(): Promise<void>;
}

export interface ReplicasOptions {
  kit: Kit;
  /** To the database itself. */
  primary: PostgresDoor;
  /** Asks it how far it is. */
  check: Sql;
  replicas: Replica[];
  /** What whoever asks now must see. */
  needed(): Version;
}

const lookEachMs = 200;
// Who has said nothing of himself for so long, or was behind by so much when he did, is not asked: what nobody named a version for is no older than this.
const behindMaxMs = 1_000;
// One that does not answer by then is slower than the database itself.
const lookMs = 250;
const readMs = 500;
// The bulkheads before are the bound.
const waitingMax = 2_000;

interface State {
  replica: Replica;
  door: PostgresDoor;
  breaker: Breaker;
  version: Version;
  /** It held all that the database held at this moment. */
  asOf: number;
}

/**
 * Which copy of the database answers. Each is asked five times a second how far it is, after the database was asked the same: one that
 * holds what the database held then is as of that moment. Whoever asks names what he must see (a version that he was given, the last
 * change of the page that this process heard of), and gets a copy that holds it and is no more than a second behind; or the
 * database itself. One that fails or hangs is passed over (`breaker.ts`), and what it did not answer is asked of the database. While the
 * database does not answer, copies that held all that was last seen of it go on.
 */
export function createReplicas({ kit, primary, check, replicas, needed }: ReplicasOptions): Replicas {
  const { clock, log, metrics } = kit;
  const inTime = createPatience(clock, 'a replica', lookMs);
  const behind = metrics.gauge('api_replica_behind_seconds', 'How long ago a replica held all that the database held', ['replica']);
  const reads = metrics.counter('api_reads_total', 'Reads, by who answered them', ['from']);
  const failures = metrics.counter('api_replica_failures_total', 'Reads that a replica did not answer: they went to the database', [
    'replica',
  ]);
  const states = replicas.map((replica): State => ({
    replica,
    door: createPostgresDoor({ sql: replica.sql, reopen: replica.reopen, kit, waitingMax, limitMs: readMs }),
    breaker: createBreaker(kit),
    version: {},
    asOf: -Infinity,
  }));
  let turn = 0;
  let held: Version | undefined;

  const ask = (sql: Query): Promise<Version | undefined> =>
    inTime(readRegionVersion(sql)).catch((error: unknown) => {
      log.debug({ err: error }, 'how far a database is cannot be said now');
      return undefined;
    });
  const lookAt = async (state: State, at: number) => {
    const version = await ask(state.replica.check);
    if (!version) return;
    state.version = version;
    if (held && covers(version, held)) state.asOf = at;
  };
  const look = async () => {
    const at = clock.elapsed();
    held = (await ask(check)) ?? held;
    await Promise.all(states.map((state) => lookAt(state, at)));
    for (const { replica, asOf } of states) behind.set({ replica: replica.name }, (clock.elapsed() - asOf) / 1_000);
  };
  const loop = startLoop(look, { kit, name: 'replicas', everyMs: lookEachMs });

  const choose = (must: Version): { state: State; ticket: number } | undefined => {
    for (let tries = 0; tries < states.length; tries++) {
      const state = states[turn++ % states.length]!;
      if (clock.elapsed() - state.asOf > behindMaxMs || !covers(state.version, must)) continue;
      const ticket = state.breaker.admit();
      if (ticket !== undefined) return { state, ticket };
    }
    return undefined;
  };

  const read: PostgresDoor = async (work) => {
    const chosen = choose(needed());
    if (!chosen) {
      reads.inc({ from: 'primary' });
      return primary(work);
    }
    const { state, ticket } = chosen;
    try {
      const value = await state.door(work);
      state.breaker.settle(ticket, 'success');
      reads.inc({ from: 'replica' });
      return value;
    } catch (error) {
      const isOut = isPostgresOutage(error) || (error instanceof Problem && error.code === 'unavailable');
      state.breaker.settle(ticket, isOut ? 'failure' : 'neutral');
      if (!isOut) throw error;
      failures.inc({ replica: state.replica.name });
      reads.inc({ from: 'primary' });
      return primary(work);
    }
  };
  return {
    read,
    look,
    [Symbol.asyncDispose]: () => loop.stop(),
  };
}
