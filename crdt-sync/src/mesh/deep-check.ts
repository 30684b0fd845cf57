import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { sameVersion } from '@pharos/core/version';
import type { Json } from '@pharos/resources/fold';
import { resourceOf } from '@pharos/resources/registry';
import { beats, foldState } from '../document/registers.ts';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';
import { adoptDocs, type SnapshotDoc } from './bootstrap.ts';
import { bucketCount, bucketMax, bucketsPerRead, readBucket } from './digest.ts';
import { ask, snapshotDoc, type PeerBus } from './resync.ts';
import { readOwnDigest } from './snapshot-server.ts';
import { Bucket, DigestAnswer, Docs } from './snapshot-wire.ts';

export type DeepCheck =
  | { state: 'equal' }
  /** Their vectors differ, or something is on its way: nothing can be said now. */
  | { state: 'moving' }
  | { state: 'different'; docs: string[] };

// More than this at once is not a stray fault but a lost database: resync it.
const repairMax = 200;

/**
 * Compares what two regions say at the same vector: the only way to find what no vector shows. A few buckets at a time, each
 * in a snapshot of its own on both sides, so that it takes no long look at a table however large it is; what moves meanwhile is
 * compared next time.
 */
export async function deepCheck(sql: Sql, peer: PeerBus): Promise<DeepCheck> {
  const different: string[] = [];
  let isMoving = false;
  for (let from = 0; from < bucketCount && different.length < repairMax; from += bucketsPerRead) {
    const range = { from, to: Math.min(bucketCount, from + bucketsPerRead) - 1 };
    const [own, theirs] = await Promise.all([readOwnDigest(sql, range), ask(peer, DigestAnswer, { ask: 'digest', range })]);
    if (own.outbox > 0 || theirs.outbox > 0 || !sameVersion(own.vv, theirs.vv)) isMoving = true;
    else
      for (let bucket = from; bucket <= range.to; bucket++)
        if (own.buckets[bucket] !== theirs.buckets[bucket]) different.push(...(await differencesIn(sql, peer, bucket)));
  }
  if (different.length > 0) return { state: 'different', docs: different.slice(0, repairMax) };
  return { state: isMoving ? 'moving' : 'equal' };
}

// Both sides are read in pieces, and compared as far as both pieces reach.
async function differencesIn(sql: Sql, peer: PeerBus, bucket: number): Promise<string[]> {
  const different: string[] = [];
  for (let after = ''; different.length < repairMax;) {
    const [ours, { docs: theirs }] = await Promise.all([
      readBucket(sql, { bucket, after }),
      ask(peer, Bucket, { ask: 'bucket', bucket, after }),
    ]);
    const ends = [ours, theirs].filter(({ length }) => length === bucketMax).map((docs) => docs.at(-1)![0]);
    const end = ends.sort(byBytes)[0];
    const [own, their] = [ours, theirs].map((docs) => new Map(docs.filter(([id]) => end === undefined || byBytes(id, end) <= 0)));
    for (const id of new Set([...own!.keys(), ...their!.keys()])) if (own!.get(id) !== their!.get(id)) different.push(id);
    // A peer of an earlier version begins again: what it has beyond its first answer is not compared.
    if (end === undefined || byBytes(end, after) <= 0) break;
    after = end;
  }
  return different;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Documents that could not take something, because what it builds on is missing here. */
export async function waitingDocs(sql: Sql): Promise<string[]> {
  const rows = await sql<{ doc: string }[]>`
    select distinct doc from quarantine where reason = 'pending' and doc is not null order by doc limit ${repairMax}`;
  return rows.map(({ doc }) => doc);
}

/**
 * Merges the peer's state of each document into ours; the peer does the same. What Yjs takes for known although it is not
 * (two payloads under one client and clock) is then written again, as a new write, by whoever misses it.
 */
export async function repair(store: Store, kit: Kit, peer: PeerBus, ids: string[]): Promise<void> {
  const { docs } = await ask(peer, Docs, { ask: 'states', ids });
  for (const doc of docs.map(snapshotDoc)) {
    await store.transact((tx) => adoptDocs(tx, [doc]));
    await writeMissing(store, kit, doc);
  }
}

async function writeMissing(store: Store, kit: Kit, { state, ...ref }: SnapshotDoc): Promise<void> {
  if (resourceOf(ref.kind)?.isText || ref.purged) return; // Yjs has merged all there is: a text has no fields to write again
  const theirs = foldState(state);
  await writeDoc(store, kit, ref, (ours) => {
    const fields: Record<string, Json> = {};
    for (const [name, register] of theirs) {
      const own = ours.get(name);
      if (!own || beats(register, own)) fields[name] = register.value;
    }
    return fields;
  });
}
