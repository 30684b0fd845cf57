import type { Query } from '@pharos/core/outside/postgres';

interface Due {
  id: string;
  page: string;
  dueAt: Date;
}

/** What something is to be done for at a time: an incident to be opened, an update of one, and an alert that has fired, or been over, for long enough. */
export type DueRecord = Due &
  (
    | { kind: 'draft'; incident: null; source: null }
    | { kind: 'publication'; incident: string; source: null }
    | { kind: 'alert'; incident: string; source: string }
  );

// A page that plans hundreds for one moment does not hold up the others: they take turns.
const perPageMax = 20;

/** Those whose time has come by `now`; of each page a few, the longest due first. */
export function readDueRecords(query: Query, now: Date, limit: number): Promise<DueRecord[]> {
  // Times are kept as one and the same form of text, which sorts as they do.
  return query<DueRecord[]>`
    select kind, id, page, incident, source, due_at as "dueAt" from (
      select kind, id, page, fields->>'incident' as incident, fields->>'source' as source, (fields->>'publishAt')::timestamptz as due_at,
        row_number() over (partition by page order by fields->>'publishAt', id) as nth
      from record
      where not removed and fields->>'publishAt' <= ${now.toISOString()} and kind in ('draft', 'publication', 'alert')
    ) due
    where nth <= ${perPageMax} order by nth, due_at, id limit ${limit}`;
}
