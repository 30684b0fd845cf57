import type { ActorKind } from '@pharos/core/actor';
import type { Fact } from '@pharos/resources/fact';
import type { Bus } from '@pharos/core/outside/bus';
import { postgresProblem, type Sql } from '@pharos/core/outside/postgres';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import type { Span, TraceContext } from '@pharos/core/traces';
import { encodeVersion, mergeVersions } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import type { Change } from '@pharos/resources/registry';
import { publishBatch } from '../mesh/publish.ts';
import type { RelayedBatch } from '../mesh/relay-batch.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import type { ExpectedStates } from './expected-states.ts';
import { poke } from './poke.ts';
import { watchPeers } from './watch-peers.ts';
import { watchRelay } from './watch-relay.ts';
import type { Place } from './write-change.ts';
import { createWriteGroups, type Written as GroupWritten } from './write-group.ts';

export interface Writer extends AsyncDisposable {
  /** Throws a Problem for what the Change may not do, and `unavailable` when the database is away. */
  write(change: Change, options: WriteOptions): Promise<Written>;
}

export interface WriteOptions {
  /** Who asks: the id of a key, or a word for who has none. */
  actor: string;
  /** What sort of somebody that is; a program of ours, where nothing is said. */
  by?: ActorKind;
  /** The address from which they ask, for who looks afterwards. */
  from?: string | undefined;
  /** It may be sent again under the same name, to any region: asking something else under it is refused. */
  isRepeatable?: boolean;
  /** Only if these documents still have these states (`readStates`): else it throws a Problem, `changed`. */
  expected?: ExpectedStates | undefined;
  /** `remote`: answer once another region has it, or after a second without. */
  durability?: 'local' | 'remote';
  /** Of the request that asks, where its journey is watched. */
  trace?: TraceContext | undefined;
}

export interface Written {
  page: string | null;
  /** The page's version with this write in it; the best known one when `relayed` is false. */
  version: string;
  origin: number;
  seq: number | undefined;
  relayed: boolean;
  /** How many other regions have it by now. */
  ackedBy: number;
  facts: Fact[];
  /** The same request had been written before: nothing was written or told again. */
  replayed: boolean;
}

export interface WriterOptions {
  sql: Sql;
  /** The way to `sql` that ends in time when it hangs. Without it a write waits as long as the server lets a statement run. */
  door?: PostgresDoor;
  bus: Bus;
  /** Longest wait for the relay; it normally takes a few milliseconds. */
  relayWaitMs?: number;
}

// The relay polls each 20 ms even without a bus. Later than this it is down, and the write is not worse for it.
const relayWaitMaxMs = 400;
// `durability=remote`: an answer without it is more use than a longer wait.
const remoteWaitMaxMs = 1_000;

/** The only way to change anything: one transaction a Change. Any number of writers may work beside each other. */
export function createWriter(kit: Kit, { sql, door, bus, relayWaitMs = relayWaitMaxMs }: WriterOptions): Writer {
  const store = createPostgresStore(sql, door);
  const pokeRelay = () => poke(bus, subject.outbox, kit.log);
  const placing = { mayPlace: () => bus.isConnected(), onPlaced: (batch: RelayedBatch) => publishBatch(kit, bus, batch) };
  const groups = createWriteGroups(kit, store, { pokeRelay, placing });
  const relay = watchRelay(kit, store, bus);
  const peers = watchPeers(kit, bus);
  const seconds = kit.metrics.histogram('write_seconds', 'From a Change to its commit');
  // Without a word of the relay: what the page's readers have been told, and the write itself if its place is known.
  const versionNow = async (page: string | null, position: { origin: number; seq: number } | undefined): Promise<string> => {
    // It is written: that nobody can say where it stands does not make it undone.
    const known = page === null ? {} : ((await unlessAway(store.transact((tx) => tx.pageVersion(page)))) ?? {});
    return encodeVersion(position ? mergeVersions(known, { [position.origin]: position.seq }) : known);
  };
  return {
    write: async (change, { actor, by = 'automation', from, durability = 'local', isRepeatable = false, expected, trace }) => {
      const done = seconds.startTimer();
      const span = kit.traces?.follow('write', trace, { attributes: { 'pharos.verb': change.type } });
      const outcome = await groups
        .write({ change, actor, by, from, isRepeatable, expected, trace: span?.context })
        .catch(laterVersionProblem)
        .catch(postgresProblem)
        .catch((error: unknown) => {
          span?.end(error instanceof Problem ? error.code : 'bug');
          throw error;
        });
      const took = done();
      endWrite(span, outcome);
      kit.metrics.exemplar('write_seconds', took, span?.context);
      const { origin } = outcome;
      const place = placeOf(outcome);
      const isWaiting = place !== undefined && 'outbox' in place;
      if (isWaiting) pokeRelay();
      const relayed = isWaiting ? await unlessAway(relay.until({ origin, ...place }, relayWaitMs)) : place && { origin, ...place };
      const position = relayed && { origin: relayed.origin, seq: relayed.seq };
      if (durability === 'remote' && position) await peers.until(position, remoteWaitMaxMs);
      const version =
        relayed?.version ?? (await versionNow(outcome.page, outcome.kind === 'written' && outcome.facts.length > 0 ? position : undefined));
      return {
        page: outcome.page,
        version,
        origin: position?.origin ?? origin,
        seq: position?.seq,
        relayed: position !== undefined || !isWaiting,
        ackedBy: position ? peers.count(position) : 0,
        facts: outcome.kind === 'written' ? outcome.facts : [],
        replayed: outcome.kind === 'already-done',
      };
    },
    [Symbol.asyncDispose]: async () => {
      relay.close();
      peers.close();
    },
  };
}

function endWrite(span: Span | undefined, outcome: GroupWritten): void {
  if (!span) return;
  const place = placeOf(outcome);
  span.set({
    'pharos.outcome': outcome.kind,
    ...(outcome.page === null ? {} : { 'pharos.page': outcome.page }),
    // One that waits in the outbox gets its place from the relay.
    ...(place && 'seq' in place ? { 'pharos.change': `${outcome.origin}:${place.seq}` } : {}),
  });
  span.end();
}

function placeOf(outcome: GroupWritten): Place | undefined {
  if (outcome.kind === 'written') return outcome.at;
  return outcome.outbox === undefined ? undefined : { outbox: outcome.outbox };
}

// It says something that this version cannot read: to write to it unseen would be a guess.
function laterVersionProblem(error: unknown): never {
  if (!(error instanceof BadDocument)) throw error;
  throw new Problem('unavailable', 'a later version of Pharos wrote to this: send it to a region that runs that version', { cause: error });
}

/** Undefined when the database is away. */
async function unlessAway<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked.catch(postgresProblem);
  } catch (error) {
    if (error instanceof Problem && error.code === 'unavailable') return undefined;
    throw error;
  }
}
