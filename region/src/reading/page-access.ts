import type { Query } from '@pharos/core/outside/postgres';
import { accessOf, type PageAccess } from '@pharos/core/page-access';

/** Of many pages at once; those that were never there are left out. */
export async function readPageAccess(query: Query, pages: string[]): Promise<Map<string, PageAccess>> {
  if (pages.length === 0) return new Map();
  const rows = await query<{ id: string; gone: boolean; private: boolean | null; tokens_from: Date | null }[]>`
    select asked.id, coalesce(doc.purged, false) as gone, page.private, page.tokens_from
    from unnest(${pages}::uuid[]) as asked (id)
    left join page on page.id = asked.id
    left join doc on doc.id = 'page:' || asked.id and doc.purged
    where page.id is not null or doc.id is not null`;
  return new Map(rows.map((row) => [row.id, row.gone ? { kind: 'gone' } : accessOf(row.private ?? false, row.tokens_from)]));
}
