import { Problem } from '@pharos/core/problem';
import { encodeEnvelope, envelopeBytesMax, type Envelope } from '../document/envelope.ts';
import type { PushedPoints } from '@pharos/region/projection/points';
import type { RelayedBatch, Unplaced } from '../mesh/relay-batch.ts';
import type { DocChange, Notice, StoreTx } from '../store/store.ts';
import { placeAtOnce } from './place-at-once.ts';

export interface Commit {
  changes: DocChange[];
  points: PushedPoints[];
  notices: Notice[];
  rows: Omit<Unplaced, 'id'>[];
}

/** The part that every write shares: the documents, who is to be told, and the envelopes into the outbox. Answers their ids. */
export async function commitDocs(tx: StoreTx, { changes, points, notices, rows }: Commit): Promise<number[]> {
  if (rows.length === 0) return [];
  // Sent together and kept in order by the connection: the outbox is last.
  const [, , , outboxes] = await Promise.all([tx.saveDocs(changes), tx.addPoints(points), tx.addNotices(notices), tx.addOutbox(rows)]);
  return outboxes;
}

/** The same, with the envelopes not into the outbox but to their places in the log, in the order given. */
export async function commitPlaced(tx: StoreTx, { changes, points, notices, rows }: Commit): Promise<RelayedBatch | undefined> {
  if (rows.length === 0) return undefined;
  const [, , , batch] = await Promise.all([
    tx.saveDocs(changes),
    tx.addPoints(points),
    tx.addNotices(notices),
    placeAtOnce(
      tx,
      rows[0]!.origin,
      rows.map((row) => ({ ...row, id: null })),
    ),
  ]);
  return batch;
}

export function encoded(envelope: Omit<Envelope, 'v'>): Uint8Array {
  const env = encodeEnvelope({ v: 1, ...envelope });
  if (env.length > envelopeBytesMax) throw new Problem('too-large', 'this is too much for one request');
  return env;
}
