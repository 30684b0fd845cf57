import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer, Api } from '../api/api.ts';
import type { Account } from './session.ts';

/** With the organisation by whose seat it was found; null: the installation itself. */
export type PageRow = Answer<'GET /v1/pages'>['items'][number] & { organisation: string | null };

export interface Pages {
  /** Undefined: not known yet. */
  all: ReadonlySignal<PageRow[] | undefined>;
  load(account: Account): Promise<void>;
}

// The most that the API gives at once; whoever has more pages asks for more.
const sliceMax = 100;
// What a person can choose from by a list.
const pagesMax = 1_000;

/** The pages that somebody may work on, in all organisations in which they have a seat. */
export function createPages(api: Api): Pages {
  const all = signal<PageRow[] | undefined>(undefined);
  const pagesOf = async (organisation: string | null): Promise<PageRow[]> => {
    const rows: PageRow[] = [];
    let after: string | undefined;
    do {
      const query = { limit: sliceMax, ...(after !== undefined && { after }) };
      const { value } = await api.ask('GET /v1/pages', { query, organisation });
      rows.push(...value.items.map((page) => ({ ...page, organisation })));
      after = value.next ?? undefined;
    } while (after !== undefined && rows.length < pagesMax);
    return rows;
  };
  return {
    all,
    load: async ({ seats }) => {
      // The installation's seat sees them all: what another seat knows more closely comes behind it, and stays.
      const [wide, own] = [
        seats.filter(({ organisation }) => organisation === null),
        seats.filter(({ organisation }) => organisation !== null),
      ];
      const found = await Promise.all([...wide, ...own].map(({ organisation }) => pagesOf(organisation)));
      const unique = new Map(found.flat().map((page) => [page.id, page]));
      all.value = [...unique.values()].sort((a, b) => a.name.localeCompare(b.name));
    },
  };
}
