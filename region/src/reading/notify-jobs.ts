import type { Fact } from '@pharos/resources/fact';
import type { Query } from '@pharos/core/outside/postgres';
import { TellingMode } from '../telling/report.ts';

/** Who has to be told of one update: written with it, in its transaction. */
export interface NotifyJob {
  update: string;
  page: string;
  pageName: string;
  ownerRegion: string;
  at: string;
  fact: Fact;
  components: string[];
  /** Where its journey began, if somebody watches that. */
  trace?: string | null;
  /** By which rule it is told, where there are other regions. */
  telling?: TellingMode | null;
}

export interface JobsAfter {
  after?: { at: string; update: string };
  limit: number;
  /** Only jobs that have been here for so long: until then another region may turn out to own them. */
  heldMs?: number;
}

/** What came back from peers after the region's database was restored. */
export interface Returned {
  /** Of the newest of these jobs: the last that is known of the database that was lost. */
  newestAt: string;
  /** When the last of them came: another value says that there are more. */
  lastCame: string;
  /** Since when none has come, by the database's own clock. */
  quietMs: number;
}

/** Jobs of the region that owns them, in the order (at, update); `after` is the last one that was read. Without those that came back. */
export function readNotifyJobs(query: Query, ownerRegion: string, options: JobsAfter): Promise<NotifyJob[]> {
  return readJobs(query, ownerRegion, options, false);
}

/** Only those that came back, in the same order. */
export function readReturnedJobs(query: Query, ownerRegion: string, options: JobsAfter): Promise<NotifyJob[]> {
  return readJobs(query, ownerRegion, options, true);
}

/** Undefined: none came back, or none since `lastCame`. */
export async function readReturned(query: Query, ownerRegion: string, lastCame?: string): Promise<Returned | undefined> {
  const [last] = await query<{ lastCame: string; quietMs: number }[]>`
    select stored_at::text as "lastCame", extract(epoch from clock_timestamp() - stored_at)::float8 * 1000 as "quietMs" from notify_job
    where owner_region = ${ownerRegion} and returned order by stored_at desc limit 1`;
  if (!last || last.lastCame === lastCame) return undefined;
  const [newest] = await query<{ at: Date }[]>`select max(at) as at from notify_job where owner_region = ${ownerRegion} and returned`;
  return { ...last, newestAt: newest!.at.toISOString() };
}

// The only reader looks back two days; a region that comes back from a copy asks its peers for what it wrote since.
const jobKeepMs = 14 * 24 * 3_600_000;
// One transaction of some milliseconds.
const jobsPerBatch = 2_000;

/** One batch of jobs that nobody will tell any more; answers how many went. In five years the table holds a fortnight. */
export async function pruneNotifyJobs(query: Query, now: number): Promise<number> {
  const gone = await query`
    delete from notify_job where update = any(array(
      select update from notify_job where at < ${new Date(now - jobKeepMs)} order by owner_region, at, update limit ${jobsPerBatch}))`;
  return gone.count;
}

/** These, whoever owns them. */
export async function readJobsOf(query: Query, updates: string[]): Promise<NotifyJob[]> {
  if (updates.length === 0) return [];
  const rows = await query<JobRow[]>`
    select update, page, page_name as "pageName", owner_region as "ownerRegion", at, fact, components, trace, telling from notify_job
    where update = any(${updates}::uuid[])`;
  return rows.map(jobOf);
}

type JobRow = Omit<NotifyJob, 'at'> & { at: Date };

function jobOf(row: JobRow): NotifyJob {
  return { ...row, at: row.at.toISOString(), telling: TellingMode.safeParse(row.telling).data ?? null };
}

async function readJobs(
  query: Query,
  ownerRegion: string,
  { after, limit, heldMs = 0 }: JobsAfter,
  isReturned: boolean,
): Promise<NotifyJob[]> {
  const rows = await query<JobRow[]>`
    select update, page, page_name as "pageName", owner_region as "ownerRegion", at, fact, components, trace, telling from notify_job
    where owner_region = ${ownerRegion} and returned = ${isReturned} ${after ? query`and (at, update) > (${after.at}, ${after.update})` : query``}
      and stored_at <= clock_timestamp() - ${heldMs} * interval '1 millisecond'
    order by at, update limit ${limit}`;
  return rows.map(jobOf);
}
