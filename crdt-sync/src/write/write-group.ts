import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import type { DocRef } from '@pharos/resources/kind';
import { pageOf } from '@pharos/resources/registry';
import { createRecentDocuments } from '../document/recent-documents.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store, StoreTx } from '../store/store.ts';
import type { RelayedBatch } from '../mesh/relay-batch.ts';
import { createPageLines } from './page-lines.ts';
import { NotPlaced } from './place-at-once.ts';
import { HeldElsewhere, writeChange, writeChanges, type WriteOutcome, type WriteRequest } from './write-change.ts';

export type Written = Exclude<WriteOutcome, { kind: 'no-origin' }>;

export interface WriteGroups {
  /** Throws a Problem for what the Change may not do, and what the database says when it is away. */
  write(request: WriteRequest): Promise<Written>;
}

export interface WriteGroupsOptions {
  /** Something waits in the outbox. */
  pokeRelay?(): void;
  /** How they are given their places in the log; without it all go to the outbox. */
  placing?: {
    /** The bus is there: the relay, which vouches for this database by the last place it knows of, hears of those given here. */
    mayPlace(): boolean;
    /** These have theirs, and are committed: to be told. */
    onPlaced(batch: RelayedBatch): void;
  };
}

interface Waiting extends WriteRequest {
  page: string | null;
  resolve(outcome: Written): void;
  reject(error: unknown): void;
}

// While the database works on one, this process works on the other; with more, groups become smaller and each commit dearer.
const groupsAtOnce = 2;
// A group's locks are held until its commit: with this many it takes some ten milliseconds.
const groupMax = 32;
// What kept a group from giving its changes their places is hardly over sooner; until then they go to the outbox.
const notPlacedMs = 1_000;
// Seconds of work for one process: who comes then is told to come again rather than to wait in vain.
const waitingMax = 4_000;

/**
 * Group commit. Those that come together, or while as many groups are under way as may, share a transaction: one round trip,
 * one lock statement and one flush to the disk for all of them. A group never waits for a lock. Who would have to, because
 * somebody else is changing the same thing, goes on by itself in the line of its own page, and holds up nobody else's.
 */
export function createWriteGroups(kit: Kit, store: Store, { pokeRelay = () => undefined, placing }: WriteGroupsOptions = {}): WriteGroups {
  let waiting: Waiting[] = [];
  let running = 0;
  let isDue = false;
  const pages = createPageLines(kit.clock);
  const recent = createRecentDocuments();
  let placesAgainAt = -Infinity;

  const context = () => ({ region: kit.region, regionNumber: kit.regionNumber, nowMs: kit.clock.now(), recent });
  const minted = async () => {
    pokeRelay();
    const origin = await originToWrite(store, kit);
    kit.log.info({ origin }, 'this database was started, or is new to us');
  };

  /** What is lost between the last statement and the answer to the commit may have been written. */
  const transact = async <T>(work: (tx: StoreTx) => Promise<T>): Promise<T> => {
    let isCommitting = false;
    try {
      return await store.transact(async (tx) => {
        isCommitting = false;
        const value = await work(tx);
        isCommitting = true;
        return value;
      });
    } catch (cause) {
      if (!isCommitting || !isAway(cause)) throw cause;
      throw new Problem('unavailable', 'the database went away while it confirmed the write: it may have been written, or not', {
        isUncertain: true,
        retryAfterMs: 1_000,
        cause,
      });
    }
  };

  const writeAlone = async ({ change, ...who }: WriteRequest, mayGoOn: () => boolean): Promise<Written> => {
    let also: DocRef[] = [];
    for (;;) {
      try {
        const outcome = await transact((tx) => writeChange(tx, change, { ...context(), ...who }, also));
        if (outcome.kind !== 'no-origin') return outcome;
        await minted();
      } catch (error) {
        if (error instanceof HeldElsewhere) also = [...also, ...error.refs];
        // Who takes only what is free may pass who waits for it, many times in a crowd: it is tried again.
        else if (!isHeld(error) || !mayGoOn()) throw error;
      }
    }
  };
  // Every outcome goes to its writer: nothing is left to fail here.
  const tellBug = (error: unknown) => kit.log.error({ err: error }, 'a group of writes ended in a way that nobody foresaw');
  // Not awaited: who has to wait for a lock does not hold up the next group.
  const alone = (each: Waiting) =>
    run(pages.inTurn(each.page, (mayGoOn) => writeAlone(each, mayGoOn)).then(each.resolve, each.reject), tellBug);

  const writeTogether = async (group: Waiting[]): Promise<void> => {
    try {
      const isPlacing = placing !== undefined && placing.mayPlace() && kit.clock.elapsed() >= placesAgainAt;
      const { outcomes, placed } = await transact((tx) => writeChanges(tx, group, context(), { isPlacing }));
      if (placed) placing?.onPlaced(placed);
      if (outcomes[0]!.kind === 'no-origin') {
        await minted();
        return await writeTogether(group);
      }
      for (const [at, outcome] of outcomes.entries()) {
        const each = group[at]!;
        if (outcome.kind === 'refused') each.reject(outcome.problem);
        else if (outcome.kind === 'alone' || outcome.kind === 'no-origin') alone(each);
        else each.resolve(outcome);
      }
    } catch (error) {
      if (error instanceof NotPlaced) {
        placesAgainAt = kit.clock.elapsed() + notPlacedMs;
        kit.log.info({ err: error.cause }, 'a group of writes leaves it to the relay to tell of it');
        return await writeTogether(group);
      }
      const isTheirs = isHeld(error) || !(isAway(error) || (error instanceof Problem && group.length === 1));
      // One of them is at fault, and nothing of any is kept: by itself each is told what is its own.
      for (const each of group)
        if (isTheirs) alone(each);
        else each.reject(error);
    }
  };

  const writeThenNext = async (group: Waiting[]) => {
    try {
      await writeTogether(group);
    } finally {
      running -= 1;
      if (waiting.length > 0) start();
    }
  };

  const start = () => {
    isDue = false;
    while (running < groupsAtOnce && waiting.length > 0) {
      const group = waiting.slice(0, groupMax);
      waiting = waiting.slice(groupMax);
      running += 1;
      run(writeThenNext(group), tellBug);
    }
  };

  const write = (request: WriteRequest, page: string | null) =>
    new Promise<Written>((resolve, reject) => {
      if (waiting.length >= waitingMax) return reject(new Problem('unavailable', 'too many writes are waiting', { retryAfterMs: 1_000 }));
      waiting.push({ ...request, page, resolve, reject });
      // In the next turn: those that come in this one go together.
      if (!isDue) setImmediate(start);
      isDue = true;
    });

  return {
    write: (request) => {
      const page = pageOf(request.change);
      return pages.counted(page, () => write(request, page));
    },
  };
}

/** Somebody else makes the same new thing just now: the one that waits for it does so by itself. */
function isHeld(error: unknown): boolean {
  return (error as { code?: string }).code === '55P03';
}

/** The database is down, hangs, or is asked too much: no fault of the Change, and to try again at once would not help. */
function isAway(error: unknown): boolean {
  return isPostgresOutage(error) || (error instanceof Problem && error.code === 'unavailable');
}
