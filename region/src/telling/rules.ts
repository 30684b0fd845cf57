import type { Report } from './report.ts';

/**
 * Who tells one notice, as one region has it. It is:
 *   told by its owner   under epoch 0, from the write on: every region knows that region by the job.
 *   promised            to the one that asked for a greater epoch. From then on nothing of an older one is taken here.
 *   unclaimed           promised to one that never got a majority, and was promised itself to another: free for a greater epoch.
 *   told by another     once a majority has promised: any two majorities share a region, so an older epoch never gets one again.
 *   finished            by the last report of who told it.
 */
export interface Telling {
  epoch: number;
  teller: string;
  /** The newest that is stored, perhaps of an older epoch than what was promised since. */
  report: Report | undefined;
}

/** `kept`: it, or a later word of the same teller, is stored. */
export type TakenAs = 'stored' | 'kept' | 'refused';

export function takeReport(known: Telling | undefined, report: Report, owner: string | undefined): TakenAs {
  if (!known || report.epoch > known.epoch) return 'stored';
  if (report.epoch < known.epoch) return 'refused';
  // One request that two cut-off regions took is a notice of the later one, as the job says in every region by now.
  if (report.teller !== known.teller) return report.epoch === 0 && report.teller === owner ? 'stored' : 'refused';
  if (known.report?.teller !== report.teller || known.report.epoch < report.epoch) return 'stored';
  return report.step > known.report.step ? 'stored' : 'kept';
}

/** Nobody else has this epoch here, nor a greater one. */
export function mayPromise(known: Telling | undefined, { epoch, teller }: { epoch: number; teller: string }): boolean {
  if (!known) return epoch > 0;
  return epoch > known.epoch || (epoch > 0 && epoch === known.epoch && teller === known.teller);
}

/** It was promised to somebody who has not said a word of it since: two who asked at once may each have got half of the promises. */
export function isUnclaimed({ epoch, report }: Telling): boolean {
  return epoch > 0 && report?.epoch !== epoch;
}

/** The last word about it: what a majority stored is among what any majority reports. */
export function newestOf(reports: (Report | undefined)[]): Report | undefined {
  const said = reports.filter((each) => each !== undefined);
  return said.sort((a, b) => b.epoch - a.epoch || b.step - a.step)[0];
}

export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** In which turn a region takes over from another: those behind it by number come first, and round again. */
export function rankAfter(gone: number, own: number, numbers: number[]): number {
  const others = numbers.filter((each) => each !== gone).sort((a, b) => a - b);
  const inTurn = [...others.filter((each) => each > gone), ...others.filter((each) => each < gone)];
  return inTurn.indexOf(own);
}
