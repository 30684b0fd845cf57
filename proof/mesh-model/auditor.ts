import { covers, encodeVersion, mergeVersions, wholeSeq, withWhole, type Version } from '@pharos/core/version';
import type { Fold, Register } from '@pharos/resources/fold';
import { readMembersDoc } from '@pharos/resources/member/fields';
import { foldHash } from '../../crdt-sync/src/document/digest.ts';
import { decodeEnvelope, type Envelope } from '../../crdt-sync/src/document/envelope.ts';
import { beats, clientsOf, foldState, mergeDelta } from '../../crdt-sync/src/document/registers.ts';
import { regionOfOrigin } from '../../crdt-sync/src/document/origin.ts';
import type { LogEntry, QuarantineRow } from '../../crdt-sync/src/store/store.ts';
import { membersRef } from '../../crdt-sync/src/mesh/members.ts';
import { digestOf, reachedBy, type MemoryState } from './memory-store.ts';
import { keyOf, placedAtOnce } from './look-at-commit.ts';
import type { ModelRegion } from './region.ts';

/** A promise that was broken, in one sentence. */
export class Broken extends Error {}

interface Write {
  region: number;
  /** Its document and delta, as text: what it is found by in any log. */
  key: string;
  doc: string;
  fields: Map<string, Register>;
  notice: string | undefined;
  /** Every region that had it was rolled back to before it: the one loss that is allowed. */
  isExcused: boolean;
}

export interface Auditor {
  /** `origin`: what the region writes under, if it knows by now. */
  wrote(region: number, before: MemoryState, after: MemoryState, origin: number | undefined): void;
  logged(region: number, entries: LogEntry[]): void;
  /** What a region could not take, whether or not it is let out again at once. */
  quarantined(region: string, rows: QuarantineRow[]): void;
  /** A region has forgotten where a retired origin ended, with its log. */
  forgot(origin: number, seq: number): void;
  /** After a region was rolled back: what nobody holds any more may be lost. */
  restored(regions: ModelRegion[]): void;
  check(regions: ModelRegion[]): void;
  checkEnd(regions: ModelRegion[]): void;
}

