import type { Sql } from '@pharos/core/outside/postgres';
import { makePlace, type Place } from '../api-bench/pages.ts';
import type { Ask } from '../api-bench/ask.ts';

/** What most have: twenty components of which each had some trouble in ninety days, and one open incident. */
export async function makeUsualPage(ask: Ask, sql: Sql): Promise<Place> {
  const place = await makePlace(ask);
  const { page } = place;
  await sql`
    insert into component (id, page, name, description, ord, status, shown, removed, created_at, updated_at)
    select gen_random_uuid(), ${page}, 'Component ' || n, 'What it does for those who use it', lpad(n::text, 8, '0'), 'operational', 'operational', false, now(), now()
    from generate_series(1, 19) n`;
  await sql`update component set created_at = now() - interval '1 year' where page = ${page}`;
  // Three troubles of each, at days of its own.
  await sql`
    with part as (select id, row_number() over (order by ord) as n from component where page = ${page}),
      made as (
        insert into incident (id, page, title, status, impact, conflict, started_at, resolved_at, deleted, created_at, updated_at)
        select gen_random_uuid(), ${page}, 'Errors of the ' || nth || '. kind', 'resolved', 'minor', false, at, at + interval '50 minutes', false, at, at
        from (select nth, now() - make_interval(days => 16 + nth * 24) as at from generate_series(0, 2) nth) as each
        returning id, started_at
      )
    insert into status_span (source, component, from_at, to_at, status)
    select made.id, part.id, started_at - make_interval(hours => (part.n * 7)::int), started_at - make_interval(hours => (part.n * 7)::int) + interval '50 minutes',
      (case when part.n % 2 = 0 then 'partial_outage' else 'degraded_performance' end)::component_status
    from made cross join part`;
  await sql`analyze`;
  return place;
}
