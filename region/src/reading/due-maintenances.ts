import type { Query } from '@pharos/core/outside/postgres';

export interface DueMaintenance {
  id: string;
  page: string;
  /** Since when it has something to do by itself. */
  dueAt: Date;
}

// A page that schedules hundreds for one moment does not hold up the others: they take turns.
const perPageMax = 20;

/** Those that should have started or ended by `now`; of each page a few, the longest due first. */
export function readDueMaintenances(query: Query, now: Date, limit: number): Promise<DueMaintenance[]> {
  return query<DueMaintenance[]>`
    select id, page, due_at as "dueAt" from (
      select *, row_number() over (partition by page order by due_at, id) as nth from (
        select id, page, case when ends_at <= ${now} then ends_at else starts_at end as due_at from maintenance
        where automatic and not deleted and status <> 'completed' and starts_at <= ${now} and (status = 'scheduled' or ends_at <= ${now})
      ) due
    ) turn
    where nth <= ${perPageMax} order by nth, due_at, id limit ${limit}`;
}
