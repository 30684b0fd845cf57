import type { Fact } from '../fact.ts';
import type { Query } from '../outside/postgres.ts';

/** Who has to be told of one update: written with it, in its transaction. */
export interface NotifyJob {
  update: string;
  page: string;
  pageName: string;
  ownerRegion: string;
  at: string;
  fact: Fact;
  components: string[];
}

/** Jobs of the region that owns them, in the order (at, update); `after` is the last one that was read. */
export async function readNotifyJobs(
  query: Query,
  ownerRegion: string,
  { after, limit }: { after?: { at: string; update: string }; limit: number },
): Promise<NotifyJob[]> {
  const rows = await query<(Omit<NotifyJob, 'at'> & { at: Date })[]>`
    select update, page, page_name as "pageName", owner_region as "ownerRegion", at, fact, components from notify_job
    where owner_region = ${ownerRegion} ${after ? query`and (at, update) > (${after.at}, ${after.update})` : query``}
    order by at, update limit ${limit}`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
