import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { startLoop, type Loop } from '@pharos/core/loop';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { claimJob, failJob, noteProgress, pruneJobs, type Job, type Progress } from '@pharos/region/jobs/jobs';
import { JobFault } from './import-subscriptions.ts';

/** Does the next part of a job of its kind, and says how far that is. */
export type Work = (job: Job) => Promise<Progress>;

// A job that comes in by another process is seen by then; one of this process wakes it.
const lookMs = 5_000;
const pruneEveryMs = 600_000;
// A part that never comes to its end, in whatever process, is not tried for ever.
const triesMax = 10;
const laterMs = 3_000;

export interface JobRunner extends AsyncDisposable {
  /** There may be something to do. */
  wake(): void;
}

/**
 * Any process of the region does jobs, one part of one at a time, and gives it back: they take turns, and who dies is followed by
 * another that goes on from what was noted down last. They have connections of their own, so that nobody who reads or writes waits for them.
 */
export function runJobs(kit: Kit, door: PostgresDoor, kinds: ReadonlyMap<string, Work>): JobRunner {
  let isBusy = false;
  const onePart = async () => {
    const job = await door(claimJob);
    isBusy = job !== undefined;
    if (!job) return;
    const work = kinds.get(job.kind);
    // A later version's: it goes on there.
    if (!work) return void (await door((sql) => noteProgress(sql, job, { ...nothing, waitMs: laterMs })));
    if (job.tries > triesMax) return fail(job, 'it went wrong on our side, again and again');
    try {
      const progress = await work(job);
      if (!(await door((sql) => noteProgress(sql, job, progress)))) kit.log.info({ job: job.id }, 'a job was cancelled, or taken over');
      else if (progress.isEnd) kit.log.info({ job: job.id, kind: job.kind, owner: job.owner }, 'a job is done');
    } catch (error) {
      if (error instanceof JobFault) return fail(job, error.message);
      if (error instanceof Problem && error.code === 'unavailable') return; // its lease ends, and it is begun again
      throw error;
    }
  };
  const fail = async (job: Job, why: string) => {
    kit.log.warn({ job: job.id, kind: job.kind, owner: job.owner, why }, 'a job failed');
    await door((sql) => failJob(sql, job.id, why));
  };
  const loop = (name: string, work: () => Promise<unknown>, everyMs: number | (() => number), retryMs: number): Loop =>
    startLoop(work, {
      kit,
      name,
      everyMs,
      retryMs,
      onError: (error) => kit.log.warn({ err: error, loop: name }, 'a part of a job failed'),
    });
  const working = loop('jobs', onePart, () => (isBusy ? 0 : lookMs), laterMs);
  const pruning = loop(
    'forgetting jobs',
    async () => {
      while ((await door(pruneJobs)) > 0);
    },
    pruneEveryMs,
    pruneEveryMs,
  );
  return {
    wake: () => working.wake(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([working.stop(), pruning.stop()]);
    },
  };
}

const nothing: Progress = { upTo: undefined, done: 0, added: 0, already: 0, refused: 0, refusals: [], waitMs: 0, isEnd: false };
