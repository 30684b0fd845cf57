import type { Query } from '@pharos/core/outside/postgres';

interface Due {
  id: string;
  page: string;
  dueAt: Date;
}

/** What was written to be published at a time: an incident, or an update of one. */
export type DueRecord = Due & ({ kind: 'draft'; incident: null } | { kind: 'publication'; incident: string });

// A page that plans hundreds for one moment does not hold up the others: they take turns.
const perPageMax = 20;

/** Those whose time has come by `now`; of each page a few, the longest due first. */
export function readDueRecords(query: Query, now: Date, limit: number): Promise<DueRecord[]> {
  // Times are kept as one and the same form of text, which sorts as they do.
  return query<DueRecord[]>`
    select kind, id, page, incident, due_at as "dueAt" from (
      select kind, id, page, fields->>'incident' as incident, (fields->>'publishAt')::timestamptz as due_at,
        row_number() over (partition by page order by fields->>'publishAt', id) as nth
      from record
      where not removed and fields->>'publishAt' <= ${now.toISOString()} and kind in ('draft', 'publication')
    ) due
    where nth <= ${perPageMax} order by nth, due_at, id limit ${limit}`;
}
