import { lastId, openMax, type Report } from './report.ts';
import type { Adoption } from './tellings.ts';

/** A part of a notice that was reserved and handed to the couriers: everybody behind the part before it, up to `to`. */
export interface Chunk {
  to: string;
  /** Since when, in milliseconds. */
  since: number;
}

/** Where a region is with a notice that it tells; kept with what it reports, so that any notifier of the region goes on with it. */
export interface Progress {
  /** Everybody up to here has a delivery in the ledger. */
  cursor: string | null;
  /** Everybody up to here was told, but those who are still open. */
  toldTo: string | null;
  /** What is on its way: the window. */
  chunks: Chunk[];
  /** Ends of the parts that a reservation was asked for. */
  asked: string[];
  /** The step of the report that asked for them, and when. */
  askedStep: number;
  askedAt: number;
  /** Nobody is left behind what was asked for. */
  hasAll: boolean;
  /** Whom the region before may have told: up to here, and these. */
  doubtTo: string | null;
  again: string[];
}

export const nothingYet: Progress = {
  cursor: null,
  toldTo: null,
  chunks: [],
  asked: [],
  askedStep: 0,
  askedAt: 0,
  hasAll: false,
  doubtTo: null,
  again: [],
};

/** Where a region begins that takes over: what may have been told stays in doubt for whoever might have to take over from it in turn. */
export function startOf({ update, epoch, teller, newest, isAllInDoubt, step }: Adoption): { own: Progress; report: Report } {
  const doubtTo = isAllInDoubt ? lastId : (newest?.reservedTo ?? null);
  const [toldTo, open] = [newest?.toldTo ?? null, newest?.open ?? []];
  return {
    own: { ...nothingYet, cursor: toldTo, toldTo, doubtTo, again: open, askedStep: step },
    report: { update, epoch, teller, step, reservedTo: doubtTo ?? toldTo, toldTo, open, isFinished: newest?.isFinished ?? false },
  };
}

/** What is said of it to the other regions. `open`: whose deliveries have not ended, in the order of their ids. */
export function reportOf(progress: Progress, open: string[]): Pick<Report, 'reservedTo' | 'toldTo' | 'open' | 'isFinished'> {
  const { cursor, toldTo, chunks, asked, hasAll, doubtTo, again } = progress;
  const reservedTo = [cursor, asked.at(-1) ?? null, doubtTo, toldTo].reduce((a, b) => (isBehind(b, a) ? b : a), null);
  const behind = open.filter((id) => toldTo !== null && id <= toldTo);
  return {
    reservedTo,
    toldTo,
    open: [...new Set([...again, ...behind])].sort().slice(0, openMax),
    isFinished: hasAll && chunks.length === 0 && asked.length === 0 && again.length === 0 && open.length === 0,
  };
}

function isBehind(one: string | null, other: string | null): boolean {
  return one !== null && (other === null || one > other);
}
