import type { Query } from '@pharos/core/outside/postgres';
import type { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';

/** How what is told looks: what a message says beside what happened, in the languages that there are of it. */
export interface NoticeLooks {
  /** The page's own language, and where its people live. */
  language: string;
  timeZone: string;
  accent: string | null;
  /** The page's own host name, once it is proved. */
  host: string | null;
  /** By language, where somebody wrote them. */
  titles: Record<string, string>;
  bodies: Record<string, string>;
  /** What it is about, and what was said of that; by name. */
  affected: { id: string; name: string; status: ComponentStatus | null }[];
}

/** What is to be told, by what names it: an update of an incident or of a maintenance; nothing, of a question. */
export interface LookedAt {
  notice: string;
  page: string;
  thing: string | null;
  components: string[];
}

// A page may have a thousand, and a message has room for some: the rest is a number.
const affectedMax = 200;

/** Of many at once; what stands in no table yet looks as if nobody had said anything of it. */
export async function readNoticeLooks(query: Query, asked: LookedAt[]): Promise<Map<string, NoticeLooks>> {
  if (asked.length === 0) return new Map();
  const pages = [...new Set(asked.map(({ page }) => page))];
  const things = [...new Set(asked.flatMap(({ thing }) => thing ?? []))];
  const updates = asked.flatMap(({ notice, thing }) => (thing === null ? [] : [notice]));
  const components = [...new Set(asked.flatMap(({ components }) => components.slice(0, affectedMax)))];
  const [pageRows, thingRows, updateRows, componentRows] = await Promise.all([
    query<{ id: string; timeZone: string; more: unknown; host: string | null }[]>`
      select id, time_zone as "timeZone", more, (select host from domain where domain.page = page.id and host = page.domain and confirmed) as host
      from page where id = any(${pages}::uuid[])`,
    query<{ id: string; texts: unknown }[]>`
      select id, texts from incident where id = any(${things}::uuid[])
      union all select id, texts from maintenance where id = any(${things}::uuid[])`,
    query<{ id: string; texts: unknown; said: Record<string, ComponentStatus> }[]>`
      select id, texts, components as said from incident_update where id = any(${updates}::uuid[])
      union all select id, texts, '{}'::jsonb from maintenance_update where id = any(${updates}::uuid[])`,
    query<{ id: string; name: string }[]>`select id, name from component where id = any(${components}::uuid[]) order by ord, id`,
  ]);
  const [pageOf, thingOf, updateOf] = [byId(pageRows), byId(thingRows), byId(updateRows)];
  return new Map(
    asked.map(({ notice, page, thing, components }) => {
      const of = pageOf.get(page);
      const { language, colours } = Settings.parse(of?.more ?? {});
      const update = updateOf.get(notice);
      const isNamed = new Set(components);
      const affected = componentRows.filter(({ id }) => isNamed.has(id));
      return [
        notice,
        {
          language,
          timeZone: of?.timeZone ?? 'UTC',
          accent: colours.accent ?? null,
          host: of?.host ?? null,
          titles: textsIn(thing === null ? undefined : thingOf.get(thing)?.texts, 'title'),
          bodies: textsIn(update?.texts, 'body'),
          affected: affected.map(({ id, name }) => ({ id, name, status: update?.said[id] ?? null })),
        },
      ];
    }),
  );
}

// As a later version may have written them: what cannot be read is as if nobody had said it.
const Settings = z.object({
  language: z.string().catch('en').default('en'),
  colours: z.object({ accent: z.string().optional() }).catch({}).default({}),
});

function textsIn(texts: unknown, name: 'title' | 'body'): Record<string, string> {
  const said = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(texts).data ?? {};
  return Object.fromEntries(
    Object.entries(said).flatMap(([language, { [name]: text }]) => (typeof text === 'string' ? [[language, text]] : [])),
  );
}

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