/** Looks at the world from outside and knows what was promised: it remembers every acknowledged write. */
export function createAuditor(begin: MemoryState): Auditor {
  const writes: Write[] = [];
  const purged = new Set<string>();
  const hashes = new Map<string, string>();
  const placed = new Map<string, { origin: number; seq: number }[]>();
  const checked = new Map<number, Version>();
  const forgotten: Version = {};
  const opened = new Map<string, Envelope>();
  const envelopeOf = (entry: { env: Uint8Array; hash?: string }): Envelope => {
    const known = entry.hash === undefined ? undefined : opened.get(entry.hash);
    const envelope = known ?? decodeEnvelope(entry.env);
    if (entry.hash !== undefined) opened.set(entry.hash, envelope);
    return envelope;
  };
  const keysOf = (envelope: Envelope) => envelope.ops.map(({ doc, delta }) => keyOf(doc, delta));

  const place = (entry: LogEntry) => {
    const name = `${entry.origin}:${entry.seq}`;
    const before = hashes.get(name);
    if (before !== undefined && before !== entry.hash) throw new Broken(`I7: ${name} has two payloads`);
    if (before !== undefined) return;
    hashes.set(name, entry.hash);
    for (const key of keysOf(envelopeOf(entry))) placed.set(key, [...(placed.get(key) ?? []), entry]);
  };

  return {
    wrote: (region, before, after, origin) => {
      const own = placedAtOnce(before, after, origin);
      // With what came from others, what was written under a name of the past is told again: that is no write.
      if (own.length === 0 && (after.nextOutbox === before.nextOutbox || after.vv !== before.vv)) return;
      const said = new Map<string, Uint8Array>();
      for (const { env, origin } of [...own, ...after.outbox.filter(({ id }) => id >= before.nextOutbox)]) {
        const { ops, notify } = decodeEnvelope(env);
        for (const { doc, kind, delta, purge } of ops) {
          if (delta === undefined && !purge) continue;
          if (delta === undefined) {
            purged.add(doc);
            said.set(doc, new Uint8Array());
            continue;
          }
          const old = said.get(doc) ?? before.docs.get(doc)?.state ?? new Uint8Array();
          const now = mergeDelta(old, delta, origin, kind);
          said.set(doc, now);
          const [oldFold, fold] = [foldState(old), foldState(now)];
          // A text has no clock: what was written is the word that was not there.
          const changed = () => new Map([...fold].filter(([name, { hlc }]) => oldFold.get(name)?.hlc !== hlc));
          const fields = kind === 'text' ? newWords(oldFold, fold) : changed();
          if (fields.size === 0) throw new Broken(`I6: an acknowledged write to ${doc} changed nothing`);
          writes.push({ region, key: keyOf(doc, delta), doc, fields, notice: notify?.update, isExcused: false });
        }
      }
      for (const [id, doc] of after.docs) {
        const state = said.get(id);
        if (state === undefined && doc !== before.docs.get(id)) throw new Broken(`I10: ${id} was changed, and no envelope says so`);
        if (state === undefined || doc.purged) continue;
        const hashes = new Set([doc.hash, hashOf(state), hashOf(doc.state)]);
        if (hashes.size > 1) throw new Broken(`I6: what was written to ${id} is not what it says now`);
      }
    },
    quarantined: (name, rows) => {
      // Its region may be rolled back behind a purge that nobody had heard of, while others had fetched what came before without
      // its payload: what it writes next waits until the document is completed from its writer, or by the deep check.
      const bad = rows.find(({ doc, reason }) => reason !== 'pending' || !purged.has(doc ?? ''));
      if (bad) throw new Broken(`I3: quarantined in ${name}: ${bad.reason}`);
    },
    forgot: (origin, seq) => void (forgotten[String(origin)] = seq),
    logged: (_region, entries) => entries.forEach(place),
    restored: (regions) => {
      const waiting = new Set<string>();
      for (const { store } of regions)
        for (const { env } of store.state.outbox) for (const key of keysOf(decodeEnvelope(env))) waiting.add(key);
      const has = (vv: Version, name: string) => vv[name] ?? forgotten[name] ?? 0;
      const reaches = (key: string, vv: Version) => (placed.get(key) ?? []).some(({ origin, seq }) => has(vv, String(origin)) >= seq);
      for (const write of writes) {
        if (!waiting.has(write.key) && !regions.some(({ store }) => reaches(write.key, store.state.vv))) write.isExcused = true;
      }
    },
    check: (regions) => {
      for (const region of regions) {
        const { state } = region.store;
        if (region.refused.length > 0)
          throw new Broken(`refused in ${region.name}: ${region.refused[0]!.reason} ${region.refused[0]!.detail}`);
        checkLog(region.at, state);
      }
      checkEqual(regions, false, purged);
    },
    checkEnd: (regions) => {
      for (const { name, store } of regions) {
        const stuck = store.state.quarantine[0];
        if (stuck) throw new Broken(`I3: ${stuck.doc} is still quarantined in ${name}: ${stuck.reason}`);
        const held = [...store.state.docs.values()].find(({ quarantined }) => quarantined);
        if (held) throw new Broken(`I3: ${held.id} is still held for quarantined in ${name}`);
      }
      checkEqual(regions, true, new Set());
      const final = regions[0]!.store.state;
      // Of what is retired the word says no more where it ended: who applied it knows.
      const ends: Version = { ...forgotten };
      for (const { store } of regions)
        for (const [name, seq] of Object.entries(store.state.vv)) ends[name] = Math.max(ends[name] ?? 0, seq);
      checkForgotten(regions, purged);
      const survives = ({ key, doc }: Write) =>
        !purged.has(doc) && (placed.get(key) ?? []).some(({ origin, seq }) => (ends[String(origin)] ?? 0) >= seq);
      for (const write of writes) {
        if (!write.isExcused && !purged.has(write.doc) && !survives(write))
          throw new Broken(`I5: an acknowledged write to ${write.doc} is lost`);
      }
      const isText = ({ doc }: Write) => doc.startsWith('text:');
      checkTexts(
        writes.filter((write) => isText(write) && survives(write)),
        final,
      );
      checkRegisters(
        writes.filter((write) => !isText(write) && survives(write)),
        final,
        begin,
        purged,
      );
      checkMembers(writes, final, survives);
      for (const { store, hasResynced, name } of regions) {
        for (const { notice } of writes.filter(survives)) {
          if (notice && !purged.size && !hasResynced && !store.state.notices.has(notice))
            throw new Broken(`${name} would not tell of ${notice}`);
        }
        for (const [id, doc] of store.state.docs) {
          if (doc.state.length === 0) continue;
          const strangers = clientsOf(doc.state).filter(
            (client) => regionOfOrigin(client) !== 63 && !regions.some(({ at }) => at + 1 === regionOfOrigin(client)),
          );
          if (strangers.length > 0) throw new Broken(`I16: ${id} was written by ${strangers[0]}`);
        }
      }
      const versions = ({ pages, retired }: MemoryState) => [...pages].map(([, vv]) => encodeVersion(withWhole(vv, [...retired.values()])));
      // Of a page of which one that was declared gone told more, it goes on naming an origin that the others never told that page of. What
      // its readers see is the same.
      const pages = new Set(regions.filter(({ hasMore }) => !hasMore).map(({ store }) => JSON.stringify(versions(store.state))));
      if (pages.size > 1) throw new Broken('the regions tell their readers different versions of a page');
    },
  };

  // What was applied since the last look: one payload a place, no gap, nothing before what it depends on.
  function checkLog(at: number, state: MemoryState): void {
    const before = checked.get(at) ?? {};
    if (state.vv === before) return;
    checked.set(at, state.vv);
    const had = mergeVersions(state.vv, Object.fromEntries([...state.retired.values()].map((last) => [last, wholeSeq])));
    for (const [name, seq] of Object.entries(state.vv)) {
      const from = Math.max(state.keptFrom[name] ?? 1, Math.min(before[name] ?? 0, seq) + 1);
      for (let each = from; each <= seq; each++) {
        const entry = state.log.get(Number(name))?.get(each);
        if (!entry) throw new Broken(`I8: region ${at} has a gap at ${name}:${each}`);
        place(entry);
        if (!covers(had, envelopeOf(entry).deps)) throw new Broken(`region ${at} shows ${name}:${each} before what it answers`);
      }
    }
  }
}

