import type { AuditRow } from './sql-audit.ts';
import type { Fact, PageEvent } from '@pharos/resources/fact';
import type { TraceContext } from '@pharos/core/traces';
import type { Version } from '@pharos/core/version';
import type { Fold } from '@pharos/resources/fold';
import type { DocRef } from '@pharos/resources/kind';
import type { TellingMode } from '@pharos/region/telling/report';
import type { EnvelopeNotify } from '../document/envelope.ts';
import type { PushedPoints } from '@pharos/region/projection/points';
import type { KnownState } from '../document/recent-documents.ts';
import type { Mismatch } from '../document/find-mismatches.ts';

/** Where one region keeps what it knows. Postgres is the real one; the model's is memory. */
export interface Store {
  /** All of it or nothing. A clash with another transaction is tried again; `work` must be free of other effects. */
  transact<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>;
}

export interface StoredDoc extends DocRef {
  state: Uint8Array;
  hlc: number;
  purged: boolean;
  quarantined: boolean;
}

export interface DocChange {
  doc: StoredDoc;
  before: Fold;
  after: Fold;
}

export interface Identity {
  /** Names this very database: it changes when the server is started, promoted or restored. */
  ident: string;
  /** The same without the start of the server. */
  cluster: string;
  /** Nothing was ever written here. */
  isNew: boolean;
  /** What it writes under, once minted. */
  origin: number | undefined;
  /** How far this region's clock runs ahead of the median of its peers. */
  leadMs: number;
  /** By which rule what is written now is told; undefined: there is no other region. */
  telling?: TellingMode | undefined;
}

export interface OutboxRow {
  id: number;
  origin: number;
  page: string | null;
  env: Uint8Array;
}

export interface LogEntry {
  origin: number;
  seq: number;
  env: Uint8Array;
  hash: string;
  page: string | null;
  /** Of own entries: the outbox row it was. */
  outbox: number | null;
  /** Part of its payload was purged: it is not what its hash names any more. */
  redacted: boolean;
}

export interface Notice extends EnvelopeNotify {
  page: string;
  ownerRegion: string;
  at: string;
  /** This region wrote it under an earlier origin and has it from a peer now: whoever was told is not known here. */
  isReturned?: boolean;
  trace?: TraceContext | undefined;
}

/** What one envelope did to one page, before its parts are read. */
export interface Telling {
  page: string;
  origin: number;
  seq: number;
  at: string;
  facts: Fact[];
  /** Documents it touched; parts shown through others are found from these. */
  docs: DocRef[];
}

export interface QuarantineRow {
  reason: string;
  origin?: number;
  seq?: number;
  doc?: string;
  peer?: string;
  detail: string;
  bytes: Uint8Array;
}

/** What waits in quarantine for something that it builds on. */
export interface PendingRow {
  id: number;
  doc: string;
  origin: number;
  bytes: Uint8Array;
}

/** One request that came with two contents to two regions: kept for whoever looks into why a text was replaced. */
export interface MismatchRow extends Mismatch {
  doc: string;
  page: string | null;
  origin: number;
  seq: number;
}

export interface StoreTx {
  /**
   * The last statements of a transaction, whose answers nobody needs to go on: the commit is sent behind them at once, and one
   * trip is saved. What fails of them undoes the whole, and is what the transaction fails with.
   */
  lastly(...statements: Promise<unknown>[]): Promise<void>;
  identity(): Promise<Identity>;
  /** Gives this database the origin, from now on. */
  adopt(ident: string, origin: number): Promise<void>;
  /** It was only started again: it goes on under the origin it had. */
  goOn(before: string, ident: string): Promise<void>;
  /** What the database wrote under when it had this name. */
  originOf(ident: string): Promise<number | undefined>;
  /** How far the database has written its journal: it never goes back, unless an older copy is put in its place. */
  journal(): Promise<number>;
  /** Every origin that is still heard of, here or at a peer, and the last that was retired of each region. */
  knownOrigins(): Promise<Set<number>>;

  /** This one, and all before it of its region, are not named any more; what the database itself wrote under ends with it. */
  retireOrigins(last: number): Promise<void>;
  /** Up to it, where those of its region stand that are not retired yet. */
  unretired(last: number): Promise<Version>;
  /** Its log from one sequence on. */
  readEntries(origin: number, from: number): Promise<LogEntry[]>;

