import type { Report, TellingMode } from './report.ts';
import type { TakenAs, Telling } from './rules.ts';

/** Who else wants to tell it, and under which epoch. */
export interface PromiseAsk {
  update: string;
  epoch: number;
}

export interface Promised {
  update: string;
  isPromised: boolean;
  /** What stands here: of a refusal who has it, of a promise how far it is. */
  known: Telling | undefined;
}

export interface Taken {
  as: TakenAs;
  /** Who has it instead, where it was refused. */
  known: Telling | undefined;
}

export interface Unfinished {
  update: string;
  epoch: number;
  mode: TellingMode;
}

export interface UnfinishedOptions {
  modes: TellingMode[];
  since: Date;
  limit: number;
  unclaimedForMs?: number | undefined;
}

/** Another's notice becomes this region's own. */
export interface Adoption {
  update: string;
  epoch: number;
  teller: string;
  /** How far it is, by the last word of all who were asked, this region's own included; undefined: nobody has one. */
  newest: Report | undefined;
  /** Where nothing is known: everybody may have been told. */
  isAllInDoubt: boolean;
  /** It asks nobody for reservations. */
  isAlone: boolean;
  /** A later word than any of an earlier teller. */
  step: number;
}

/** Where one region keeps how far notices are told. Postgres is the real one; the model's is memory, and passes the same suite. */
export interface Tellings {
  take(report: Report): Promise<Taken>;
  /** Each promise is durable before it is answered. `isHeard`: who tells it now was heard a moment ago; then none is given. */
  promise(asks: PromiseAsk[], candidate: string, isHeard: (teller: string) => boolean): Promise<Promised[]>;
  read(update: string): Promise<Telling | undefined>;
  /** False: somebody has a greater epoch by now. */
  adopt(adoption: Adoption): Promise<boolean>;
  /**
   * What that region has not told to the end, as far as is known here; the oldest first. `unclaimedForMs`: only what was promised to it so
   * long ago, and it has not said a word of.
   */
  unfinishedOf(region: string, options: UnfinishedOptions): Promise<Unfinished[]>;
  /** What this region has to report and no majority has yet. */
  unacked(region: string, limit: number): Promise<Report[]>;
  /** A majority has it: what it reserves may be sent. */
  acked(report: Pick<Report, 'update' | 'epoch' | 'teller' | 'step'>): Promise<void>;
  /** Another one tells it: this region stops. */
  standDown(update: string, by: { epoch: number; teller: string }): Promise<void>;
  /** An operator's word: what this region tells goes on without a majority. Answers how many these are. */
  goOnAlone(region: string): Promise<number>;
  /** Since when the oldest of this region's notices has been waiting for a majority, in milliseconds. */
  oldestWaitMs(region: string): Promise<number>;
}
