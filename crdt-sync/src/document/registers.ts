import * as Y from 'yjs';
import { hlcMax } from '@pharos/core/hlc';
import { BadDocument, type Fold, type Json, type Register } from '@pharos/resources/fold';
import { resourceOf } from '@pharos/resources/registry';
import { regionOfOrigin } from './origin.ts';
import { assertTextDelta, foldText, isText } from './text-fold.ts';
import { applyTo, decodeDelta, encodeState, openState } from './yjs-state.ts';

export interface Stamp {
  /** The incarnation that writes: the Yjs client id. */
  origin: number;
  region: number;
  hlc: number;
}

// The largest document: an incident of a thousand long updates. More is refused where it is written.
export const documentBytesMax = 1_048_576;

/**
 * A document, loaded: read, written and merged into. Whoever keeps it longer than a transaction asks `recent-documents.ts`,
 * which gives it back only where it says what the database does. After a throw it is not to be used any more.
 */
export interface OpenDocument {
  fold(): Fold;
  /** As it was loaded, or last encoded. */
  state(): Uint8Array;
  /**
   * One root array per region, of [field, hlc, value]. A region writes only its own array and deletes its own superseded
   * entry in the same Yjs transaction, so that every run of items has a single writer and stays small. At least one entry is
   * inserted each time: a write that only deletes would not move any clock.
   */
  write(fields: Record<string, Json>, stamp: Stamp): { state: Uint8Array; delta: Uint8Array };
  /** What other regions wrote. Throws as soon as one of them is bad; then they are to be tried one by one. */
  merge(deltas: { delta: Uint8Array; origin: number }[], kind?: string): Merged;
}

export function openDocument(stored: Uint8Array): OpenDocument {
  const doc = openState(stored);
  let state = stored;
  let known: Fold | undefined;
  const fold = () => (known ??= readArrays(doc));
  return {
    fold,
    state: () => state,
    write: (fields, stamp) => {
      const before = fold();
      const written = writeInto(doc, fields, stamp);
      state = written.state;
      known = withFields(before, fields, stamp);
      return written;
    },
    merge: (deltas, kind = '') => {
      const before = fold();
      for (const { delta, origin } of deltas) {
        assertMayWrite(delta, regionOfOrigin(origin), kind);
        applyTo(doc, delta);
      }
      state = encodeState(doc);
      known = readArrays(doc);
      return { before, state, after: known };
    },
  };
}

export function writeFields(state: Uint8Array, fields: Record<string, Json>, stamp: Stamp): { state: Uint8Array; delta: Uint8Array } {
  return openDocument(state).write(fields, stamp);
}

function writeInto(doc: Y.Doc, fields: Record<string, Json>, stamp: Stamp): { state: Uint8Array; delta: Uint8Array } {
  const names = Object.keys(fields);
  if (names.length === 0) throw new Error('a write without a field would not move any clock');
  const deltas: Uint8Array[] = [];
  const onDelta = (delta: Uint8Array) => void deltas.push(delta);
  doc.on('update', onDelta);
  // Yjs replaces the id by a random one when it loads its own structs: it is set after the load, and checked after the write.
  doc.clientID = stamp.origin;
  const array = doc.getArray<[string, number, Json]>(rootName(stamp.region));
  doc.transact(() => {
    const entries = array.toArray();
    for (let at = entries.length - 1; at >= 0; at--) if (entries[at]![0] in fields) array.delete(at, 1);
    array.push(names.map((name) => [name, stamp.hlc, fields[name]!]));
  });
  doc.off('update', onDelta);
  if (doc.clientID !== stamp.origin) throw new Error('the client id was changed under a write');
  return { state: encodeState(doc), delta: deltas.length === 1 ? deltas[0]! : Y.mergeUpdates(deltas) };
}

// Its clock is beyond all that the document holds: what is written stands.
function withFields(before: Fold, fields: Record<string, Json>, { hlc, region }: Stamp): Fold {
  const after: Fold = new Map(before);
  for (const [name, value] of Object.entries(fields)) after.set(name, { value, hlc, region });
  return after;
}

/** Merges what another region wrote. Throws BadDocument, with nothing changed, when it is not what a region may write. */
export function mergeDelta(state: Uint8Array, delta: Uint8Array, origin: number, kind = ''): Uint8Array {
  assertMayWrite(delta, regionOfOrigin(origin), kind);
  return mergeState(state, delta);
}