  /** What is contiguously applied; of each region that has retired any, with one whole origin in the place of them. */
  version(): Promise<Version>;
  /**
   * The last sequence of an origin, locked until the end; of one that is retired, a whole one. With a patience it fails when
   * another transaction holds it for longer than that.
   */
  lockPosition(origin: number, patienceMs?: number): Promise<number>;
  /** The same for several, locked in the order of their numbers. */
  lockPositions(origins: number[]): Promise<Version>;
  setPosition(origin: number, seq: number): Promise<void>;
  /** Where the kept log of an origin begins. */
  setKeptFrom(origin: number, seq: number): Promise<void>;

  /** Without a lock: what others have committed. */
  readDocs(ids: string[]): Promise<Map<string, StoredDoc>>;
  /**
   * Locked, in lock order. What is not there is made, empty, when it is in `mayBeNew`; otherwise it is left out. A state that the
   * caller knows is not fetched when it is the one that is stored.
   */
  lockDocs(ids: DocRef[], mayBeNew: DocRef[], known?: Map<string, KnownState>): Promise<Map<string, StoredDoc>>;
  /** The same, without those that another transaction holds. */
  lockFreeDocs(ids: DocRef[], mayBeNew: DocRef[], known?: Map<string, KnownState>): Promise<Map<string, StoredDoc>>;
  /** Forgets those of these that this transaction made and nobody wrote to. */
  dropMade(ids: string[]): Promise<void>;
  /** The state and, with it, the typed read model; `isUnread`: the model is left as it is, to be folded later. Answers which the model lacks, wholly or in part. */
  saveDocs(changes: DocChange[], isUnread?: boolean): Promise<{ unprojected: ReadonlySet<string> }>;
  pageNames(pages: string[]): Promise<Map<string, string>>;
  /** The greatest order among a page's components and groups. */
  lastOrder(page: string): Promise<string | undefined>;
  /** What readers of the page have been told. */
  pageVersion(page: string): Promise<Version>;

  /** The newest change to the page that is not relayed yet. */
  pendingOutbox(page: string): Promise<number | undefined>;
  /** The position an outbox row was given. */
  findRelayed(outbox: number): Promise<{ origin: number; seq: number } | undefined>;

  /** Answers their ids, in the order given, which is the order in which they are relayed. */
  addOutbox(rows: Omit<OutboxRow, 'id'>[]): Promise<number[]>;
  takeOutbox(limit: number): Promise<OutboxRow[]>;
  /** Something that was written under one of these waits to be relayed. */
  hasWaiting(origins: number[]): Promise<boolean>;
  appendLog(entries: LogEntry[]): Promise<void>;
  /** Another payload at a known place: the origin itself says that this is the one. */
  replaceLog(entry: LogEntry): Promise<void>;
  readHash(origin: number, seq: number): Promise<string | undefined>;
  addNotices(notices: Notice[]): Promise<void>;
  /** What was measured, of whatever metrics. The same again changes nothing. */
  addPoints(pushes: PushedPoints[]): Promise<void>;
  /** Who changed what, as another region has it. */
  adoptAudit(rows: AuditRow[]): Promise<void>;
  /**
   * Orders what happened for the readers of each page. Undefined, with nothing told: a change to one of these pages is committed
   * here and has no place in the log yet, so that an event would show what its version does not count. `evenUnsettled` tells it still.
   */
  tell(tellings: Telling[], evenUnsettled?: boolean): Promise<PageEvent[] | undefined>;
  /** What another region's readers have been told: events before that are not ours to give. */
  adoptPages(pages: Map<string, Version>): Promise<void>;
  /** Forgets what a document says, here and for ever, with all that was told of it. */
  purgeDoc(ref: DocRef): Promise<void>;
  quarantine(row: QuarantineRow): Promise<void>;
  /** What these documents could not take, because something before it was missing. */
  pendingOf(docs: string[]): Promise<PendingRow[]>;
  /** They have taken it since. */
  release(rows: PendingRow[]): Promise<void>;
  addMismatches(rows: MismatchRow[]): Promise<void>;
}
