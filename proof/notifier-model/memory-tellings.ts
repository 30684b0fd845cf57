import { nothingYet, startOf, type Progress } from '../../region/src/telling/own.ts';
import type { OwnChange, OwnTelling } from '../../region/src/telling/own-rows.ts';
import type { Report, TellingMode } from '../../region/src/telling/report.ts';
import { isUnclaimed, mayPromise, newestOf, takeReport, type Telling } from '../../region/src/telling/rules.ts';
import type { Tellings } from '../../region/src/telling/tellings.ts';

interface Row extends Telling {
  own: Progress | undefined;
  dueAt: number;
  ackedStep: number;
  isAlone: boolean;
  at: number;
}

export interface MemoryJob {
  update: string;
  owner: string;
  mode: TellingMode;
  at: number;
}

export interface MemoryTellings extends Tellings {
  jobs: Map<string, MemoryJob>;
  begin(region: string, jobs: { update: string; telling: TellingMode }[], now: number): Promise<void>;
  takeDue(region: string, now: number): OwnTelling | undefined;
  write(update: string, change: OwnChange): void;
  takenOver(region: string): string[];
  tellerOf(update: string): string | undefined;
  isAlone(update: string): boolean;
}

/** The rules of the region's table without a database. It passes the same suite as the real one. */
export function createMemoryTellings(now: () => number): MemoryTellings {
  const rows = new Map<string, Row>();
  const jobs = new Map<string, MemoryJob>();
  const isUnderWay = ({ report }: Row) => !report?.isFinished;
  const stepOf = ({ report }: Row) => report?.step ?? 0;
  const knownOf = (update: string): Telling | undefined => {
    const row = rows.get(update);
    return row && { epoch: row.epoch, teller: row.teller, report: row.report };
  };
  const tellerOf = (update: string) => {
    const row = rows.get(update);
    return row && row.epoch > 0 ? row.teller : (jobs.get(update)?.owner ?? row?.teller);
  };
  const fresh = { own: undefined, dueAt: 0, ackedStep: 0, isAlone: false };
  return {
    jobs,
    tellerOf,
    isAlone: (update) => rows.get(update)?.isAlone ?? false,
    take: async (report) => {
      const known = knownOf(report.update);
      const as = takeReport(known, report, jobs.get(report.update)?.owner);
      const { epoch, teller, step } = report;
      if (as === 'stored') rows.set(report.update, { ...fresh, epoch, teller, report, ackedStep: step, at: now() });
      return { as, known };
    },
    promise: async (asks, candidate, isHeard) =>
      asks.map(({ update, epoch }) => {
        const known = knownOf(update);
        const teller = tellerOf(update);
        const isFree = teller === undefined || teller === candidate || (known && isUnclaimed(known)) || !isHeard(teller);
        const isPromised = mayPromise(known, { epoch, teller: candidate }) && isFree;
        const isSame = known?.epoch === epoch && known.teller === candidate;
        if (isPromised && !isSame) rows.set(update, { ...fresh, epoch, teller: candidate, report: known?.report, at: now() });
        return { update, isPromised, known };
      }),
    read: async (update) => knownOf(update),
    adopt: async (adoption) => {
      const { update, epoch, teller, isAlone } = adoption;
      const known = knownOf(update);
      if (!mayPromise(known, { epoch, teller })) return false;
      const { own, report } = startOf({ ...adoption, newest: newestOf([known?.report, adoption.newest]) });
      rows.set(update, { epoch, teller, report, own, dueAt: now(), ackedStep: 0, isAlone, at: now() });
      return true;
    },
    unfinishedOf: async (region, { modes, since, limit, unclaimedForMs }) =>
      [...jobs.values()]
        .filter(({ update, mode, at }) => {
          const row = rows.get(update);
          const isLeft = tellerOf(update) === region && modes.includes(mode) && at > since.getTime() && (!row || isUnderWay(row));
          const isAsked = unclaimedForMs === undefined || (row && isUnclaimed(row) && row.at <= now() - unclaimedForMs);
          return isLeft && isAsked;
        })
        .sort((a, b) => a.at - b.at || (a.update < b.update ? -1 : 1))
        .slice(0, limit)
        .map(({ update, mode }) => ({ update, epoch: rows.get(update)?.epoch ?? 0, mode })),
    unacked: async (region, limit) =>
      [...rows.values()]
        .filter(
          (row) => row.teller === region && row.report?.epoch === row.epoch && row.report.teller === region && stepOf(row) > row.ackedStep,
        )
        .sort((a, b) => b.at - a.at)
        .slice(0, limit)
        .map(({ report }) => report as Report),
    acked: async ({ update, epoch, teller, step }) => {
      const row = rows.get(update);
      if (row?.epoch === epoch && row.teller === teller) Object.assign(row, { ackedStep: Math.max(row.ackedStep, step), dueAt: now() });
    },
    standDown: async (update, { epoch, teller }) => {
      const row = rows.get(update);
      if (row && (row.epoch < epoch || (row.epoch === epoch && epoch === 0)))
        Object.assign(row, { epoch, teller, own: undefined, ackedStep: stepOf(row), at: now() });
    },
    goOnAlone: async (region) => {
      const going = [...rows.values()].filter((row) => row.teller === region && isUnderWay(row) && row.own && !row.isAlone);
      for (const row of going) Object.assign(row, { isAlone: true, dueAt: now() });
      return going.length;
    },
    oldestWaitMs: async (region) => {
      const waiting = [...rows.values()].filter(
        (row) => row.teller === region && isUnderWay(row) && stepOf(row) > row.ackedStep && !row.isAlone,
      );
      return waiting.length === 0 ? 0 : Math.max(0, now() - Math.min(...waiting.map(({ at }) => at)));
    },
    begin: async (region, begun, at) => {
      for (const { update, telling } of begun) {
        const row = rows.get(update);
        if (row && (row.epoch > 0 || row.own)) continue;
        const isAlone = telling === 'alone';
        rows.set(update, { epoch: 0, teller: region, report: undefined, own: nothingYet, dueAt: at, ackedStep: 0, isAlone, at });
      }
    },
    takeDue: (region, at) => {
      const due = [...rows.entries()].filter(([, row]) => row.teller === region && isUnderWay(row) && row.own && row.dueAt <= at);
      const [update, row] = due.sort(([, a], [, b]) => a.dueAt - b.dueAt)[0] ?? [];
      if (update === undefined || !row) return undefined;
      const { reservedTo = null, toldTo = null, open = [], isFinished = false } = row.report ?? {};
      const { ackedStep, isAlone, own } = row;
      return { update, step: stepOf(row), ackedStep, isAlone, own: own!, report: { reservedTo, toldTo, open, isFinished } };
    },
    write: (update, { own, isAlone, said, dueAt }) => {
      const row = rows.get(update)!;
      const { epoch, teller } = row;
      Object.assign(row, { own, isAlone, dueAt, ...(said ? { report: { update, epoch, teller, ...said }, at: now() } : {}) });
    },
    takenOver: (region) =>
      [...rows.entries()]
        .filter(([, row]) => row.teller === region && row.epoch > 0 && row.own && isUnderWay(row))
        .map(([update]) => update),
  };
}
