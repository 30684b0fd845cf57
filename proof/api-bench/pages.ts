import type { Sql } from '@pharos/core/outside/postgres';
import { made, type Ask } from './ask.ts';

export interface Place {
  page: string;
  incident: string;
  component: string;
}

let slugs = 0;

/** A page with one component and an open incident. */
export async function makePlace(ask: Ask): Promise<Place> {
  const page = String(made(await ask('POST', '/v1/pages', { name: 'Bench', slug: `bench-${slugs++}` }))['id']);
  const component = String(made(await ask('POST', `/v1/pages/${page}/components`, { name: 'API' }))['id']);
  return { page, component, incident: await openIncident(ask, page, component) };
}

export async function openIncident(ask: Ask, page: string, component: string): Promise<string> {
  const components = [{ id: component, status: 'partial_outage' }];
  return String(made(await ask('POST', `/v1/pages/${page}/incidents`, { title: 'Slow', body: 'x'.repeat(200), components }))['id']);
}

/** Past ones straight into what is read: to write ten thousand would take longer than all the rest. */
export async function fillPage(
  sql: Sql,
  page: string,
  { components, incidents }: { components: number; incidents: number },
): Promise<void> {
  await sql`
    insert into component (id, page, name, description, ord, status, shown, removed, created_at, updated_at)
    select gen_random_uuid(), ${page}, 'Component ' || n, 'What it does for those who use it', lpad(n::text, 8, '0'), 'operational', 'operational', false, now(), now()
    from generate_series(1, ${components}) n`;
  await sql`
    with made as (
      insert into incident (id, page, title, status, impact, conflict, started_at, resolved_at, deleted, created_at, updated_at)
      select gen_random_uuid(), ${page}, 'Incident ' || n, 'resolved', 'minor', false, at, at + interval '1 hour', false, at, at
      from (select n, now() - make_interval(hours => n) as at from generate_series(1, ${incidents}) n) as each
      returning id, started_at
    )
    insert into incident_update (id, incident, status, body, at, hlc, region)
    select gen_random_uuid(), id, status, repeat('What we know. ', 10), started_at + later, extract(epoch from started_at + later)::bigint * 1000, 1
    from made, (values ('investigating', interval '0'), ('resolved', interval '1 hour')) as said (status, later)`;
  // What each incident did to a component: the View tells ninety days of it.
  await sql`
    with part as (select id, row_number() over () as n from component where page = ${page}),
      past as (select id, started_at, resolved_at, row_number() over () as n from incident where page = ${page})
    insert into status_span (source, component, from_at, to_at, status)
    select past.id, part.id, past.started_at, past.resolved_at, 'major_outage'
    from past join part on part.n = 1 + past.n % ${components}`;
  await sql`analyze`;
}

/** Pages that are there, and that hardly anybody asks for. Answers some of their ids. */
export async function makeManyPages(sql: Sql, count: number, asked: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into page (id, name, slug, wanted_slug, time_zone, created_at, updated_at)
    select gen_random_uuid(), 'Page ' || n, 'many-' || n, 'many-' || n, 'UTC', now(), now() from generate_series(1, ${count}) n returning id`;
  await sql`insert into page_version (page, version, local_id) select id, '{"67108865": 1}', 1 from page where slug like 'many-%' on conflict do nothing`;
  const some = rows.slice(0, asked).map(({ id }) => id);
  await sql`
    insert into component (id, page, name, description, ord, status, shown, removed, created_at, updated_at)
    select gen_random_uuid(), page, 'Component ' || n, 'What it does for those who use it', lpad(n::text, 8, '0'), 'operational', 'operational', false, now(), now()
    from unnest(${some}::uuid[]) page, generate_series(1, 20) n`;
  await sql`analyze`;
  return some;
}
