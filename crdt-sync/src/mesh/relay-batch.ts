import type { PageEvent } from '@pharos/resources/fact';
import { mergeVersions, withoutWhole } from '@pharos/core/version';
import { isPublicKind } from '@pharos/resources/registry';
import { decodeEnvelope, encodeEnvelope, outlineOf, payloadHash, type EnvelopeOutline } from '../document/envelope.ts';
import type { LogEntry, OutboxRow, QuarantineRow, StoreTx, Telling } from '../store/store.ts';
import { quarantineRow } from './care.ts';
import type { Traced } from './journeys.ts';

// One transaction's worth: long enough to amortise a commit, short enough that a hot page's row is not held for long.
export const relayBatchMax = 100;

// Each time takes what was committed in the milliseconds of the time before.
const settleTriesMax = 4;

/** The database is another one than it was: nothing was relayed. */
export class OriginChanged extends Error {}

export interface RelayedBatch {
  origin: number;
  entries: LogEntry[];
  /** What each of them was written under, by this database or by one that it has followed. */
  under: number[];
  events: PageEvent[];
  /** Somebody has to be told: the notifier is poked. */
  hasNotices: boolean;
  /** Those of them whose journey is watched. */
  traced: Traced[];
}

/** A change without its place in the log, which waits in the outbox or is written by this very transaction. */
export interface Unplaced extends Omit<OutboxRow, 'id'> {
  id: OutboxRow['id'] | null;
  /** What its envelope says, where that need not be read. */
  outline?: EnvelopeOutline;
}

/**
 * Gives outbox rows their place in the region's log. A sequence is only ever assigned behind one row lock that is held until the
 * commit: commits do not end in the order in which they began, and a reader by number would pass over the late ones.
 * Undefined: this database has no origin, so nothing can be waiting under it. Whoever has relayed under an origin before
 * names it: then the three questions go together, and the answer is thrown away when the origin is another one by now.
 */
export async function relayBatch(tx: StoreTx, expected?: number, most = relayBatchMax): Promise<RelayedBatch | undefined> {
  // Sent together and kept in order by the connection: what is taken is looked for after the lock.
  const together = expected === undefined ? undefined : Promise.all([tx.lockPosition(expected), tx.takeOutbox(most)]);
  const [{ origin }, taken] = await Promise.all([tx.identity(), together]);
  if (taken && origin !== expected) throw new OriginChanged();
  if (origin === undefined) return undefined;
  const [position, first] = taken ?? [await tx.lockPosition(origin), await tx.takeOutbox(most)];
  return placeRows(tx, { origin, position, first, most });
}

export interface PlaceOptions {
  origin: number;
  /** Of the origin, locked by the caller until the end. */
  position: number;
  first: Unplaced[];
  most: number;
}

/** Gives them their places, and tells the readers of their pages; with what others commit meanwhile, where that is shown already. */
export async function placeRows(tx: StoreTx, { origin, position, first, most }: PlaceOptions): Promise<RelayedBatch> {
  const entries: LogEntry[] = [];
  const under: number[] = [];
  const tellings: Telling[] = [];
  const traced: Traced[] = [];
  let hasNotices = false;
  let events: PageEvent[] | undefined = [];
  let rows: Unplaced[] = first;
  for (let tries = 1; rows.length > 0; tries++) {
    const round: LogEntry[] = [];
    for (const row of rows) {
      const env = await addressed(tx, row, origin);
      const outline = row.outline ?? outlineOf(env);
      const seq = position + entries.length + round.length + 1;
      round.push({ origin, seq, env, hash: payloadHash(env), page: row.page, outbox: row.id, redacted: false });
      under.push(row.origin);
      if (outline.trace !== undefined) traced.push({ origin, seq, page: row.page, trace: outline.trace });
      tellings.push(...tellingsOf(outline, origin, seq));
      hasNotices ||= outline.hasNotice || outline.ops.some(({ kind }) => kind === 'subscription');
    }
    entries.push(...round);
    // Behind by whole batches: what is shown runs ahead of what is counted until the end of them.
    const told = tx.tell(tellings, tries === settleTriesMax || rows.length === most);
    [events] = await Promise.all([told, tx.lastly(tx.appendLog(round), tx.setPosition(origin, position + entries.length))]);
    if (events) break;
    // Committed since the outbox was read, and to be seen in these parts: it is counted with the rest.
    rows = await tx.takeOutbox(most);
  }
  events ??= (await tx.tell(tellings, true))!;
  return { origin, entries, under, events, hasNotices, traced };
}

/**
 * The first row of the outbox, of which readers cannot be told what changed, or which cannot even be read: it has its place in
 * the log, where the other regions find it, and waits for a person here.
 */
export async function relayUntold(
  tx: StoreTx,
  why: Error,
  isReadable: boolean,
): Promise<(RelayedBatch & { row: QuarantineRow }) | undefined> {
  const { origin } = await tx.identity();
  if (origin === undefined) return undefined;
  const position = await tx.lockPosition(origin);
  const [row] = await tx.takeOutbox(1);
  if (!row) return undefined;
  const env = isReadable ? await addressed(tx, row, origin) : row.env;
  const outline = isReadable ? outlineOf(env) : undefined;
  const seq = position + 1;
  const entry: LogEntry = { origin, seq, env, hash: payloadHash(env), page: row.page, outbox: row.id, redacted: false };
  const told = quarantineRow(isReadable ? 'untold' : 'set-aside', entry, why);
  const tellings = outline ? tellingsOf(outline, origin, seq).map(withoutContent) : [];
  const [events] = await Promise.all([tx.tell(tellings, true), tx.appendLog([entry]), tx.setPosition(origin, seq), tx.quarantine(told)]);
  const traced = outline?.trace === undefined ? [] : [{ origin, seq, page: row.page, trace: outline.trace }];
  return { origin, entries: [entry], under: [row.origin], events: events!, hasNotices: outline?.hasNotice ?? false, traced, row: told };
}

/** That something changed, and not what: the version goes on, and whoever wants to see it reads the page. */
export function withoutContent(telling: Telling): Telling {
  return { ...telling, facts: [], docs: [] };
}

/** Nobody is told of what no visitor sees. */
export function tellingsOf(envelope: Pick<EnvelopeOutline, 'at' | 'page' | 'facts' | 'ops'>, origin: number, seq: number): Telling[] {
  const docs = envelope.ops.filter(({ kind }) => isPublicKind(kind)).map(({ doc, kind, page }) => ({ id: doc, kind, page }));
  if (envelope.page === null || docs.length === 0) return [];
  return [{ page: envelope.page, origin, seq, at: new Date(envelope.at).toISOString(), facts: envelope.facts, docs }];
}

// A row that was written under an earlier origin, and not relayed by it, depends on what that one did relay.
async function addressed(tx: StoreTx, row: Unplaced, origin: number): Promise<Uint8Array> {
  if (row.origin === origin) return row.env;
  const envelope = decodeEnvelope(row.env);
  return encodeEnvelope({ ...envelope, deps: mergeVersions(envelope.deps, withoutWhole(await tx.version())) });
}
