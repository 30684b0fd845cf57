import type { Query } from '@pharos/core/outside/postgres';
import type { Repeats } from '@pharos/resources/maintenance/recurrence';

export interface DueMaintenance {
  id: string;
  page: string;
  /** Since when it has something to do by itself. */
  dueAt: Date;
  /** Of one whose next is to be made: when it comes again. */
  repeats: Repeats | null;
}

// A page that schedules hundreds for one moment does not hold up the others: they take turns.
const perPageMax = 20;

/** Those that should have started or ended, reminded, or been planned again by `now`; of each page a few, the longest due first. */
export function readDueMaintenances(query: Query, now: Date, limit: number): Promise<DueMaintenance[]> {
  const remindAt = query`starts_at - make_interval(mins => remind_minutes)`;
  return query<DueMaintenance[]>`
    select id, page, due_at as "dueAt", repeats from (
      select *, row_number() over (partition by page order by due_at, id) as nth from (
        select id, page, case when ends_at <= ${now} then ends_at else starts_at end as due_at, null::jsonb as repeats from maintenance
        where automatic and not deleted and status <> 'completed' and starts_at <= ${now} and (status = 'scheduled' or ends_at <= ${now})
        union all
        select id, page, ${remindAt}, null from maintenance
        where remind_minutes is not null and status = 'scheduled' and not deleted and starts_at > ${now} and ${remindAt} <= ${now}
          and reminded_for is distinct from starts_at
        union all
        select id, page, starts_at, repeats from maintenance
        where repeats is not null and not repeated and not deleted and starts_at <= ${now}
      ) due
    ) turn
    where nth <= ${perPageMax} order by nth, due_at, id limit ${limit}`;
}
