import type { PageEvent } from '@pharos/resources/fact';
import { mergeVersions, wholeSeq, type Version } from '@pharos/core/version';
import { latestHlc, BadDocument, type Fold } from '@pharos/resources/fold';
import { docRef, type DocRef } from '@pharos/resources/kind';
import { resourceOf } from '@pharos/resources/registry';
import { decodeEnvelope, redactEnvelope } from '../document/envelope.ts';
import { addTo, findMismatches } from '../document/find-mismatches.ts';
import { regionOfOrigin } from '../document/origin.ts';
import { noRecentDocuments, type RecentDocuments } from '../document/recent-documents.ts';
import { foldState, mergeDelta, type Merged, type OpenDocument } from '../document/registers.ts';
import type { DocChange, LogEntry, MismatchRow, QuarantineRow, StoredDoc, StoreTx, Telling } from '../store/store.ts';
import { quarantineRow, type Care } from './care.ts';
import { entriesOf, lockGuessed, lockRest, partition, pick, refsOf, uniqueRefs, GuessedWrong, type Opened } from './apply-locks.ts';
import { nextOf } from './apply-order.ts';
import { tellingsOf, withoutContent } from './relay-batch.ts';
import { retiredBy, takeRetirement } from './retire.ts';
import { noticeOf, pointsOf } from './said-of.ts';
import { createFactTeller } from './untold-facts.ts';

export interface AppliedBatch {
  /** Where the origins of the batch stand now. */
  positions: Version;
  applied: LogEntry[];
  events: PageEvent[];
  quarantined: QuarantineRow[];
  mismatched: MismatchRow[];
  hasNotices: boolean;
}

/** Its events would show what this region has committed and not counted yet: nothing was applied; to be asked again when the relay has been. */
export class Unsettled extends Error {}

/** Whether a region is this one: what comes of it has been here before, in a database that was lost. */
export type IsOwn = (regionNumber: number) => boolean;

export interface ApplyOptions {
  isOwn: IsOwn;
  /** The vector, as far as the caller knows. */
  expected?: Version;
  /** Tells even what shows more than it counts: the relay is away. */
  evenUnsettled?: boolean;
  /** Of one envelope that could not be taken whole, and why. */
  care?: Care;
  why?: Error | undefined;
  /** Of whoever applies; none: each document is loaded. */
  recent?: RecentDocuments;
}

/**
 * Applies the next envelopes of one or several origins, in one transaction with all their effects. What is there already is
 * passed over; at a gap, or at one whose dependencies are not covered, an origin stops. A document that cannot take its
 * delta is quarantined, and neither its neighbours nor its region wait for it.
 * Whoever thinks to know the vector names it: then positions and documents are locked in one trip, for what should be next,
 * and the answer is thrown away when it is not.
 */
export async function applyBatch(
  tx: StoreTx,
  offered: Map<number, LogEntry[]>,
  { isOwn, expected, evenUnsettled = false, care = 'whole', why, recent }: ApplyOptions,
): Promise<AppliedBatch> {
  const guess = expected && nextOf(offered, expected);
  const held = guess && guess.length > 0 ? lockGuessed(tx, offered, guess, recent) : undefined;
  // Sent together and kept in order by the connection: the vector is read behind the locks.
  const [before, version] = held ? (await held).at : await Promise.all([tx.lockPositions([...offered.keys()]), tx.version()]);
  const opened = nextOf(held ? entriesOf(guess!) : offered, mergeVersions(version, before));
  if (held && opened.length !== guess!.length) throw new GuessedWrong();
  const moved = Object.fromEntries(opened.map(({ entry }) => [entry.origin, entry.seq]));
  const result: AppliedBatch = {
    positions: { ...before, ...moved },
    applied: [],
    events: [],
    quarantined: [],
    mismatched: [],
    hasNotices: false,
  };
  if (opened.length === 0) return result;

  const work: Work = new Map();
  const purged = await mergeAll(tx, opened, work, result.quarantined, (await held)?.docs, recent);
  result.mismatched = mismatchesIn(work, opened);
  if (care !== 'whole') result.quarantined.push(quarantineRow(care, opened[0]!.entry, why!));
  // Sent together as well: what is told is read after it is saved.
  const saved = Promise.all([
    tx.saveDocs(changesOf(work), care === 'unread'),
    tx.addPoints(pointsOf(opened, purged)),
    ...result.quarantined.map((row) => tx.quarantine(row)),
    tx.addMismatches(result.mismatched),
  ]);
  result.applied = opened.map(({ entry }) => entry);
  const factsOf = createFactTeller((doc) => work.get(doc)?.before);
  const notices = care === 'unread' ? [] : opened.flatMap((each) => noticeOf(each, isOwn));
  result.hasNotices = notices.length > 0;
  const [, events] = await Promise.all([
    saved,
    tx.tell(
      opened.flatMap(({ entry: { origin, seq }, envelope }) =>
        tellingsOf({ ...envelope, facts: factsOf(envelope, origin) }, origin, seq).map((telling) =>
          care === 'whole' ? withUnsaid(telling, work) : withoutContent(telling),
        ),
      ),
      evenUnsettled,
    ),
    tx.appendLog(opened.map((each) => withoutPurged(each, purged))),
    tx.addNotices(notices),
    ...Object.entries(moved).map(([origin, seq]) => tx.setPosition(Number(origin), seq)),
  ]);
  if (!events) throw new Unsettled();
  for (const [id, { opened }] of work) if (opened) recent?.keep(id, opened);
  for (const each of opened) await retireWith(tx, each, isOwn, result);
  return { ...result, events };
}