// What somebody has purged is left out on the way: its payloads are gone from logs before everybody has heard why. In the end it is not. Nor is what the
// deep check has to bring: until then a vector without it says nothing of that region.
function checkEqual(regions: ModelRegion[], isEnd: boolean, purged: Set<string>): void {
  const seen = new Map<string, { digest: string; name: string }>();
  for (const { name, store, hasMore } of regions) {
    const { outbox } = store.state;
    if (hasMore && !isEnd) continue;
    if (isEnd && outbox.length > 0) throw new Broken(`I2: ${name} still has something to tell`);
    if (outbox.length > 0) continue;
    const key = encodeVersion(reachedBy(store.state));
    const digest = digestOf(store.state, purged);
    const other = seen.get(key);
    if (other && other.digest !== digest) throw new Broken(`I1: ${other.name} and ${name} have the same vector and say different things`);
    seen.set(key, { digest, name });
  }
  if (isEnd && seen.size > 1) throw new Broken('I2: the regions did not become level');
}

function hashOf(state: Uint8Array): string {
  return Buffer.from(foldHash(foldState(state))).toString('hex');
}

function newWords(before: Fold, after: Fold): Map<string, Register> {
  const had = new Set(wordsOf(before));
  return new Map(wordsOf(after).flatMap((word) => (had.has(word) ? [] : [[word, after.get('text')!]])));
}

