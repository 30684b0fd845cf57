import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Whose } from '@pharos/region/reading/access';
import { readOrganisationOf } from '@pharos/region/reading/organisations';

export interface Tenants {
  /** Whose a page is; null: of the installation itself; undefined: there is no such page. */
  organisationOf(page: string): Promise<string | null | undefined>;
  /** May somebody who may see so much see this page? One of another tenant, and one that is not there, look alike. */
  opens(whose: Whose, page: string): Promise<boolean>;
}

// A hundred bytes each: more pages than one server is asked for in an hour.
const pagesMax = 50_000;

/** Whose the pages are: said when they are made and never again, so that it is asked once. */
export function createTenants(reads: PostgresDoor): Tenants {
  const known = new Map<string, string | null>();
  const organisationOf = async (page: string): Promise<string | null | undefined> => {
    const found = known.get(page);
    if (found !== undefined) return found;
    const read = await reads((sql) => readOrganisationOf(sql, page));
    if (read === undefined) return undefined;
    known.set(page, read);
    if (known.size > pagesMax) known.delete(known.keys().next().value!);
    return read;
  };
  return {
    organisationOf,
    opens: async (whose, page) => {
      if (whose.page !== null) return whose.page === page;
      return whose.organisation === null || (await organisationOf(page)) === whose.organisation;
    },
  };
}
