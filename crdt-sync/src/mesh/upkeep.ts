import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { pruneTellings } from '@pharos/region/telling/sql-tellings';
import type { DocRef } from '@pharos/resources/kind';
import type { Archive } from '../archive/archive.ts';
import { originToWrite } from '../store/mint.ts';
import type { Store } from '../store/store.ts';
import { createWriteGroups } from '../write/write-group.ts';
import { carryOn } from './carry-on.ts';
import { confirmClaims } from './claims.ts';
import { deepCheck, repair, waitingDocs } from './deep-check.ts';
import type { PeerLink } from './peers.ts';
import { catchUpAudit, fillAudit, pruneAudit } from './fill-audit.ts';
import { endFollowers } from './end-followers.ts';
import { expireSignUps } from './expire-sign-ups.ts';
import { forgetAlerts } from './forget-alerts.ts';
import { startLoop, type Loop } from '@pharos/core/loop';
import { tellAgain } from './tell-again.ts';
import { thinPoints } from './thin-points.ts';
import { verifyTables } from './verify-tables.ts';
import { makePartitions, pruneLog, prunePageEvents } from './prune.ts';
import { pruneRecords } from './prune-records.ts';
import { redactLog, redactSome } from './redact-log.ts';

export interface UpkeepOptions {
  sql: Sql;
  store: Store;
  peers: PeerLink[];
  /** What keeps the days of the log that are forgotten here. */
  archive: Archive;
}

// A claim made now is confirmed about a round trip later than this.
const claimsEveryMs = 1_000;
// A maintenance starts within a second of its time.
const carryOnEveryMs = 1_000;
// Digests read every document's hash: often enough to find a fault before people do, seldom enough to cost nothing.
const deepCheckEveryMs = 300_000;
// A hundred documents each time: a region of a million is through in a week.
const verifyEveryMs = 60_000;
// What was purged leaves the log within seconds, and half of the time is left to others.
const redactEveryMs = 1_000;
const redactForMs = 1_000;
const pruneEveryMs = 600_000;
// Whoever looks who did that sees what was done a second ago.
const auditEveryMs = 1_000;
const dayMs = 86_400_000;

// At the start every region is still catching up: nothing is compared then.
const quietMs = 30_000;

/** The slow work: claims, deep checks, forgetting what everybody has. Each failure is told and tried again in its time. */
export function startUpkeep(kit: Kit, { sql, store, peers, archive }: UpkeepOptions): Loop[] {
  const { clock, log, metrics } = kit;
  const mismatches = metrics.counter('mesh_digest_mismatch_total', 'Documents that said different things at the same vector');
  const loop = (what: string, everyMs: number, work: () => Promise<unknown>, firstAfterMs = 0) =>
    startLoop(work, {
      kit,
      name: what,
      everyMs,
      firstAfterMs,
      retryMs: Math.min(everyMs, 30_000),
      onError: (error) => log.warn({ err: error }, `${what} failed; it is tried again`),
    });

  const groups = createWriteGroups(kit, store);
  const regions = [kit.region, ...peers.map(({ region }) => region)];
  const checkPeers = async () => {
    for (const peer of peers) {
      const found = await deepCheck(sql, peer);
      // What could not be completed from its writer at once is tried with everybody.
      const waiting = found.state === 'moving' ? [] : await waitingDocs(sql);
      if (waiting.length > 0) await repair(store, kit, peer, waiting);
      if (found.state !== 'different') continue;
      mismatches.inc(found.docs.length);
      log.error(
        { alarm: 'mesh_digest_mismatch', peer: peer.region, docs: found.docs.slice(0, 10), count: found.docs.length },
        'two regions say different things at the same vector: repairing',
      );
      await repair(store, kit, peer, found.docs);
    }
  };
  const tablesWrong = metrics.counter('read_model_mismatch_total', 'Documents whose tables said something else, and were folded again');
  let verifyAfter = '';
  const tellReaders = async (docs: string[]) => {
    const refs = await sql<DocRef[]>`select id, kind, page from doc where id = any(${docs})`;
    await originToWrite(store, kit);
    await store.transact((tx) => tellAgain(tx, kit, [...refs]));
  };
  const verify = async () => {
    const { mended, next } = await verifyTables(sql, verifyAfter);
    verifyAfter = next;
    if (mended.length === 0) return;
    await tellReaders(mended);
    tablesWrong.inc(mended.length);
    log.error(
      { alarm: 'read_model_mismatch', docs: mended.slice(0, 10), count: mended.length },
      'tables were not what their documents say: folded again',
    );
  };
  const forget = async () => {
    await makePartitions(sql);
    while ((await prunePageEvents(sql)) > 0);
    while ((await pruneRecords(sql, clock.now())) > 0);
    while ((await pruneTellings(sql, clock.now())) > 0);
    while ((await fillAudit(sql)) > 0); // of what goes now, nothing is missing there
    while ((await pruneAudit(sql, new Date(clock.now() - archive.keepDays * dayMs))) > 0);
    await thinPoints(sql, new Date(clock.now()));
    await redactLog(sql); // a day goes to the archive without it
    const dropped = await pruneLog(sql, kit.region, archive.keep);
    for (const { name, entries } of dropped) log.info({ day: name, entries }, 'every region has this day of the log: it is dropped');
    await archive.tidy();
  };
  const takeOut = async () => {
    const began = clock.elapsed();
    while (clock.elapsed() - began < redactForMs && (await redactSome(sql)));
  };
  return [
    loop('taking what was purged out of the log', redactEveryMs, takeOut),
    loop('writing down who changed what', auditEveryMs, () => catchUpAudit(sql)),
    loop('carrying on with maintenances', carryOnEveryMs, () => carryOn(kit, { sql, groups, regions })),
    loop('confirming claims', claimsEveryMs, () => confirmClaims(kit, { sql, store, peers })),
    loop('the deep check', deepCheckEveryMs, checkPeers, quietMs),
    loop('comparing tables with documents', verifyEveryMs, verify, quietMs),
    loop('forgetting what everybody has', pruneEveryMs, forget),
    loop('ending sign-ups that nobody answered', pruneEveryMs, () => expireSignUps(kit, { sql, store })),
    loop('forgetting alerts that were over long ago', pruneEveryMs, () => forgetAlerts(kit, { sql, store })),
    loop('ending subscriptions of incidents that are over', pruneEveryMs, () => endFollowers(kit, { sql, store })),
  ];
}
