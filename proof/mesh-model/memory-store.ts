import { encodeVersion, mergeVersions, reachedIn, regionOfOrigin, wholeSeq, withWhole, type Version } from '@pharos/core/version';
import { docName } from '@pharos/resources/kind';
import { readPageDoc } from '@pharos/resources/page/fields';
import { foldHash } from '../../crdt-sync/src/document/digest.ts';
import { decodeEnvelope, redactEnvelope } from '../../crdt-sync/src/document/envelope.ts';
import { foldState } from '../../crdt-sync/src/document/registers.ts';
import type { LogEntry, Notice, OutboxRow, QuarantineRow, Store, StoredDoc, StoreTx } from '../../crdt-sync/src/store/store.ts';

/** What a database holds. Never changed in place: a snapshot is a reference. */
export interface MemoryState {
  incarnations: ReadonlyMap<string, number>;
  /** How often something was committed. */
  journal: number;
  /** Where every origin stands that was ever heard of: what a region tells is `reachedBy`. */
  vv: Version;
  /** Of each region the last origin that is retired. */
  retired: ReadonlyMap<number, number>;
  docs: ReadonlyMap<string, StoredDoc & { hash: string }>;
  outbox: readonly OutboxRow[];
  nextOutbox: number;
  log: ReadonlyMap<number, ReadonlyMap<number, LogEntry>>;
  keptFrom: Version;
  notices: ReadonlyMap<string, Notice>;
  pages: ReadonlyMap<string, Version>;
  quarantine: readonly QuarantineRow[];
}

export const emptyState: MemoryState = {
  incarnations: new Map(),
  journal: 0,
  vv: {},
  retired: new Map(),
  docs: new Map(),
  outbox: [],
  nextOutbox: 1,
  log: new Map(),
  keptFrom: {},
  notices: new Map(),
  pages: new Map(),
  quarantine: [],
};

/** What is contiguously applied, as a region tells it. */
export function reachedBy({ vv, retired }: Pick<MemoryState, 'vv' | 'retired'>): Version {
  return mergeVersions(vv, Object.fromEntries([...retired.values()].map((last) => [last, wholeSeq])));
}

export interface MemoryStore extends Store {
  state: MemoryState;
  /** Changes at each start of the database, as that of a real one does. */
  ident: string;
  leadMs: number;
  peerVectors: Version[];
  /** Documents that somebody else holds: a group of writes goes without them. */
  heldByOthers: Set<string>;
  /** Told of each commit. */
  onCommit(before: MemoryState, after: MemoryState): void;
}

/** The rules of the real store, without its disk: transactions one after the other, all or nothing. */
export function createMemoryStore(state: MemoryState, ident: string): MemoryStore {
  let last: Promise<unknown> = Promise.resolve();
  const store: MemoryStore = {
    state,
    ident,
    leadMs: 0,
    peerVectors: [],
    heldByOthers: new Set(),
    onCommit: () => undefined,
    transact: (work) => {
      const transaction = last.then(async () => {
        const draft = { ...store.state };
        const result = await work(memoryTx(store, draft));
        const before = store.state;
        const isMoved = Object.keys(draft).some((key) => draft[key as keyof MemoryState] !== before[key as keyof MemoryState]);
        if (isMoved) draft.journal += 1;
        store.state = draft;
        store.onCommit(before, draft);
        return result;
      });
      last = transaction.catch(() => undefined); // told to the one who asked
      return transaction;
    },
  };
  return store;
}

