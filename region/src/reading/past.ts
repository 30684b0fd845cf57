import type { Query } from '@pharos/core/outside/postgres';
import type { Impact } from '@pharos/core/severity';
import { unlessEmpty } from '@pharos/resources/languages';
import { saidMax, type PastEntry, type PastView } from '@pharos/resources/past';

// Ten incidents and maintenances a month for eight years; half a megabyte at most. What is older is asked for by its time.
const entriesMax = 1_000;

/** What there was on a page, newest first; with `before`, only what began earlier. */
export async function readPast(query: Query, page: string, before?: string): Promise<PastView> {
  const earlier = (column: 'started_at' | 'starts_at') => (before === undefined ? query`` : query`and ${query(column)} < ${before}`);
  // Each half goes by its own key, and what was said last is looked for only of what is shown.
  const rows = await query<PastRow[]>`
    select each.*, case kind
      when 'incident' then (select left(body, ${saidMax}) from incident_update where incident = each.id order by hlc desc, region desc, id desc limit 1)
      else (select left(body, ${saidMax}) from maintenance_update where maintenance = each.id order by hlc desc, region desc, id desc limit 1)
      end as said
    from (
      select * from (
        (select 'incident' as kind, id, title, texts, status::text, impact::text, false as cancelled, started_at as at, resolved_at as ended_at, updated_at
          from incident where page = ${page} and not deleted ${earlier('started_at')} order by started_at desc, id desc limit ${entriesMax + 1})
        union all
        (select 'maintenance', id, title, texts, status::text, null, cancelled, starts_at, ends_at, updated_at
          from maintenance where page = ${page} and not deleted ${earlier('starts_at')} order by starts_at desc, id desc limit ${entriesMax + 1})
      ) as both_kinds order by at desc, id desc limit ${entriesMax + 1}
    ) as each order by at desc, id desc`;
  return { items: rows.slice(0, entriesMax).map(entryOf), older: rows.length > entriesMax };
}

function entryOf({ kind, id, title, texts, status, impact, cancelled, at, ended_at, updated_at, said }: PastRow): PastEntry {
  const entry = {
    id,
    title,
    ...unlessEmpty('texts', texts),
    at: at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    said: (said ?? '').toWellFormed(),
    updatedAt: updated_at.toISOString(),
  };
  return (kind === 'incident' ? { kind, ...entry, status, impact } : { kind, ...entry, status, cancelled }) as PastEntry;
}

interface PastRow {
  kind: 'incident' | 'maintenance';
  id: string;
  title: string;
  texts: Record<string, { title: string }>;
  status: string;
  impact: Impact | null;
  cancelled: boolean;
  at: Date;
  ended_at: Date | null;
  updated_at: Date;
  said: string | null;
}
