import type { Change } from '@pharos/core/change';
import type { Fact } from '@pharos/core/fact';
import { Problem } from '@pharos/core/problem';
import { encodeEnvelope, envelopeBytesMax, type EnvelopeOp } from '../document/envelope.ts';
import { nextHlc } from '../document/hlc.ts';
import type { DocRef } from '../document/kind.ts';
import { foldState, openDocument, type Fold, type Json, type OpenDocument } from '../document/registers.ts';
import { stampMs } from '../mesh/skew.ts';
import type { DocChange, StoredDoc, StoreTx } from '../store/store.ts';
import { componentsTouched, documentsOf, planChange, type DocWrite } from './plan.ts';
import { usedId } from './plan-kit.ts';

export interface WriteContext {
  region: string;
  regionNumber: number;
  nowMs: number;
  actor: string;
}

export type WriteOutcome =
  | { kind: 'written'; page: string | null; outbox: number; origin: number; facts: Fact[] }
  /** The same request came before. */
  | { kind: 'already-done'; page: string | null; outbox: number | undefined; origin: number }
  /** This database has no origin yet: mint one and come again. */
  | { kind: 'no-origin' };

// A document beyond this is slow to load under its lock: an incident of several hundred updates. Its writer is told.
export const documentWriteBytesMax = 262_144;

/** One Change, in the transaction of its caller: lock, fold, validate, stamp, apply, read model, notice, and the outbox last. */
export async function writeChange(tx: StoreTx, change: Change, context: WriteContext): Promise<WriteOutcome> {
  const page = 'page' in change ? change.page : null;
  const { lock, make, made = make ? lock : [] } = documentsOf(change);
  const [identity, docs, pageName] = await Promise.all([
    tx.identity(),
    tx.lockDocs(lock, made),
    page === null ? undefined : tx.pageName(page),
  ]);
  if (identity.origin === undefined) return { kind: 'no-origin' };

  const opened = new Map<string, OpenDocument>();
  const open = (doc: StoredDoc): OpenDocument => {
    const known = opened.get(doc.id) ?? openDocument(doc.state);
    opened.set(doc.id, known);
    return known;
  };
  const foldOf = (ref: DocRef): Fold => {
    const doc = docs.get(ref.id);
    if (!doc || doc.purged || !isOfPage(doc, ref, make)) return new Map();
    return open(doc).fold();
  };
  const touched = componentsTouched(change, foldOf);
  const [components, deps, lastOrder] = await Promise.all([
    tx.lockDocs(touched, []),
    tx.version(), // after the locks: it covers everything that the locked documents hold
    change.type === 'create-component' && change.order === undefined ? tx.lastOrder(change.page) : undefined,
  ]);
  for (const [id, doc] of components) docs.set(id, doc);

  const nowMs = stampMs(context.nowMs, identity.leadMs);
  const plan = planChange(change, {
    fold: foldOf,
    state: (ref) => docs.get(ref.id)?.state ?? new Uint8Array(),
    origin: identity.origin,
    page: pageName === undefined ? undefined : { name: pageName },
    now: new Date(nowMs).toISOString(),
    region: context.region,
    lastOrder,
  });
  const origin = identity.origin;
  if (plan.writes.length === 0) {
    return { kind: 'already-done', page, origin, outbox: page === null ? undefined : await tx.pendingOutbox(page) };
  }
  const notify = plan.notify && page !== null ? { ...plan.notify, pageName: pageName ?? '' } : null;
  const { outbox } = await commitWrites(tx, plan.writes, {
    docs,
    open,
    foldOf,
    origin,
    deps,
    nowMs,
    context,
    page,
    facts: plan.facts,
    notify,
  });
  return { kind: 'written', page, outbox, origin, facts: plan.facts };
}

export interface Commit {
  docs: Map<string, StoredDoc>;
  /** Each document once, loaded in this transaction. */
  open(doc: StoredDoc): OpenDocument;
  foldOf(ref: DocRef): Fold;
  origin: number;
  deps: Record<string, number>;
  nowMs: number;
  context: WriteContext;
  page: string | null;
  facts: Fact[];
  notify: { update: string; components: string[]; fact: Fact; pageName: string } | null;
}

/** The part that every write shares: stamps the fields, saves, and puts the envelope into the outbox. */
export async function commitWrites(tx: StoreTx, writes: DocWrite[], commit: Commit): Promise<{ outbox: number; hlc: number }> {
  const { docs, open, foldOf, origin, deps, nowMs, context, page, facts, notify } = commit;
  const changes: DocChange[] = [];
  const ops: EnvelopeOp[] = [];
  let hlcMax = 0;
  for (const write of writes) {
    const { ref } = write;
    const doc = docs.get(ref.id)!;
    // The other regions would pass it over, and so must we.
    if (doc.purged) throw new Problem('conflict', `this ${doc.kind} was forgotten for good`);
    const hlc = nextHlc(doc.hlc, nowMs);
    hlcMax = Math.max(hlcMax, hlc);
    const { state, update } = 'made' in write ? write.made : open(doc).write(write.fields, { origin, region: context.regionNumber, hlc });
    if (state.length > documentWriteBytesMax) throw new Problem('too-large', 'this has grown too large: start a new one');
    const before = foldOf(ref);
    const after = 'made' in write ? foldState(state) : withFields(before, write.fields, hlc, context.regionNumber);
    changes.push({ doc: { ...doc, state, hlc }, before, after });
    ops.push({ doc: doc.id, kind: doc.kind, page: doc.page, update });
  }
  const { region } = context;
  const env = encodeEnvelope({ v: 1, region, hlc: hlcMax, at: nowMs, actor: context.actor, deps, page, ops, facts, notify });
  if (env.length > envelopeBytesMax) throw new Problem('too-large', 'this is too much for one request');
  // Sent together and kept in order by the connection: the outbox row is last.
  const saved = tx.saveDocs(changes);
  const noticed =
    notify && page !== null ? tx.addNotices([{ ...notify, page, ownerRegion: region, at: new Date(nowMs).toISOString() }]) : undefined;
  const [outbox] = await Promise.all([tx.addOutbox({ origin, page, env }), saved, noticed]);
  return { outbox, hlc: hlcMax };
}

function withFields(before: Fold, fields: Record<string, Json>, hlc: number, region: number): Fold {
  const after: Fold = new Map(before);
  for (const [name, value] of Object.entries(fields)) after.set(name, { value, hlc, region });
  return after;
}

// An id of another page is not to be seen, and not to be taken.
function isOfPage(doc: StoredDoc, ref: DocRef, make: boolean): boolean {
  if (doc.page === ref.page || ref.kind === 'apikey') return true;
  if (make && ref.kind !== 'component') throw usedId(ref.kind);
  return false;
}