function memoryTx(store: MemoryStore, draft: MemoryState): StoreTx {
  const lockDocs: StoreTx['lockDocs'] = async (refs, made) => {
    const docs = new Map(draft.docs);
    for (const ref of made) {
      if (!docs.has(ref.id)) docs.set(ref.id, { ...ref, state: new Uint8Array(), hlc: 0, purged: false, quarantined: false, hash: '' });
    }
    draft.docs = docs;
    return found(
      draft,
      refs.map(({ id }) => id),
    );
  };
  return {
    lastly: async (...statements) => void (await Promise.all(statements)),
    identity: async () => ({
      ident: store.ident,
      cluster: store.ident.split('#')[0]!,
      origin: draft.incarnations.get(store.ident),
      isNew: draft.incarnations.size === 0,
      leadMs: store.leadMs,
    }),
    adopt: async (ident, origin) => void (draft.incarnations = new Map(draft.incarnations).set(ident, origin)),
    goOn: async (before, ident) => {
      const incarnations = new Map(draft.incarnations).set(ident, draft.incarnations.get(before)!);
      incarnations.delete(before);
      draft.incarnations = incarnations;
    },
    originOf: async (ident) => draft.incarnations.get(ident),
    journal: async () => draft.journal,
    retireOrigins: async (last) => {
      const region = regionOfOrigin(last);
      const isEnded = (origin: number) => regionOfOrigin(origin) === region && origin <= last;
      draft.retired = new Map(draft.retired).set(region, Math.max(last, draft.retired.get(region) ?? 0));
      draft.incarnations = new Map([...draft.incarnations].filter(([, origin]) => !isEnded(origin)));
    },
    unretired: async (last) => {
      const region = regionOfOrigin(last);
      const isMeant = (origin: number) => regionOfOrigin(origin) === region && origin <= last && origin > (draft.retired.get(region) ?? 0);
      return Object.fromEntries(Object.entries(draft.vv).filter(([name, seq]) => isMeant(Number(name)) && seq > 0));
    },
    readEntries: async (origin, from) => [...(draft.log.get(origin) ?? [])].flatMap(([seq, entry]) => (seq >= from ? [entry] : [])),
    knownOrigins: async () =>
      new Set([
        ...draft.retired.values(),
        ...Object.keys(draft.vv).map(Number),
        ...draft.incarnations.values(),
        ...store.peerVectors.flatMap((vv) => Object.keys(vv).map(Number)),
      ]),
    version: async () => reachedBy(draft),
    lockPosition: async (origin) => reachedIn(reachedBy(draft), origin),
    lockPositions: async (origins) => Object.fromEntries(origins.map((origin) => [origin, reachedIn(reachedBy(draft), origin)])),
    setPosition: async (origin, seq) => void (draft.vv = { ...draft.vv, [origin]: seq }),
    setKeptFrom: async (origin, seq) => void (draft.keptFrom = { ...draft.keptFrom, [origin]: seq }),
    readDocs: async (ids) => found(draft, ids),
    lockDocs,
    lockFreeDocs: async (refs, made) => {
      const isFree = ({ id }: { id: string }) => !store.heldByOthers.has(id);
      return lockDocs(refs.filter(isFree), made.filter(isFree));
    },
    dropMade: async (ids) => {
      const isMade = (id: string) => !store.state.docs.has(id) && draft.docs.get(id)?.state.length === 0;
      const docs = new Map(draft.docs);
      for (const id of ids) if (isMade(id)) docs.delete(id);
      draft.docs = docs;
    },
    saveDocs: async (changes) => {
      const docs = new Map(draft.docs);
      for (const { doc, after } of changes) docs.set(doc.id, { ...doc, hash: Buffer.from(foldHash(after)).toString('hex') });
      draft.docs = docs;
      return { unprojected: new Set() };
    },
    pageNames: async (pages) => {
      const docs = pages.flatMap((page) => draft.docs.get(`page:${page}`) ?? []);
      return new Map(docs.map(({ id, state }) => [docName(id), readPageDoc(foldState(state))?.name ?? '']));
    },
    lastOrder: async () => undefined,
    pageVersion: async (page) => draft.pages.get(page) ?? {},
    pendingOutbox: async (page) => draft.outbox.findLast((row) => row.page === page)?.id,
    findRelayed: async () => undefined,
    addOutbox: async (rows) => {
      const added = rows.map((row, at) => ({ ...row, id: draft.nextOutbox + at }));
      draft.nextOutbox += rows.length;
      draft.outbox = [...draft.outbox, ...added];
      return added.map(({ id }) => id);
    },
    hasWaiting: async (origins) => draft.outbox.some(({ origin }) => origins.includes(origin)),
    takeOutbox: async (limit) => {
      const taken = draft.outbox.slice(0, limit);
      draft.outbox = draft.outbox.slice(limit);
      return taken;
    },
    appendLog: async (entries) => {
      const log = new Map(draft.log);
      for (const entry of entries) log.set(entry.origin, new Map(log.get(entry.origin)).set(entry.seq, entry));
      draft.log = log;
    },
    replaceLog: async () => {
      throw new Error('no two payloads have one place in the model');
    },
    readHash: async (origin, seq) => draft.log.get(origin)?.get(seq)?.hash,
    addNotices: async (notices) => {
      const all = new Map(draft.notices);
      for (const notice of notices) if (!all.has(notice.update)) all.set(notice.update, notice);
      draft.notices = all;
    },
    addPoints: async () => undefined, // nobody measures anything in the model
    adoptAudit: async () => undefined, // nor looks who did what
    tell: async (tellings, evenUnsettled = false) => {
      if (!evenUnsettled && draft.outbox.some(({ page }) => tellings.some((telling) => telling.page === page))) return undefined;
      const pages = new Map(draft.pages);
      const events = tellings.map(({ page, origin, seq, at, facts }) => {
        const version = withWhole(mergeVersions(pages.get(page) ?? {}, { [origin]: seq }), [...draft.retired.values()]);
        pages.set(page, version);
        const patch = { components: [], incidents: [], maintenances: [], removed: [] };
        return { page, origin, seq, at, facts, version: encodeVersion(version), patch };
      });
      draft.pages = pages;
      return events;
    },
    adoptPages: async (pages) => {
      const merged = new Map(draft.pages);
      for (const [page, version] of pages) merged.set(page, mergeVersions(merged.get(page) ?? {}, version));
      draft.pages = merged;
    },
    purgeDoc: async ({ id, kind, page }) => {
      const docs = new Map(draft.docs);
      const before = docs.get(id) ?? { id, kind, page, hlc: 0 };
      docs.set(id, { ...before, state: new Uint8Array(), hash: '', purged: true, quarantined: false });
      draft.docs = docs;
      draft.quarantine = draft.quarantine.filter((row) => row.doc !== id);
      draft.outbox = draft.outbox.map((row) => ({ ...row, env: redactedBytes(row.env, id) }));
      draft.log = new Map(
        [...draft.log].map(([origin, entries]) => [origin, new Map([...entries].map(([seq, entry]) => [seq, redacted(entry, id)]))]),
      );
    },
    addMismatches: async () => undefined,
    quarantine: async (row) => {
      draft.quarantine = [...draft.quarantine, row];
      setQuarantined(draft, row.doc, true);
    },
    pendingOf: async (ids) =>
      draft.quarantine.flatMap(({ reason, doc, origin, bytes }, id) =>
        reason === 'pending' && doc !== undefined && ids.includes(doc) ? [{ id, doc, origin: origin!, bytes }] : [],
      ),
    release: async (rows) => {
      const ids = new Set(rows.map(({ id }) => id));
      draft.quarantine = draft.quarantine.filter((_row, id) => !ids.has(id));
      for (const { doc } of rows) if (!draft.quarantine.some((row) => row.doc === doc)) setQuarantined(draft, doc, false);
    },
  };
}