// Everything it says to be whole has been applied by now, in this transaction or before.
async function retireWith(tx: StoreTx, { entry, envelope }: Opened, isOwn: IsOwn, result: AppliedBatch): Promise<void> {
  const last = retiredBy(entry, envelope);
  if (last === undefined) return;
  result.positions[String(last)] = wholeSeq;
  const beyond = await takeRetirement(tx, last, envelope.deps, isOwn(regionOfOrigin(last)));
  for (const [name, seq] of Object.entries(beyond)) {
    const detail = `it ends at ${envelope.deps[name] ?? 0} for its own region: the deep check brings what is here beyond that to the others`;
    result.quarantined.push({ reason: 'beyond-retired', origin: Number(name), seq, detail, bytes: entry.env });
  }
}

/**
 * Somebody else's payload took a place in the log, and the origin has told us the true one: it takes the place, and what it
 * says is merged. What the other one said stays in its documents, where the deep check finds it.
 */
export async function applyTruth(tx: StoreTx, entry: LogEntry, isOwn: IsOwn): Promise<AppliedBatch> {
  const position = await tx.lockPosition(entry.origin);
  const result: AppliedBatch = {
    positions: { [entry.origin]: position },
    applied: [],
    events: [],
    quarantined: [],
    mismatched: [],
    hasNotices: false,
  };
  const stored = await tx.readHash(entry.origin, entry.seq);
  if (stored === undefined || stored === entry.hash) return result;
  const envelope = decodeEnvelope(entry.env);
  const work: Work = new Map();
  const purged = await mergeAll(tx, [{ entry, envelope }], work, result.quarantined);
  await tx.saveDocs(changesOf(work));
  await tx.addPoints(pointsOf([{ entry, envelope }], purged));
  await tx.replaceLog(entry);
  const notices = noticeOf({ entry, envelope }, isOwn);
  await tx.addNotices(notices);
  const events = (await tx.tell(tellingsOf(envelope, entry.origin, entry.seq), true))!;
  return { ...result, applied: [entry], events, hasNotices: notices.length > 0 };
}

/** Takes what stands in the log already once more: what it says, and who is to be told. Throws where that cannot be taken still. */
export async function applyAgain(tx: StoreTx, entry: LogEntry, isOwn: IsOwn): Promise<void> {
  const opened = { entry, envelope: decodeEnvelope(entry.env) };
  const work: Work = new Map();
  const quarantined: QuarantineRow[] = [];
  const purged = await mergeAll(tx, [opened], work, quarantined);
  if (quarantined[0]) throw new BadDocument(quarantined[0].reason, quarantined[0].detail);
  await tx.saveDocs(changesOf(work));
  await tx.addPoints(pointsOf([opened], purged));
  await tx.addNotices(noticeOf(opened, isOwn));
}

type Work = Map<string, Merged & { doc: StoredDoc; opened?: OpenDocument }>;

// Components last: which ones an incident shows, and whose status may so move, is known once it is merged.
async function mergeAll(
  tx: StoreTx,
  opened: Opened[],
  work: Work,
  quarantined: QuarantineRow[],
  held?: Map<string, StoredDoc>,
  recent: RecentDocuments = noRecentDocuments,
): Promise<Set<string>> {
  const [own, first] = partition(refsOf(opened), ({ kind }) => kind === 'component');
  const docs = held ? pick(held, first) : await tx.lockDocs(first, first);
  mergeInto(work, docs, opened, quarantined, recent);

  const shown = [...work.values()].flatMap(({ doc, before, after }) => [...componentsShown(doc, before), ...componentsShown(doc, after)]);
  const rest = uniqueRefs([...own, ...shown]);
  const components = held ? await lockRest(tx, rest, held) : await tx.lockDocs(rest, own);
  mergeInto(work, components, opened, quarantined, recent);

  const purges = opened.flatMap(({ envelope }) => envelope.ops.filter(({ purge }) => purge));
  for (const { doc, kind, page } of purges) {
    work.delete(doc);
    await tx.purgeDoc({ id: doc, kind, page });
    // What it could not take a moment ago is forgotten with it.
    for (let at = quarantined.length - 1; at >= 0; at--) if (quarantined[at]!.doc === doc) quarantined.splice(at, 1);
  }
  const gone = [...docs.values(), ...components.values()].filter((doc) => doc.purged);
  return new Set([...gone.map(({ id }) => id), ...purges.map(({ doc }) => doc)]);
}

