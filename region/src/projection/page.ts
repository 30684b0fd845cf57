import { docName } from '@pharos/resources/kind';
import { readSlugDoc, spareSlug } from '@pharos/resources/page/claim';
import { readPageDoc } from '@pharos/resources/page/fields';
import { projector } from './projector.ts';

// The claim travels with the page; until it is applied the slug counts as the page's own.
export const pages = projector(
  ({ doc, after }) => {
    const page = readPageDoc(after);
    return page && { id: docName(doc.id), ...page };
  },
  (tx, rows) =>
    rows.map(
      ({ id, name, slug, timeZone, domain, private: isPrivate, tokensFrom, smsCountries, createdAt, updatedAt }) => tx`
        insert into page (id, name, slug, wanted_slug, time_zone, domain, private, tokens_from, sms_countries, created_at, updated_at)
        values (${id}, ${name},
          case when exists (select from slug where slug = ${slug} and page <> ${id}) then ${spareSlug(slug, id)} else ${slug} end,
          ${slug}, ${timeZone}, ${domain}, ${isPrivate}, ${tokensFrom}, ${tx.json(smsCountries)}, ${createdAt}, ${updatedAt})
        on conflict (id) do update set name = excluded.name, slug = excluded.slug, wanted_slug = excluded.wanted_slug,
          time_zone = excluded.time_zone, domain = excluded.domain, private = excluded.private, tokens_from = excluded.tokens_from,
          sms_countries = excluded.sms_countries,          updated_at = excluded.updated_at`,
    ),
);

/** The owner of a slug is shown under it; the others who asked for it keep a spare one. */
export const slugs = projector(
  ({ doc, after }) => {
    const claim = readSlugDoc(after);
    return claim && { slug: docName(doc.id), ...claim };
  },
  (tx, rows) =>
    rows.flatMap(({ slug, owner, confirmed, hlc, region, claimants }) => [
      tx`
        insert into slug (slug, page, confirmed, claimed_hlc, claimed_region)
        values (${slug}, ${owner}, ${confirmed}, ${hlc}, ${region})
        on conflict (slug) do update set page = excluded.page, confirmed = excluded.confirmed,
          claimed_hlc = excluded.claimed_hlc, claimed_region = excluded.claimed_region`,
      ...claimants.map((page) => {
        const shown = page === owner ? slug : spareSlug(slug, page);
        return tx`update page set slug = ${shown} where id = ${page} and wanted_slug = ${slug} and slug <> ${shown}`;
      }),
    ]),
);

/** Who owns a host name. Pages say which one they are shown under: nothing of theirs changes here. */
export const domains = projector(
  ({ doc, after }) => {
    const claim = readSlugDoc(after);
    return claim && { host: docName(doc.id), ...claim };
  },
  (tx, rows) =>
    rows.map(
      ({ host, owner, confirmed, hlc, region }) => tx`
        insert into domain (host, page, confirmed, claimed_hlc, claimed_region)
        values (${host}, ${owner}, ${confirmed}, ${hlc}, ${region})
        on conflict (host) do update set page = excluded.page, confirmed = excluded.confirmed,
          claimed_hlc = excluded.claimed_hlc, claimed_region = excluded.claimed_region`,
    ),
);
