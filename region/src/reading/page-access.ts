import type { Query } from '@pharos/core/outside/postgres';
import { accessOf, type PageAccess } from '@pharos/core/page-access';

/** Of many pages at once; those that were never there are left out. */
export async function readPageAccess(query: Query, pages: string[]): Promise<Map<string, PageAccess>> {
  if (pages.length === 0) return new Map();
  const rows = await query<
    { id: string; gone: boolean; private: boolean | null; visibility: string; addresses: string[]; tokens_from: Date | null }[]
  >`
    select asked.id, coalesce(doc.purged, false) as gone, page.private, page.visibility, page.addresses, page.tokens_from
    from unnest(${pages}::uuid[]) as asked (id)
    left join page on page.id = asked.id
    left join doc on doc.id = 'page:' || asked.id and doc.purged
    where page.id is not null or doc.id is not null`;
  return new Map(
    rows.map(({ id, gone, private: isPrivate, visibility, addresses, tokens_from }) => {
      if (gone) return [id, { kind: 'gone' }];
      const access = accessOf(isPrivate ?? false, tokens_from);
      return [id, access.kind === 'private' && visibility === 'addresses' ? { ...access, addresses } : access];
    }),
  );
}
