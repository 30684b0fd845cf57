import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import { writePoints } from '@pharos/region/projection/points';
import { readPageVersion } from '@pharos/region/reading/page-events';
import { adopt, goOn, knownOrigins, originOf, readIdentity, readJournal, readUnretired, retireOrigins } from './sql-incarnation.ts';
import { adoptAudit } from './sql-audit.ts';
import { dropMade, lockDocs, lockFreeDocs, readDocs, saveDocs } from './sql-docs.ts';
import {
  addNotices,
  addOutbox,
  appendLog,
  lockPosition,
  lockPositions,
  readEntries,
  readHash,
  replaceLog,
  readVersion,
  setPosition,
  takeOutbox,
} from './sql-log.ts';
import { addMismatches } from './sql-mismatch.ts';
import { purgeDoc } from './sql-purge.ts';
import { pendingOf, quarantine, release } from './sql-quarantine.ts';
import { adoptPages, tell } from './sql-tell.ts';
import type { Store, StoreTx } from './store.ts';

// Two transactions that lock in the wrong order, or a schema that changes under one: the second try meets no rival.
const triesMax = 5;
const clashes = new Set(['40P01', '40001']);

/** The region's own Postgres: what is committed here is the truth. With a door, whoever asks waits in its line, and not for ever. */
export function createPostgresStore(sql: Sql, ask: PostgresDoor = (work) => work(sql, () => false)): Store {
  const attempt = <T>(work: (tx: StoreTx) => Promise<T>) =>
    ask(async (by, isGivenUp) => {
      const last: Promise<unknown>[] = [];
      const value = await by.begin(async (tx) => {
        const value = await work(storeTx(tx, (statements) => last.push(statements)));
        // Whoever asked has been told that it failed: then it is better that it did.
        if (isGivenUp()) throw new Problem('unavailable', 'the database answered too late');
        return value;
      });
      // Behind a statement that failed, the database takes a commit for a rollback, and says no more of it.
      await Promise.all(last);
      return value as T;
    });
  return {
    transact: async (work) => {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(work);
        } catch (error) {
          if (tries >= triesMax || !clashes.has((error as { code?: string }).code ?? '')) throw error;
        }
      }
    },
  };
}

/** The verbs of one transaction of somebody else's making. Who does not say where the last ones are awaited waits for them in it. */
export function storeTx(tx: Transaction, awaitLater?: (statements: Promise<unknown>) => void): StoreTx {
  const lastly = async (...statements: Promise<unknown>[]): Promise<void> => {
    const all = Promise.all(statements);
    if (!awaitLater) return void (await all);
    all.catch(() => undefined); // who awaits it later is told
    awaitLater(all);
  };
  return {
    lastly,
    identity: () => readIdentity(tx),
    adopt: (ident, origin) => adopt(tx, ident, origin),
    goOn: (before, ident) => goOn(tx, before, ident),
    originOf: (ident) => originOf(tx, ident),
    journal: () => readJournal(tx),
    knownOrigins: () => knownOrigins(tx),
    retireOrigins: (last) => retireOrigins(tx, last),
    unretired: (last) => readUnretired(tx, last),
    readEntries: (origin, from) => readEntries(tx, origin, from),
    version: () => readVersion(tx),
    lockPosition: (origin, patienceMs) => lockPosition(tx, origin, patienceMs),
    lockPositions: (origins) => lockPositions(tx, origins),
    setPosition: (origin, seq) => setPosition(tx, origin, seq),
    setKeptFrom: async (origin, seq) => void (await tx`update vv set kept_from = ${seq} where origin = ${origin}`),
    readDocs: (ids) => readDocs(tx, ids),
    lockDocs: (refs, mayBeNew, known) => lockDocs(tx, refs, mayBeNew, known),
    lockFreeDocs: (refs, mayBeNew, known) => lockFreeDocs(tx, refs, mayBeNew, known),
    dropMade: (ids) => dropMade(tx, ids),
    saveDocs: (changes, isUnread) => saveDocs(tx, changes, isUnread),
    pageNames: async (pages) => {
      if (pages.length === 0) return new Map();
      const rows = await tx<{ id: string; name: string }[]>`select id, name from page where id = any(${pages}::uuid[])`;
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
    lastOrder: async (page) => {
      const [row] = await tx<{ ord: string | null }[]>`
        select greatest(
          (select ord from component where page = ${page} and not removed order by ord desc limit 1),
          (select ord from component_group where page = ${page} and not removed order by ord desc limit 1)) as ord`;
      return row?.ord ?? undefined;
    },
    pageVersion: async (page) => {
      return (await readPageVersion(tx, page)) ?? {};
    },
    pendingOutbox: async (page) => {
      const [row] = await tx<{ id: number | null }[]>`select max(id)::bigint as id from outbox where page = ${page}`;
      return row?.id ?? undefined;
    },
    findRelayed: async (outbox) => {
      const [row] = await tx<{ origin: number; seq: number }[]>`
        select origin, seq from log where outbox = ${outbox} order by at desc limit 1`;
      return row;
    },
    addOutbox: (rows) => addOutbox(tx, rows),
    hasWaiting: async (origins) => {
      const rows = await tx`select 1 from outbox where origin = any(${origins}::bigint[]) limit 1`;
      return rows.length > 0;
    },
    takeOutbox: (limit) => takeOutbox(tx, limit),
    appendLog: (entries) => appendLog(tx, entries),
    replaceLog: (entry) => replaceLog(tx, entry),
    readHash: (origin, seq) => readHash(tx, origin, seq),
    addNotices: (notices) => addNotices(tx, notices),
    addPoints: (pushes) => writePoints(tx, pushes, new Date()),
    adoptAudit: (rows) => adoptAudit(tx, rows),
    tell: (tellings, evenUnsettled) => tell(tx, tellings, evenUnsettled, lastly),
    adoptPages: (pages) => adoptPages(tx, pages),
    purgeDoc: (ref) => purgeDoc(tx, ref),
    quarantine: (row) => quarantine(tx, row),
    pendingOf: (docs) => pendingOf(tx, docs),
    release: (rows) => release(tx, rows),
    addMismatches: (rows) => addMismatches(tx, rows),
  };
}
