import type { Context } from 'hono';
import { Problem } from '@pharos/core/problem';
import { failJob, openJob, openPerOwnerMax, readJob, type Job } from '@pharos/region/jobs/jobs';
import type { Deps, Env } from '../env.ts';
import { naming } from '../write.ts';
import { BrokenOff, receive, type FileBounds, type FileReader } from './receive.ts';

export interface FileTaken {
  owner: string;
  kind: string;
  type: string;
  asked: Record<string, unknown>;
  offset: number;
  isMore: boolean;
  bounds: FileBounds;
  /** How its bytes become rows, from where the job is. */
  readerOf(job: Job): FileReader;
}

/** Takes a file for a job: a new one, or one that was begun under the same Idempotency-Key. */
export type TakeFile = (c: Context<Env>, taken: FileTaken) => Promise<Job>;

// Each has some hundred kilobytes in memory. Who may not send one is told so before it is counted here.
const atOnceMax = 8;
const retryMs = 10_000;

export function createTakeFile({ jobs }: Pick<Deps, 'jobs'>): TakeFile {
  // In this process; of one owner one after the other.
  const receiving = new Set<string>();

  const take: TakeFile = async (c, { owner, kind, asked, offset, isMore, bounds, readerOf }) => {
    const caller = c.get('caller')!;
    const id = naming(c, caller, owner, kind)('job');
    const actor = { actor: caller.id, by: caller.by, from: c.get('address') };
    const job = await jobs.door((sql) => openJob(sql, { id, owner, kind, asked, actor }));
    if (!job) throw busy(`${openPerOwnerMax} imports are under way here`);
    if (Object.keys({ ...asked, ...job.asked }).some((name) => job.asked[name] !== asked[name])) {
      throw new Problem(
        'conflict',
        'this Idempotency-Key was used already, for an import that was asked for in another way: use a new one',
      );
    }
    if (job.state !== 'receiving') return job;
    if (offset > job.receivedBytes) throw new Problem('conflict', `the file is here up to byte ${job.receivedBytes}: go on there`);
    const hasKey = c.req.header('idempotency-key') !== undefined;
    const length = c.req.header('content-length');
    const received = receive(jobs.door, job, readerOf(job), {
      body: c.req.raw.body!,
      offset,
      isMore,
      length: length === undefined ? undefined : Number(length),
      bounds,
    });
    await received.catch(async (error: unknown) => {
      // Under no name nobody can go on with it.
      if (error instanceof BrokenOff && !hasKey) await jobs.door((sql) => failJob(sql, id, 'its file broke off'));
      throw error;
    });
    jobs.wake();
    return (await jobs.door((sql) => readJob(sql, owner, id))) ?? job;
  };

  return async (c, taken) => {
    requireFile(c, taken);
    requireName(c, taken);
    if (receiving.has(taken.owner)) throw busy('another file is on its way here');
    if (receiving.size >= atOnceMax)
      throw new Problem('limit', 'too many files are on their way: come again in some seconds', { retryAfterMs: retryMs });
    receiving.add(taken.owner);
    try {
      return await take(c, taken);
    } finally {
      receiving.delete(taken.owner);
    }
  };
}

function requireFile(c: Context<Env>, { type: wanted, bounds }: FileTaken): void {
  const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase();
  if (type !== wanted) throw new Problem('unsupported', `send the file as ${wanted}`);
  if (!c.req.raw.body) throw new Problem('invalid', 'send the file as the body');
  const length = Number(c.req.header('content-length') ?? 0);
  if (length > bounds.bytes) throw new Problem('too-large', `the file has more than ${bounds.bytes} bytes: send it in several imports`);
}

function requireName(c: Context<Env>, { offset, isMore }: FileTaken): void {
  if ((offset > 0 || isMore) && c.req.header('idempotency-key') === undefined) {
    throw new Problem('invalid', 'send the pieces of a file under one Idempotency-Key: it says that they belong together');
  }
}

function busy(why: string): Problem {
  return new Problem('limit', `${why}: wait until it is done, or cancel it`, { retryAfterMs: retryMs });
}
