import { docName } from '@pharos/resources/kind';
import { readSlugDoc, spareSlug, type SlugDoc } from '@pharos/resources/page/claim';
import { readFeatures } from '@pharos/resources/features';
import { readPageDoc, type PageDoc } from '@pharos/resources/page/fields';
import { settings, settingsOf } from '@pharos/resources/page/settings';
import { projector } from './projector.ts';
import { writeRows } from './rows.ts';

// The claim travels with the page; until it is applied the slug counts as the page's own.
export const pages = projector(
  ({ doc, after }) => {
    const page = readPageDoc(after);
    return page && { id: docName(doc.id), ...columnsOf(page), features: readFeatures(after), wantedSlug: page.slug };
  },
  (tx, rows) => {
    const [ids, wanted, spare] = [rows.map(({ id }) => id), rows.map(({ slug }) => slug), rows.map(({ slug, id }) => spareSlug(slug, id))];
    return [
      writeRows(tx, 'page', rows, { onlyWhenMade: ['slug'] }),
      tx`
        update page set slug = shown.slug
        from (
          select asked.id,
            case when exists (select from slug where slug.slug = asked.slug and slug.page <> asked.id) then asked.spare else asked.slug end as slug
          from unnest(${ids}::uuid[], ${wanted}::text[], ${spare}::text[]) as asked (id, slug, spare)
        ) shown
        where page.id = shown.id and page.slug <> shown.slug`,
    ];
  },
);

// Its settings, which no query asks for, stand together.
function columnsOf(page: PageDoc) {
  const columns = Object.entries(page).filter(([name]) => !(name in settings));
  return { ...(Object.fromEntries(columns) as Omit<PageDoc, keyof typeof settings>), more: settingsOf(page) };
}

/** The owner of a slug is shown under it; the others who asked for it keep a spare one. */
export const slugs = projector(
  ({ doc, after }) => {
    const claim = readSlugDoc(after);
    return claim && { slug: docName(doc.id), ...claim };
  },
  (tx, rows) => [
    writeRows(tx, 'slug', rows.map(claimRow)),
    ...rows.flatMap(({ slug, owner, claimants }) =>
      claimants.map((page) => {
        const shown = page === owner ? slug : spareSlug(slug, page);
        return tx`update page set slug = ${shown} where id = ${page} and wanted_slug = ${slug} and slug <> ${shown}`;
      }),
    ),
  ],
);

/** Who owns a host name. Pages say which one they are shown under: nothing of theirs changes here. */
export const domains = projector(
  ({ doc, after }) => {
    const claim = readSlugDoc(after);
    return claim && { host: docName(doc.id), ...claim };
  },
  (tx, rows) => [writeRows(tx, 'domain', rows.map(claimRow))],
);

function claimRow<Claim extends SlugDoc>({ owner, hlc, region, claimants: _claimants, ...row }: Claim) {
  return { ...row, page: owner, claimedHlc: hlc, claimedRegion: region };
}