function wordsOf(fold: Fold): string[] {
  const text = fold.get('text')?.value;
  return typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
}

// Nobody deletes in the model's texts: each word that survives anywhere is there, once.
function checkTexts(survivors: Write[], state: MemoryState): void {
  for (const { doc, fields } of survivors) {
    const words = wordsOf(foldState(state.docs.get(doc)!.state));
    for (const word of fields.keys()) {
      const times = words.filter((each) => each === word).length;
      if (times !== 1) throw new Broken(`I4: ${word} stands ${times} times in ${doc}`);
    }
  }
}

// A purge that survives is known everywhere; then nobody holds a byte of what was forgotten.
function checkForgotten(regions: ModelRegion[], purged: Set<string>): void {
  for (const id of purged) {
    const holders = regions.filter(({ store }) => !store.state.docs.get(id)?.purged);
    // None has heard of it: its region was rolled back before it could tell.
    if (holders.length > 0 && holders.length < regions.length) throw new Broken(`${id} is forgotten, but not in ${holders[0]!.name}`);
    for (const { name, store } of holders.length === 0 ? regions : []) {
      if (store.state.docs.get(id)!.state.length > 0) throw new Broken(`${name} holds ${id}, which was forgotten`);
      for (const entries of store.state.log.values())
        for (const { env, origin, seq } of entries.values())
          if (decodeEnvelope(env).ops.some(({ doc, delta }) => doc === id && delta !== undefined))
            throw new Broken(`the log of ${name} holds ${id} at ${origin}:${seq}`);
    }
  }
}

// The last word about a region is the one that had seen most words about it.
function checkMembers(writes: Write[], state: MemoryState, survives: (write: Write) => boolean): void {
  const epochs = new Map<string, number>();
  for (const { fields } of writes.filter((write) => write.doc === membersRef.id && survives(write))) {
    for (const [name, { value }] of fields) {
      const region = name.split('/')[1]!;
      epochs.set(region, Math.max(epochs.get(region) ?? 0, (value as { epoch: number }).epoch));
    }
  }
  const doc = state.docs.get(membersRef.id);
  const members = new Map((doc ? readMembersDoc(foldState(doc.state)) : []).map((member) => [member.region, member]));
  for (const [region, epoch] of epochs) {
    if (members.get(region)?.epoch !== epoch)
      throw new Broken(`an older word about ${region} has won: ${members.get(region)?.epoch} over ${epoch}`);
  }
}

function checkRegisters(survivors: Write[], state: MemoryState, begin: MemoryState, purged: Set<string>): void {
  const expected = new Map<string, Register>();
  for (const [id, doc] of begin.docs) {
    if (purged.has(id)) continue;
    for (const [field, register] of foldState(doc.state)) expected.set(`${id} ${field}`, register);
  }
  for (const { doc, fields } of survivors) {
    for (const [field, register] of fields) {
      const name = `${doc} ${field}`;
      const best = expected.get(name);
      if (!best || beats(register, best)) expected.set(name, register);
    }
  }
  for (const [id, doc] of state.docs) {
    if (doc.kind === 'text' || purged.has(id)) continue;
    for (const [field, register] of foldState(doc.state)) {
      const best = expected.get(`${id} ${field}`);
      const [is, should] = [JSON.stringify(register), JSON.stringify(best)];
      if (is !== should) throw new Broken(`I4: ${id} ${field} is not the latest of what was written: ${is}, not ${should}`);
      expected.delete(`${id} ${field}`);
    }
  }
  for (const missing of expected.keys()) throw new Broken(`I4: ${missing} was written and is not there`);
}
