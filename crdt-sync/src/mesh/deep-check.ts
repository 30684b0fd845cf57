import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { sameVersion } from '@pharos/core/version';
import { beats, foldState, type Json } from '../document/registers.ts';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';
import { adoptDocs, type SnapshotDoc } from './bootstrap.ts';
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

/** Compares what two regions say at the same vector: the only way to find what no vector shows. */
export async function deepCheck(sql: Sql, peer: PeerBus): Promise<DeepCheck> {
  const [own, theirs] = [await readOwnDigest(sql), await ask(peer, DigestAnswer, { ask: 'digest' })];
  if (own.outbox > 0 || theirs.outbox > 0 || !sameVersion(own.vv, theirs.vv)) return { state: 'moving' };
  if (own.digest === theirs.digest) return { state: 'equal' };
  const different: string[] = [];
  for (let bucket = 0; bucket < own.buckets.length && different.length < repairMax; bucket++) {
    if (own.buckets[bucket] === theirs.buckets[bucket]) continue;
    const rows = await sql<{ id: string; hash: string }[]>`
      select id, encode(hash, 'hex') as hash from doc
      where hash <> ''::bytea and not purged and get_byte(decode(md5(id), 'hex'), 0) = ${bucket}`;
    const ours = new Map(rows.map(({ id, hash }) => [id, hash]));
    const { docs } = await ask(peer, Bucket, { ask: 'bucket', bucket });
    const seen = new Map(docs);
    for (const id of new Set([...ours.keys(), ...seen.keys()])) if (ours.get(id) !== seen.get(id)) different.push(id);
  }
  return { state: 'different', docs: different.slice(0, repairMax) };
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
  if (ref.kind === 'text' || ref.purged) return; // Yjs has merged all there is: a text has no fields to write again
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