// What comes late about a purged document is not kept either.
function withoutPurged({ entry, envelope }: Opened, purged: Set<string>): LogEntry {
  if (!envelope.ops.some(({ doc, delta, points, brought }) => (delta ?? points ?? brought) !== undefined && purged.has(doc))) return entry;
  return { ...entry, env: redactEnvelope(entry.env, purged), redacted: true };
}

/** The components that a document shows something of; none where it cannot be read. */
export function componentsShown(doc: StoredDoc, fold: Fold): DocRef[] {
  try {
    const names = resourceOf(doc.kind)?.components?.of(fold) ?? [];
    return [...names].map((name) => docRef('component', name, doc.page));
  } catch (error) {
    if (error instanceof BadDocument) return []; // not ours to read yet: it shows nothing
    throw error;
  }
}

// A component that an incident does not name any more, because somebody else's word stands, shows something else from now on.
function withUnsaid(telling: Telling, work: Work): Telling {
  const unsaid = telling.docs.flatMap(({ id }) => {
    const merged = work.get(id);
    if (!merged) return [];
    const said = new Set(componentsShown(merged.doc, merged.after).map((ref) => ref.id));
    return componentsShown(merged.doc, merged.before).filter((ref) => !said.has(ref.id));
  });
  return unsaid.length === 0 ? telling : { ...telling, docs: uniqueRefs([...telling.docs, ...unsaid]) };
}

interface MergeOp {
  entry: LogEntry;
  delta: Uint8Array;
}

function mergeInto(
  work: Work,
  docs: Map<string, StoredDoc>,
  opened: Opened[],
  quarantined: QuarantineRow[],
  recent: RecentDocuments,
): void {
  const ops = opened.flatMap(({ entry, envelope }) => envelope.ops.map(({ doc, delta }) => ({ entry, id: doc, delta })));
  for (const [id, ofDoc] of Map.groupBy(ops, ({ id }) => id)) {
    const doc = docs.get(id);
    const deltas = ofDoc.flatMap(({ entry, delta }) => (delta ? [{ entry, delta }] : []));
    if (!doc || doc.purged || deltas.length === 0) continue;
    const merged = mergeTogether(doc, deltas, recent) ?? mergeOneByOne(doc, deltas, quarantined);
    if (merged) work.set(id, { doc, ...merged });
  }
}

function mergeTogether(doc: StoredDoc, deltas: MergeOp[], recent: RecentDocuments): (Merged & { opened: OpenDocument }) | undefined {
  try {
    const opened = recent.take(doc.id, doc.state);
    const offered = deltas.map(({ entry, delta }) => ({ delta, origin: entry.origin }));
    return { ...opened.merge(offered, doc.kind), opened };
  } catch (error) {
    if (error instanceof BadDocument) return undefined;
    throw error;
  }
}

// One of them is bad: the others are merged without it.
function mergeOneByOne(doc: StoredDoc, deltas: MergeOp[], quarantined: QuarantineRow[]): Merged | undefined {
  let state = doc.state;
  let count = 0;
  for (const { entry, delta } of deltas) {
    try {
      state = mergeDelta(state, delta, entry.origin, doc.kind);
      count += 1;
    } catch (error) {
      if (!(error instanceof BadDocument)) throw error;
      const { origin, seq } = entry;
      quarantined.push({ reason: error.reason, origin, seq, doc: doc.id, detail: error.message, bytes: delta });
    }
  }
  return count === 0 ? undefined : { before: foldState(doc.state), state, after: foldState(state) };
}

function mismatchesIn(work: Work, opened: Opened[]): MismatchRow[] {
  const ops = opened.flatMap(({ entry: { origin, seq }, envelope }) =>
    envelope.ops.flatMap(({ doc, page, delta }) => (delta && work.has(doc) ? [{ doc, page, origin, seq, delta }] : [])),
  );
  return [...Map.groupBy(ops, ({ doc }) => doc).values()].flatMap((ofDoc) => {
    const { before } = work.get(ofDoc[0]!.doc)!;
    // Two of one request may come in one batch: each is held against what the document said by its time.
    const said: Fold = ofDoc.length === 1 ? before : new Map(before);
    return ofDoc.flatMap(({ delta, ...place }) => {
      const region = regionOfOrigin(place.origin);
      const found = findMismatches(said, delta, region);
      if (ofDoc.length > 1) addTo(said, delta, region);
      return found.map((each) => ({ ...each, ...place }));
    });
  });
}

function changesOf(work: Work): DocChange[] {
  // Who has seen a write always beats it: the document's clock is raised to the latest that it holds.
  return [...work.values()].map(({ doc, before, state, after }) => ({
    doc: { ...doc, state, hlc: Math.max(doc.hlc, latestHlc(after)) },
    before,
    after,
  }));
}