function setQuarantined(draft: MemoryState, id: string | undefined, quarantined: boolean): void {
  const doc = id === undefined ? undefined : draft.docs.get(id);
  if (doc) draft.docs = new Map(draft.docs).set(doc.id, { ...doc, quarantined });
}

function redacted(entry: LogEntry, id: string): LogEntry {
  const env = redactedBytes(entry.env, id);
  return env === entry.env ? entry : { ...entry, env, redacted: true };
}

function redactedBytes(env: Uint8Array, id: string): Uint8Array {
  const isTold = decodeEnvelope(env).ops.some(({ doc, delta }) => doc === id && delta !== undefined);
  return isTold ? redactEnvelope(env, new Set([id])) : env;
}

function found(draft: MemoryState, ids: string[]): Map<string, StoredDoc> {
  return new Map(ids.flatMap((id) => (draft.docs.has(id) ? [[id, draft.docs.get(id)!]] : [])));
}

/** All that the documents say: equal where they say the same. */
export function digestOf(state: MemoryState, except: Set<string>): string {
  return [...state.docs]
    .filter(([id, { hash }]) => hash !== '' && !except.has(id))
    .map(([id, { hash }]) => `${docName(id).slice(-4)}${id.slice(0, 4)}${hash}`)
    .sort()
    .join();
}
