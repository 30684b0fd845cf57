import type { Query } from '@pharos/core/outside/postgres';
import { pageColumns, pageView, readComponents as readComponentParts, readPages as readPageParts, type PageRow } from './parts.ts';
import { byOrder, type ComponentView, type PageView } from '@pharos/resources/view';
import type { Whose } from './access.ts';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

export async function readPage(sql: Query, page: string): Promise<PageView | undefined> {
  const [found] = await readPageParts(sql, [page]);
  return found;
}

/** The owner of the slug; or the page that is shown under it while another one owns what it asked for. */
export async function readPageBySlug(sql: Query, slug: string): Promise<PageView | undefined> {
  const [found] = await sql<PageRow[]>`
    select ${pageColumns(sql)}
    from page left join slug on slug.slug = ${slug} and slug.page = page.id left join domain on domain.host = page.domain
    where page.id = (select page from slug where slug = ${slug}) or page.slug = ${slug}
    order by slug.page is null, page.id limit 1`;
  return found && pageView(found);
}

/** The page that is shown under a host name: only once every region knows that it is the one. */
export async function readPageByHost(sql: Query, host: string): Promise<string | undefined> {
  const [found] = await sql<{ id: string }[]>`
    select page.id from domain join page on page.id = domain.page and page.domain = domain.host
    where domain.host = ${host} and domain.confirmed`;
  return found?.id;
}

/** By id, of those that somebody may see. */
export async function readPages(sql: Query, { after, limit, page, organisation, pages }: Slice & Whose): Promise<List<PageView>> {
  const key = readKey(after, 'id');
  const rows = await sql<PageRow[]>`
    select ${pageColumns(sql)} from page left join domain on domain.host = page.domain
    where true ${key ? sql`and page.id > ${key.id}` : sql``} ${ofPages(sql, pages ?? (page === null ? undefined : [page]))}
      ${page !== null || organisation === null ? sql`` : sql`and page.organisation = ${organisation}`}
    order by page.id limit ${limit + 1}`;
  return listOf([...rows], limit, () => '', pageView);
}

function ofPages(sql: Query, pages: string[] | undefined) {
  return pages === undefined ? sql`` : sql`and page.id = any(${pages}::uuid[])`;
}

/** The names that a page has claimed, those it does not use any more included: nobody else gets them. */
export async function readClaims(sql: Query, page: string): Promise<{ slugs: Set<string>; domains: Set<string> }> {
  const rows = await sql<{ name: string; isSlug: boolean }[]>`
    select slug as name, true as "isSlug" from slug where page = ${page}
    union all select host, false from domain where page = ${page}`;
  const namesOf = (wanted: boolean) => new Set(rows.flatMap(({ name, isSlug }) => (isSlug === wanted ? [name] : [])));
  return { slugs: namesOf(true), domains: namesOf(false) };
}

/** How many components a page shows, not counting `beside`: when a request is sent again, the one it makes is there already. */
export async function countComponents(sql: Query, page: string, beside: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from component where page = ${page} and not removed and id <> ${beside}`;
  return row!.count;
}

/** Which of these are none of the page's. */
export async function missingComponents(sql: Query, page: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await sql<{ id: string }[]>`select id from component where page = ${page} and not removed and id = any(${ids}::uuid[])`;
  const found = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !found.has(id));
}

/** In the order of the page. */
export async function readComponents(sql: Query, page: string): Promise<ComponentView[]> {
  return (await readComponentParts(sql, sql`array(select id from component where page = ${page} and not removed)`)).sort(byOrder);
}
