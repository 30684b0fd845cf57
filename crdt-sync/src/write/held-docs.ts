import { Problem } from '@pharos/core/problem';
import { nextHlc } from '@pharos/core/hlc';
import type { Fold } from '@pharos/resources/fold';
import type { DocWrite } from '@pharos/resources/plan';
import type { EnvelopeOp } from '../document/envelope.ts';
import { noRecentDocuments, type RecentDocuments } from '../document/recent-documents.ts';
import { foldState, type OpenDocument } from '../document/registers.ts';
import type { DocChange, StoredDoc } from '../store/store.ts';

// A document beyond this is slow to load under its lock: an incident of several hundred updates. Its writer is told.
export const documentWriteBytesMax = 262_144;

export interface WriteStamp {
  origin: number;
  region: number;
  nowMs: number;
}

export interface StagedWrites {
  ops: EnvelopeOp[];
  hlc: number;
  /** From here on the documents say it; until then they are as they were. */
  adopt(): void;
}

/** The documents that one transaction has locked: each loaded and folded once, and written in turn by each Change of it. */
export interface HeldDocs {
  add(docs: Iterable<StoredDoc>): void;
  get(id: string): StoredDoc | undefined;
  foldOf(id: string): Fold;
  /** Stamps the fields; nothing holds before it is adopted, and nothing is adopted in part. */
  stage(writes: DocWrite[], stamp: WriteStamp): StagedWrites;
  /** What is to be saved: each document once, however often it was written. */
  changes(): DocChange[];
  /** Whoever writes to them next may find them still loaded. */
  keep(): void;
}

interface Held {
  doc: StoredDoc;
  /** Loaded, and as `doc` says. */
  opened: OpenDocument | undefined;
  before: Fold | undefined;
  fold: Fold | undefined;
  isWritten: boolean;
}

export function holdDocs(docs: Iterable<StoredDoc>, recent: RecentDocuments = noRecentDocuments): HeldDocs {
  const open = (each: Held): OpenDocument => (each.opened ??= recent.take(each.doc.id, each.doc.state));
  const held = new Map<string, Held>();
  const add = (more: Iterable<StoredDoc>) => {
    for (const doc of more)
      if (!held.has(doc.id)) held.set(doc.id, { doc, opened: undefined, before: undefined, fold: undefined, isWritten: false });
  };
  const foldOf = (each: Held): Fold => {
    each.fold ??= open(each).fold();
    each.before ??= each.fold;
    return each.fold;
  };
  const stageOne = (write: DocWrite, { origin, region, nowMs }: WriteStamp) => {
    const each = held.get(write.ref.id)!;
    const { doc } = each;
    // The other regions would pass it over, and so must we.
    if (doc.purged) throw new Problem('conflict', `this ${doc.kind} was forgotten for good`);
    foldOf(each);
    const opened = open(each);
    each.opened = undefined; // until what is written now is adopted, it says more than it should
    const hlc = nextHlc(doc.hlc, nowMs);
    const { state, delta } = 'text' in write ? write.text : opened.write(write.fields, { origin, region, hlc });
    if (state.length > documentWriteBytesMax) throw new Problem('too-large', 'this has grown too large: start a new one');
    const adopt = () => {
      each.doc = { ...doc, state, hlc };
      each.opened = 'text' in write ? undefined : opened;
      each.fold = 'text' in write ? foldState(state) : opened.fold();
      each.isWritten = true;
    };
    return { op: { doc: doc.id, kind: doc.kind, page: doc.page, delta }, hlc, adopt };
  };
  add(docs);
  return {
    add,
    get: (id) => held.get(id)?.doc,
    foldOf: (id) => foldOf(held.get(id)!),
    stage: (writes, stamp) => {
      const staged = writes.map((write) => stageOne(write, stamp));
      return {
        ops: staged.map(({ op }) => op),
        hlc: Math.max(...staged.map(({ hlc }) => hlc)),
        adopt: () => staged.forEach(({ adopt }) => adopt()),
      };
    },
    changes: () =>
      [...held.values()]
        .filter(({ isWritten }) => isWritten)
        .map(({ doc, before, fold }) => ({ doc, before: before ?? new Map(), after: fold ?? new Map() })),
    keep: () => {
      for (const [id, { opened }] of held) if (opened) recent.keep(id, opened);
    },
  };
}
