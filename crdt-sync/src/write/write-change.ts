import type { ActorKind } from '@pharos/core/actor';
import type { Fact } from '@pharos/resources/fact';
import { Problem } from '@pharos/core/problem';
import { docName, type DocRef } from '@pharos/resources/kind';
import { usedId, type FoldOf, type Plan } from '@pharos/resources/plan';
import {
  asksForOrder,
  componentsNamed,
  componentsTouched,
  documentsOf,
  pageOf,
  planChange,
  resourceOf,
  type Change,
} from '@pharos/resources/registry';
import { nextHlc } from '@pharos/core/hlc';
import type { TraceContext } from '@pharos/core/traces';
import type { PushedPoints } from '@pharos/region/projection/points';
import type { RecentDocuments } from '../document/recent-documents.ts';
import { editText } from '../document/text-doc.ts';
import { stampMs } from '../mesh/skew.ts';
import type { RelayedBatch, Unplaced } from '../mesh/relay-batch.ts';
import type { Notice, StoreTx } from '../store/store.ts';
import { requireStates, type ExpectedStates } from './expected-states.ts';
import { commitDocs, commitPlaced, encoded } from './commit-docs.ts';
import { holdDocs, type HeldDocs, type StagedWrites } from './held-docs.ts';

export interface WriteContext {
  region: string;
  regionNumber: number;
  nowMs: number;
  /** Of whoever writes; none: each document is loaded. */
  recent?: RecentDocuments;
}

export interface WriteRequest {
  change: Change;
  /** Who asks, and what sort of somebody that is. */
  actor: string;
  by?: ActorKind;
  /** The address from which they ask. */
  from?: string | undefined;
  /** It may be sent again under the same name: what it asked is kept. */
  isRepeatable?: boolean;
  /** Only if these documents still have the states that were read: judged once they are locked. */
  expected?: ExpectedStates | undefined;
  /** Of whoever watches the journey: it goes with the Change, wherever that goes. */
  trace?: TraceContext | undefined;
}

export type WriteOutcome =
  | { kind: 'written'; page: string | null; origin: number; facts: Fact[]; at: Place }
  /** The same request came before. */
  | { kind: 'already-done'; page: string | null; outbox: number | undefined; origin: number }
  /** This database has no origin yet: mint one and come again. */
  | { kind: 'no-origin' };

/** Where a change is once it is committed: in the outbox, under this number, or in the log. */
export type Place = { outbox: number } | { seq: number; version: string | null };

export interface GroupWritten {
  /** In the order of the requests. */
  outcomes: GroupOutcome[];
  /** What got its place in the log, to be told once it is committed. */
  placed?: RelayedBatch | undefined;
}

export type GroupOutcome =
  | WriteOutcome
  | { kind: 'refused'; problem: Problem }
  /** Somebody else holds what it needs, or it asks what a group cannot tell: it has to come by itself. */
  | { kind: 'alone' };

/** Somebody else holds what a Change was found to need too late to wait for it: it comes again and locks `refs` with the rest, in order. */
export class HeldElsewhere extends Error {
  readonly refs: DocRef[];
  constructor(refs: DocRef[]) {
    super(`another transaction holds ${refs.map(({ id }) => id).join(', ')}`);
    this.refs = refs;
  }
}

/** One Change, in the transaction of its caller: lock, fold, validate, stamp, apply, read model, notice, and the outbox last. */
export async function writeChange(
  tx: StoreTx,
  change: Change,
  { actor, by, from, isRepeatable = false, expected, trace, ...context }: WriteContext & Omit<WriteRequest, 'change'>,
  also: DocRef[] = [],
): Promise<WriteOutcome> {
  const { outcomes } = await writeChanges(tx, [{ change, actor, from, isRepeatable, expected, trace, ...(by ? { by } : {}) }], context, {
    also,
    isSingle: true,
  });
  const [outcome] = outcomes;
  if (outcome!.kind === 'refused' || outcome!.kind === 'alone') throw new Error('a Change by itself is written, or throws');
  return outcome!;
}

