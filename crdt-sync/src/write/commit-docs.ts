import { Problem } from '@pharos/core/problem';
import { encodeEnvelope, envelopeBytesMax, type Envelope } from '../document/envelope.ts';
import type { DocChange, Notice, OutboxRow, StoreTx } from '../store/store.ts';

export interface Commit {
  changes: DocChange[];
  notices: Notice[];
  rows: Omit<OutboxRow, 'id'>[];
}

/** The part that every write shares: the documents, who is to be told, and the envelopes into the outbox. Answers their ids. */
export async function commitDocs(tx: StoreTx, { changes, notices, rows }: Commit): Promise<number[]> {
  if (rows.length === 0) return [];
  // Sent together and kept in order by the connection: the outbox is last.
  const [, , outboxes] = await Promise.all([tx.saveDocs(changes), tx.addNotices(notices), tx.addOutbox(rows)]);
  return outboxes;
}

export function encoded(envelope: Omit<Envelope, 'v'>): Uint8Array {
  const env = encodeEnvelope({ v: 1, ...envelope });
  if (env.length > envelopeBytesMax) throw new Problem('too-large', 'this is too much for one request');
  return env;
}