export interface Merged {
  before: Fold;
  state: Uint8Array;
  after: Fold;
}

/** The same for several at once, loading the document once. Throws as soon as one of them is bad. */
export function mergeDeltas(state: Uint8Array, deltas: { delta: Uint8Array; origin: number }[], kind = ''): Merged {
  return openDocument(state).merge(deltas, kind);
}

/** Merges a whole state of the same document, from any writers: for bootstrap and repair. */
export function mergeState(state: Uint8Array, delta: Uint8Array): Uint8Array {
  const doc = openState(state);
  applyTo(doc, delta);
  readArrays(doc);
  const after = encodeState(doc);
  doc.destroy();
  return after;
}

/** The document's state for a reader: of each field the entry with the greatest (hlc, region). */
export function foldState(state: Uint8Array): Fold {
  const doc = openState(state);
  const fold = readArrays(doc);
  doc.destroy();
  return fold;
}

/** The writers of a state, by their Yjs client ids. */
export function clientsOf(state: Uint8Array): number[] {
  return [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state)).keys()];
}

function readArrays(doc: Y.Doc): Fold {
  if (isText(doc)) return foldText(doc);
  const fold: Fold = new Map();
  for (const name of doc.share.keys()) {
    const region = regionOfRoot(name);
    if (region === undefined) throw new BadDocument('foreign-root', `it has a part called ${JSON.stringify(name.slice(0, 40))}`);
    for (const entry of doc.getArray<unknown>(name).toArray()) {
      const { field, hlc, value } = readEntry(entry);
      const known = fold.get(field);
      const register = { value, hlc, region };
      if (!known || beats(register, known)) fold.set(field, register);
    }
  }
  return fold;
}

/**
 * The greater (hlc, region) wins. Two incarnations of one region may have stamped the same: one of them was rolled back and
 * did not know the other. Then nobody is right, and the values decide, the same everywhere.
 */
export function beats(a: Register, b: Register): boolean {
  if (a.hlc !== b.hlc) return a.hlc > b.hlc;
  if (a.region !== b.region) return a.region > b.region;
  return JSON.stringify(a.value) > JSON.stringify(b.value);
}

function readEntry(entry: unknown): { field: string; hlc: number; value: Json } {
  if (!Array.isArray(entry) || entry.length !== 3) throw new BadDocument('bad-entry', 'an entry is not [field, hlc, value]');
  const [field, hlc, value] = entry as [unknown, unknown, Json];
  if (typeof field !== 'string' || field === '' || !Number.isInteger(hlc) || (hlc as number) < 1 || (hlc as number) > hlcMax) {
    throw new BadDocument('bad-entry', 'an entry has no field name or no clock');
  }
  return { field, hlc: hlc as number, value };
}

function assertMayWrite(delta: Uint8Array, region: number, kind: string): void {
  if (resourceOf(kind)?.isText) assertTextDelta(delta, region);
  else assertWrittenBy(delta, region);
}

// A delta may add and delete entries of its writer's region only.
function assertWrittenBy(delta: Uint8Array, region: number): void {
  const decoded = decodeDelta(delta);
  const own = (client: number) => regionOfOrigin(client) === region;
  if (decoded.structs.length === 0) throw new BadDocument('delete-only', 'it moves no clock');
  const root = rootName(region);
  for (const struct of decoded.structs) {
    if (!own(struct.id.client)) throw new BadDocument('foreign-client', `it holds what client ${struct.id.client} wrote`);
    const { parent, parentSub } = struct as { parent?: unknown; parentSub?: string | null };
    if (typeof parentSub === 'string') throw new BadDocument('foreign-root', 'it writes a map');
    if (typeof parent === 'string' && parent !== root) throw new BadDocument('foreign-root', `it writes into ${parent.slice(0, 40)}`);
  }
  for (const client of decoded.ds.clients.keys()) {
    if (!own(client)) throw new BadDocument('foreign-client', `it deletes what client ${client} wrote`);
  }
}

function rootName(region: number): string {
  return `w${region}`;
}

function regionOfRoot(name: string): number | undefined {
  return /^w[1-9]\d?$/.test(name) ? Number(name.slice(1)) : undefined;
}
