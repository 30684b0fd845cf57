import type { PageEvent } from '@pharos/core/fact';
import { mergeVersions } from '@pharos/core/version';
import { decodeEnvelope, encodeEnvelope, payloadHash, type Envelope } from '../document/envelope.ts';
import { isPublicKind } from '../document/kind.ts';
import type { LogEntry, OutboxRow, StoreTx, Telling } from '../store/store.ts';

// One transaction's worth: long enough to amortise a commit, short enough that a hot page's row is not held for long.
export const relayBatchMax = 100;

/** The database is another one than it was: nothing was relayed. */
export class OriginChanged extends Error {}

export interface RelayedBatch {
  origin: number;
  entries: LogEntry[];
  events: PageEvent[];
  /** Somebody has to be told: the notifier is poked. */
  hasNotices: boolean;
}

/**
 * Gives outbox rows their place in the region's log. The sequence is assigned here, behind one row lock, and never by the
 * writer: commits do not end in the order in which they took a number, and a reader by number would pass over the late ones.
 * Undefined: this database has no origin, so nothing can be waiting under it. Whoever has relayed under an origin before
 * names it: then the three questions go together, and the answer is thrown away when the origin is another one by now.
 */
export async function relayBatch(tx: StoreTx, expected?: number): Promise<RelayedBatch | undefined> {
  // Sent together and kept in order by the connection: what is taken is looked for after the lock.
  const together = expected === undefined ? undefined : Promise.all([tx.lockPosition(expected), tx.takeOutbox(relayBatchMax)]);
  const [{ origin }, taken] = await Promise.all([tx.identity(), together]);
  if (taken && origin !== expected) throw new OriginChanged();
  if (origin === undefined) return undefined;
  const [position, rows] = taken ?? [await tx.lockPosition(origin), await tx.takeOutbox(relayBatchMax)];
  if (rows.length === 0) return { origin, entries: [], events: [], hasNotices: false };
  const entries: LogEntry[] = [];
  const tellings: Telling[] = [];
  let hasNotices = false;
  for (const [at, row] of rows.entries()) {
    const { env, envelope } = await addressed(tx, row, origin);
    const seq = position + 1 + at;
    entries.push({ origin, seq, env, hash: payloadHash(env), page: row.page, outbox: row.id, redacted: false });
    tellings.push(...tellingsOf(envelope, origin, seq));
    hasNotices ||= envelope.notify !== null || envelope.ops.some(({ kind }) => kind === 'subscription');
  }
  const [events] = await Promise.all([tx.tell(tellings), tx.appendLog(entries), tx.setPosition(origin, position + rows.length)]);
  return { origin, entries, events, hasNotices };
}

/** Nobody is told of what no visitor sees. */
export function tellingsOf(envelope: Envelope, origin: number, seq: number): Telling[] {
  const docs = envelope.ops.filter(({ kind }) => isPublicKind(kind)).map(({ doc, kind, page }) => ({ id: doc, kind, page }));
  if (envelope.page === null || docs.length === 0) return [];
  return [{ page: envelope.page, origin, seq, at: new Date(envelope.at).toISOString(), facts: envelope.facts, docs }];
}

// A row that was written under an earlier origin, and not relayed by it, depends on what that one did relay.
async function addressed(tx: StoreTx, row: OutboxRow, origin: number) {
  const envelope = decodeEnvelope(row.env);
  if (row.origin === origin) return { env: row.env, envelope };
  const readdressed = { ...envelope, deps: mergeVersions(envelope.deps, await tx.version()) };
  return { env: encodeEnvelope(readdressed), envelope: readdressed };
}