/**
 * Several Changes in one transaction, one after the other, each with its own envelope: all that they would do by themselves,
 * for one commit. One by itself may wait for its locks; else they take what is free and leave out who would have to wait, so
 * that no page waits for another. Who is refused does not hold up the others; only when that would leave an empty document behind
 * it throws, and each is to come by itself.
 */
export async function writeChanges(
  tx: StoreTx,
  requests: WriteRequest[],
  context: WriteContext,
  { also = [], isSingle = false, isPlacing = false }: GroupOptions = {},
): Promise<GroupWritten> {
  const asked = requests.map((request): Asked => {
    return { ...request, page: pageOf(request.change), ...documentsOf(request.change) };
  });
  const knownOf = (refs: DocRef[]) => context.recent?.states(refs.map(({ id }) => id));
  const lockDocs = isSingle ? tx.lockDocs : tx.lockFreeDocs;
  const first = unique([...asked.flatMap(({ change, lock }) => [...lock, ...componentsNamed(change)]), ...also]);
  const { change, page } = asked[0]!;
  const [identity, docs, pageNames, seen, lastOrder] = await Promise.all([
    tx.identity(),
    lockDocs(first, unique(asked.flatMap(({ mayBeNew }) => mayBeNew)), knownOf(first)),
    tx.pageNames([...new Set(asked.flatMap(({ page }) => page ?? []))]),
    tx.version(), // after the locks: it covers everything that the locked documents hold
    isSingle && asksForOrder(change) ? tx.lastOrder(page!) : undefined,
  ]);
  const { origin } = identity;
  if (origin === undefined) return { outcomes: asked.map(() => ({ kind: 'no-origin' })) };

  const held = holdDocs(docs.values(), context.recent);
  const touched = asked.map((each) => componentsTouched(each.change, foldOf(held, each)));
  const isAsked = new Set(first.map(({ id }) => id));
  const more = unique(touched.flat()).filter(({ id }) => !isAsked.has(id));
  let deps = seen;
  if (more.length > 0) {
    // Out of their order by now: nobody waits here, or two could wait for each other.
    const [components, seenThen] = await Promise.all([tx.lockFreeDocs(more, [], knownOf(more)), tx.version()]);
    const others = more.filter(({ id }) => !components.has(id));
    if (isSingle && others.length > 0 && (await tx.readDocs(others.map(({ id }) => id))).size > 0) throw new HeldElsewhere(more);
    held.add(components.values());
    deps = seenThen;
  }

  const nowMs = stampMs(context.nowMs, identity.leadMs);
  const { region, regionNumber } = context;
  const rows: Omit<Unplaced, 'id'>[] = [];
  const notices: Notice[] = [];
  const points: PushedPoints[] = [];
  const planOne = (each: Asked): Planned => {
    const { page, actor, by, from, change, expected, trace } = each;
    if (expected) requireStates(expected, (id) => held.get(id)?.state);
    const pageName = page === null ? undefined : pageNames.get(page);
    const plan = planChange(each.change, {
      fold: foldOf(held, each),
      editText: (ref, edit) => editText(held.get(ref.id)?.state ?? new Uint8Array(), edit, origin),
      page: pageName === undefined ? undefined : { name: pageName },
      now: new Date(nowMs).toISOString(),
      region,
      lastOrder,
      isRepeatable: each.isRepeatable ?? false,
    });
    if (plan.writes.length === 0 && !plan.points) return { kind: 'already-done' };
    const staged = plan.points ? measured(held, plan.points, nowMs) : held.stage(plan.writes, { origin, region: regionNumber, nowMs });
    const { ops, hlc, adopt } = staged;
    const telling = identity.telling && { telling: identity.telling };
    const notify = plan.notify && page !== null ? { ...plan.notify, pageName: pageName ?? '', ...telling } : null;
    const { facts } = plan;
    const env = encoded({ region, hlc, at: nowMs, actor, by, verb: change.type, from, deps, page, ops, facts, notify, trace });
    const outline = { at: nowMs, page, facts, ops, hasNotice: notify !== null, trace };
    adopt();
    if (plan.points) points.push(pushedBy(plan.points, hlc, regionNumber));
    if (notify && page !== null) notices.push({ ...notify, page, ownerRegion: region, at: new Date(nowMs).toISOString(), trace });
    return { kind: 'written', row: rows.push({ origin, page, env, outline }) - 1, facts };
  };
  const planned = asked.map((each, at): Planned => {
    if (isSingle) return planOne(each);
    const isFree = [...each.lock, ...touched[at]!].every(({ id }) => held.get(id) !== undefined);
    if (!isFree || asksForOrder(each.change)) return { kind: 'alone' };
    try {
      return planOne(each);
    } catch (error) {
      if (!(error instanceof Problem) || each.mayBeNew.length > 0) throw error;
      return { kind: 'refused', problem: error };
    }
  });
  // Made for who turned out to write nothing here: an empty document must not be left behind.
  const empty = asked.flatMap(({ mayBeNew }) => mayBeNew.filter(({ id }) => held.get(id)?.state.length === 0)).map(({ id }) => id);
  if (empty.length > 0) await tx.dropMade(empty);
  const commit = { changes: held.changes(), points, notices, rows };
  const placed = isPlacing ? await commitPlaced(tx, commit) : undefined;
  const places: Place[] = placed ? placesIn(placed) : (await commitDocs(tx, commit)).map((outbox) => ({ outbox }));
  held.keep();
  const outcomeOf = async (plan: Planned, { page }: Asked): Promise<GroupOutcome> => {
    if (plan.kind === 'written') return { kind: 'written', page, origin, facts: plan.facts, at: places[plan.row]! };
    if (plan.kind === 'already-done') return { ...plan, page, origin, outbox: page === null ? undefined : await tx.pendingOutbox(page) };
    return plan;
  };
  return { outcomes: await Promise.all(planned.map((plan, at) => outcomeOf(plan, asked[at]!))), placed };
}

