import type { Fact } from '@pharos/resources/fact';
import type { Query } from '@pharos/core/outside/postgres';
import type { Channel } from '@pharos/core/channel';
import type { TraceContext } from '@pharos/core/traces';
import type { SignInLink } from '../channels/email/sign-in.ts';
import type { Looks } from '../looks.ts';
import type { Subscriber } from '../region.ts';
import type { Next } from '../next.ts';

export type DeliveryState = 'pending' | 'sending' | 'accepted' | 'delivered' | 'unknown' | 'suppressed' | 'failed' | 'dead';

/** Nothing leaves these but upwards in rank, when a provider tells more about what it accepted. */
export const terminalStates: DeliveryState[] = ['accepted', 'delivered', 'suppressed', 'failed', 'dead'];

/** `sign-in`: a link by which one of the responders comes in. */
export type FanoutKind = 'notice' | 'confirmation' | 'sign-in';

/** What has to be told; a confirmation has no fact. */
export interface Fanout {
  notice: string;
  kind: FanoutKind;
  page: string;
  pageName: string;
  at: string;
  fact: Fact | SignInLink | null;
  components: string[];
  /** As it looked when it was taken up; null: of an older version, or nothing of a page. */
  looks: Looks | null;
  /** Where its journey has got to, if somebody watches that. */
  trace?: TraceContext | undefined;
}

/** A delivery that this courier, and nobody else, may now make. */
export interface Leased {
  id: string;
  notice: string;
  kind: FanoutKind;
  channel: Channel;
  subscriber: string;
  page: string;
  address: string;
  /** In which language; null: in the page's own. */
  language: string | null;
  /** Of a webhook, in whose shape. */
  shape: string;
  /** Of what goes to a receiver: whose machine it is. Empty for other channels. */
  host: string;
  provider: string;
  /** Counting this one. */
  attempt: number;
  /** How many attempts before this one may have been accepted without our knowing. */
  unknowns: number;
  /** Taken up again although it may have been accepted: the person may get it twice. */
  wasUnknown: boolean;
  /** Who was asked before this, if anybody was. */
  lastProvider: string | null;
  /** And what came of it. */
  lastClass: string | null;
  epoch: number;
  fanout: Fanout;
  /** Why this version cannot read what is to be told: then nothing is sent. */
  trouble?: string;
}

/** What came of one step; `trouble`: the notice was set aside. */
export interface ExpandStep {
  notice: string;
  rows: number;
  isDone: boolean;
  trouble?: string;
}

/** What came of one step of a notice that is told with other regions standing by. */
export interface TellStep extends ExpandStep {
  /** There is something new to say to the other regions. */
  isAsking?: boolean;
  /** No majority answered for as long as it may wait: from now on it is told without. */
  wentAlone?: boolean;
}

export interface LeaseOptions {
  channel: Channel;
  /** Who is asked first, and who instead when that one has just failed this very delivery. */
  provider: string;
  instead: string | undefined;
  /** Providers that send once however often they are asked: what is unknown at one of them is best asked of it again. */
  idempotent: string[];
  limit: number;
  /** First attempts first, or whoever has waited longest. */
  order: 'fresh' | 'oldest';
  now: number;
  leaseMs: number;
}

/** Whose turn it is: a receiver, and the page that tells it something. */
export interface Turn {
  host: string;
  page: string;
}

/** How many calls may begin now. Who is not named has all the places of his kind. */
export interface Places {
  perHost: number;
  perPage: number;
  hosts: Map<string, number>;
  pages: Map<string, number>;
}

export interface TurnsOptions {
  channel: Channel;
  provider: string;
  limit: number;
  /** Those that were never tried, or those that were. */
  isFresh: boolean;
  now: number;
  leaseMs: number;
  /** The last turn of the walk before; undefined: from the beginning. */
  after?: Turn | undefined;
  places: Places;
}

export interface AttemptLog {
  at: number;
  tookMs: number;
  outcome: string;
  code: string;
}

/**
 * The truth about who was told. A delivery goes
 *
 *   pending -> sending -> accepted (-> delivered) | failed | dead | suppressed | pending again | unknown
 *
 * What was accepted becomes pending once more when its provider says later that the network did not deliver it: for the other one.
 * `sending` is durable before any provider is called, under a lease and an epoch; a lease that runs out becomes `unknown`
 * (perhaps accepted) and never `pending`. Only the holder of the newest epoch settles.
 */
export interface Ledger {
  /** Which of these are in the ledger. */
  known(notices: string[]): Promise<Set<string>>;
  open(fanouts: Fanout[]): Promise<void>;
  /** Into the ledger as told already: nobody is told by us. */
  takeAsTold(fanouts: Fanout[]): Promise<void>;
  /** Opens it with its one delivery, at once. */
  confirm(fanout: Fanout, subscriber: Subscriber, now: number): Promise<void>;
  /** One step of the oldest open fan-out: cursor and rows move together. Undefined: nothing to do. */
  expand(choose: ExpandChoice): Promise<ExpandStep | undefined>;
  /** Opens what is told with other regions standing by: it is brought out by `tell`. */
  openShared(fanouts: Fanout[]): Promise<void>;
  /** One step of such a notice that is due. Undefined: nothing is. */
  tell(choice: TellChoice): Promise<TellStep | undefined>;
  /** Opens again what was set aside and can be read by now; how many these are. */
  takeUpAgain(now: number): Promise<number>;
  /** How many notices are set aside. */
  countAside(): Promise<number>;
  /** How many came to an end without being sent since then. */
  countDead(since: number): Promise<Map<Channel, number>>;
  lease(options: LeaseOptions): Promise<Leased[]>;
  /** Of a channel that goes to receivers: what has a place, in turns of receiver and page. `after` undefined: the walk came to its end. */
  leaseByTurn(options: TurnsOptions): Promise<{ leased: Leased[]; after: Turn | undefined }>;
  /** A lease that led to no call: as if it had not been. */
  release(leased: Leased, at: number): Promise<void>;
  /** False: somebody else owns it by now, and nothing was changed. */
  settle(leased: Leased, next: Next, log: AttemptLog | undefined, now: number): Promise<boolean>;
  /** Leases that ran out: from now on `unknown`, to be taken up after `waitMs`. */
  expire(now: number, waitMs: number): Promise<number>;
  /** The provider is out: what may have been lost there for the first time need not wait for its word. */
  hasten(provider: string, now: number): Promise<void>;
}

export interface ExpandChoice {
  now: number;
  /** The next subscribers after a cursor, and which of them are told. */
  read(fanout: Fanout, cursor: string | null, query?: Query): Promise<Subscriber[]>;
  isTold(fanout: Fanout, subscriber: Subscriber): boolean;
  pageSize: number;
}

export interface TellChoice {
  /** Whose notices these are. */
  region: string;
  now: number;
  /** The next subscribers after a cursor. */
  read(fanout: Fanout, cursor: string | null, limit: number, query?: Query): Promise<Subscriber[]>;
  /** Those of these that are still to be told. */
  readOf(fanout: Fanout, ids: string[], query?: Query): Promise<Subscriber[]>;
  isTold(fanout: Fanout, subscriber: Subscriber): boolean;
  /** How long the answer of a majority is awaited before it is told without; 0: for ever. */
  aloneAfterMs: number;
}
