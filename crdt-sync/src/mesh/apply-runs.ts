import { isContentFault } from '@pharos/core/outside/postgres';
import type { Version } from '@pharos/core/version';
import { createRecentDocuments } from '../document/recent-documents.ts';
import type { LogEntry, Store } from '../store/store.ts';
import { applyBatch, Unsettled, type AppliedBatch, type IsOwn } from './apply-batch.ts';
import { GuessedWrong } from './apply-locks.ts';
import { withLessCare, type Care } from './care.ts';

export interface ApplyRunsOptions {
  store: Store;
  isOwn: IsOwn;
  /** The vector, as far as this process knows. */
  expected(): Version;
  /** Waits until the relay may have counted what is committed here. */
  settle(): Promise<void>;
  /** Committed: answers how many. */
  taken(batch: AppliedBatch): number;
  /** Nothing of it can be taken. */
  putAside(entry: LogEntry, why: Error): Promise<number>;
}

// A relay that works has been by then; one that does not must not keep other regions' news from being shown.
const settleTriesMax = 4;

/**
 * Applies runs of entries, one of each origin. They are tried:
 *   together      in one transaction, which is what mostly happens.
 *   apart         each origin by itself, once something fails: one origin's trouble is not the others'.
 *   in halves     where the content is at fault, until one entry fails alone.
 *   with less     of that entry (`care.ts`); when nothing of it can be taken, it is put aside.
 */
export function createApplyRuns({ store, isOwn, expected, settle, taken, putAside }: ApplyRunsOptions) {
  const recent = createRecentDocuments();

  const applyOnce = async (runs: Map<number, LogEntry[]>, less: { care?: Care; why?: Error | undefined } = {}): Promise<AppliedBatch> => {
    let guess: { expected?: Version } = { expected: expected() };
    for (let tries = 1; ;) {
      try {
        return await store.transact((tx) =>
          applyBatch(tx, runs, { isOwn, recent, ...guess, ...less, evenUnsettled: tries === settleTriesMax }),
        );
      } catch (error) {
        if (error instanceof GuessedWrong) guess = {};
        else if (!(error instanceof Unsettled)) throw error;
        else {
          tries += 1;
          await settle();
        }
      }
    }
  };

  // What fails for its content is tried in halves, until one fails alone: that one is taken with less care, or set aside.
  const applyRun = async (origin: number, run: LogEntry[]): Promise<number> => {
    const single = (entries: LogEntry[]) => new Map([[origin, entries]]);
    if (run.length > 1) {
      try {
        return taken(await applyOnce(single(run)));
      } catch (error) {
        if (!isContentFault(error)) throw error;
        const half = Math.ceil(run.length / 2);
        return (await applyRun(origin, run.slice(0, half))) + (await applyRun(origin, run.slice(half)));
      }
    }
    const applied = await withLessCare((care, why) => applyOnce(single(run), { care, why }));
    return applied.result ? taken(applied.result) : putAside(run[0]!, applied.why);
  };

  // One origin's trouble is not the others': what fails together is tried apart, and tells there what it is.
  const applyRuns = async (runs: Map<number, LogEntry[]>): Promise<number> => {
    if (runs.size === 0) return 0;
    if (runs.size > 1) {
      try {
        return taken(await applyOnce(runs));
      } catch {
        // each by itself says what is the matter
      }
    }
    const ended = await Promise.allSettled([...runs].map(([origin, run]) => applyRun(origin, run)));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    return ended.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0);
  };

  return applyRuns;
}
