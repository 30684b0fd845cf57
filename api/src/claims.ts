import { Problem } from '@pharos/core/problem';
import { readClaims } from '@pharos/region/reading/pages';
import type { Deps } from './env.ts';

/** The TXT records of a name, each in its pieces; none when there is no such name. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

// A name that was claimed stays the page's own for ever, so that old links go on working: nobody takes a dictionary of them.
const slugsMax = 10;
const domainsMax = 5;

/** May this page claim these names? What it has already costs nothing; a domain says in its DNS that it wants to be this page's. */
export async function requireClaimable(
  { reads, resolveTxt }: Deps,
  page: string,
  { slug, domain }: { slug?: string | undefined; domain?: string | null | undefined },
): Promise<void> {
  if (slug === undefined && !domain) return;
  const claimed = await reads((sql) => readClaims(sql, page));
  if (slug !== undefined && !claimed.slugs.has(slug) && claimed.slugs.size >= slugsMax) throw tooMany('slug', slugsMax);
  if (!domain || claimed.domains.has(domain)) return;
  if (claimed.domains.size >= domainsMax) throw tooMany('domain', domainsMax);
  if (resolveTxt && !(await isProved(resolveTxt, domain, page))) {
    throw new Problem(
      'conflict',
      `the DNS does not say that ${domain} is this page's: add a TXT record _pharos.${domain} with pharos-page=${page}`,
      {
        fields: [{ path: 'domain', message: 'not proved' }],
      },
    );
  }
}

async function isProved(resolveTxt: ResolveTxt, domain: string, page: string): Promise<boolean> {
  const records = await resolveTxt(`_pharos.${domain}`);
  return records.some((pieces) => pieces.join('').trim() === `pharos-page=${page}`);
}

function tooMany(what: 'slug' | 'domain', max: number): Problem {
  return new Problem('conflict', `a page keeps every ${what} it ever had, at most ${max}`, {
    fields: [{ path: what, message: 'too many' }],
  });
}
