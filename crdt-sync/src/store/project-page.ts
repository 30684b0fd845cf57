import type { Transaction } from '@pharos/core/outside/postgres';
import { docName } from '../document/kind.ts';
import { readPageDoc } from '../document/page-doc.ts';
import { readSlugDoc, spareSlug } from '../document/slug-doc.ts';
import { sending } from './sending.ts';
import type { Projection } from './sql-project.ts';
import type { DocChange } from './store.ts';

// The claim travels with the page; until it is applied the slug counts as the page's own.
export function projectPage(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const page = readPageDoc(after);
  if (!page) return undefined;
  const id = docName(doc.id);
  const upsert = tx`
    insert into page (id, name, slug, wanted_slug, time_zone, domain, created_at, updated_at)
    values (${id}, ${page.name},
      case when exists (select from slug where slug = ${page.slug} and page <> ${id}) then ${spareSlug(page.slug, id)} else ${page.slug} end,
      ${page.slug}, ${page.timeZone}, ${page.domain}, ${page.createdAt}, ${page.updatedAt})
    on conflict (id) do update set name = excluded.name, slug = excluded.slug, wanted_slug = excluded.wanted_slug,
      time_zone = excluded.time_zone, domain = excluded.domain, updated_at = excluded.updated_at`;
  return { sent: [sending(upsert)] };
}

/** The owner of a slug is shown under it; the others who asked for it keep a spare one. */
export function projectSlug(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const claim = readSlugDoc(after);
  if (!claim) return undefined;
  const slug = docName(doc.id);
  const statements = [
    tx`
      insert into slug (slug, page, confirmed, claimed_hlc, claimed_region)
      values (${slug}, ${claim.owner}, ${claim.confirmed}, ${claim.hlc}, ${claim.region})
      on conflict (slug) do update set page = excluded.page, confirmed = excluded.confirmed,
        claimed_hlc = excluded.claimed_hlc, claimed_region = excluded.claimed_region`,
    ...claim.claimants.map((page) => {
      const shown = page === claim.owner ? slug : spareSlug(slug, page);
      return tx`update page set slug = ${shown} where id = ${page} and wanted_slug = ${slug} and slug <> ${shown}`;
    }),
  ];
  return { sent: statements.map(sending) };
}

/** Who owns a host name. Pages say which one they are shown under: nothing of theirs changes here. */
export function projectDomain(tx: Transaction, { doc, after }: DocChange): Projection | undefined {
  const claim = readSlugDoc(after);
  if (!claim) return undefined;
  const upsert = tx`
    insert into domain (host, page, confirmed, claimed_hlc, claimed_region)
    values (${docName(doc.id)}, ${claim.owner}, ${claim.confirmed}, ${claim.hlc}, ${claim.region})
    on conflict (host) do update set page = excluded.page, confirmed = excluded.confirmed,
      claimed_hlc = excluded.claimed_hlc, claimed_region = excluded.claimed_region`;
  return { sent: [sending(upsert)] };
}