interface GroupOptions {
  /** To be locked with what the requests name. */
  also?: DocRef[];
  /** One by itself, which may wait for its locks. */
  isSingle?: boolean;
  /** They are given their places in the log at once; throws NotPlaced when that cannot be. */
  isPlacing?: boolean;
}

// Those of this transaction, in its order: what came from the outbox has a number there.
function placesIn({ entries, events }: RelayedBatch): Place[] {
  const versions = new Map(events.map(({ seq, version }) => [seq, version]));
  return entries.flatMap(({ outbox, seq }) => (outbox === null ? [{ seq, version: versions.get(seq) ?? null }] : []));
}

interface Asked extends WriteRequest {
  page: string | null;
  lock: DocRef[];
  /** It may be about something new. */
  isMaking: boolean;
  /** Empty at first, if they are not there: a refusal must not leave them behind. */
  mayBeNew: DocRef[];
}

type Planned =
  | { kind: 'written'; row: number; facts: Fact[] }
  | { kind: 'already-done' }
  | Extract<GroupOutcome, { kind: 'refused' | 'alone' }>;

// Beside its document, which stays as it is.
function measured(held: HeldDocs, { ref, points, brought }: NonNullable<Plan['points']>, nowMs: number): StagedWrites {
  const { id, kind, page, hlc } = held.get(ref.id)!;
  return { ops: [{ doc: id, kind, page, delta: undefined, points, brought }], hlc: nextHlc(hlc, nowMs), adopt: () => undefined };
}

function pushedBy({ ref, points = [], brought }: NonNullable<Plan['points']>, hlc: number, region: number): PushedPoints {
  return { metric: docName(ref.id), points, ...(brought && { brought }), hlc, region };
}

function unique(refs: DocRef[]): DocRef[] {
  return [...new Map(refs.map((ref) => [ref.id, ref])).values()];
}

function foldOf(held: HeldDocs, { isMaking }: Asked): FoldOf {
  return (ref) => {
    const doc = held.get(ref.id);
    return !doc || doc.purged || !isOfPage(doc, ref, isMaking) ? new Map() : held.foldOf(doc.id);
  };
}

// An id of another page is not to be seen, and not to be taken.
function isOfPage(doc: DocRef, ref: DocRef, isMaking: boolean): boolean {
  const resource = resourceOf(ref.kind);
  if (doc.page === ref.page || resource?.isOfAnyPage) return true;
  if (isMaking && !resource?.isNamedByOthers) throw usedId(ref.kind);
  return false;
}
