import type { Change } from '@pharos/core/change';
import { isPostgresOutage } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import type { DocRef } from '../document/kind.ts';
import { mintIfUnknown } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { HeldElsewhere, writeChange, writeChanges, type WriteOutcome, type WriteRequest } from './write-change.ts';

export type Written = Exclude<WriteOutcome, { kind: 'no-origin' }>;

export interface WriteGroups {
  /** Throws a Problem for what the Change may not do, and what the database says when it is away. */
  write(change: Change, actor: string): Promise<Written>;
}

interface Waiting extends WriteRequest {
  resolve(outcome: Written): void;
  reject(error: unknown): void;
}

// A few at once keep both the database and this process at work; with more, groups become smaller and each commit dearer.
const groupsAtOnce = 3;
// A group's locks are held until its commit: with this many it takes some ten milliseconds.
const groupMax = 32;
// Seconds of work for one process: who comes then is told to come again rather than to wait in vain.
const waitingMax = 4_000;

/**
 * Group commit. A Change that finds nothing under way is a transaction of its own, at once. Under load those that came
 * meanwhile share the next transaction: one round trip, one lock statement and one flush to the disk for all of them.
 */
export function createWriteGroups(kit: Kit, store: Store): WriteGroups {
  let waiting: Waiting[] = [];
  let running = 0;
  let isDue = false;

  const context = () => ({ region: kit.region, regionNumber: kit.regionNumber, nowMs: kit.clock.now() });
  const minted = async () => {
    const origin = await mintIfUnknown(store, kit);
    kit.log.info({ origin }, 'this database is new to us: it writes under a new origin');
  };

  const writeAlone = async ({ change, actor }: WriteRequest): Promise<Written> => {
    let also: DocRef[] = [];
    for (;;) {
      try {
        const outcome = await store.transact((tx) => writeChange(tx, change, { ...context(), actor }, also));
        if (outcome.kind !== 'no-origin') return outcome;
        await minted();
      } catch (error) {
        if (!(error instanceof HeldElsewhere)) throw error;
        also = [...also, ...error.refs];
      }
    }
  };
  // Every outcome goes to its writer: nothing is left to fail here.
  const tellBug = (error: unknown) => kit.log.error({ err: error }, 'a group of writes ended in a way that nobody foresaw');
  const alone = (each: Waiting) => writeAlone(each).then(each.resolve, each.reject);

  const writeTogether = async (group: Waiting[]): Promise<void> => {
    if (group.length === 1) return alone(group[0]!);
    try {
      const outcomes = await store.transact((tx) => writeChanges(tx, group, context()));
      if (outcomes[0]!.kind === 'no-origin') {
        await minted();
        return await writeTogether(group);
      }
      for (const [at, outcome] of outcomes.entries()) {
        const each = group[at]!;
        if (outcome.kind === 'refused') each.reject(outcome.problem);
        // Not awaited: who has to wait for a lock does not hold up the next group.
        else if (outcome.kind === 'alone' || outcome.kind === 'no-origin') run(alone(each), tellBug);
        else each.resolve(outcome);
      }
    } catch (error) {
      if (isPostgresOutage(error)) for (const each of group) each.reject(error);
      // One of them is at fault, and nothing of any is kept: by itself each is told what is its own.
      else for (const each of group) run(alone(each), tellBug);
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

  return {
    write: (change, actor) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= waitingMax) return reject(new Problem('unavailable', 'too many writes are waiting', { retryAfterMs: 1_000 }));
        waiting.push({ change, actor, resolve, reject });
        // In the next turn: those that come in this one go together.
        if (!isDue) setImmediate(start);
        isDue = true;
      }),
  };
}
