import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer, Api } from '../api/api.ts';
import type { Account } from './session.ts';

export type PageRow = Answer<'GET /v1/pages'>['items'][number];

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
      rows.push(...value.items);
      after = value.next ?? undefined;
    } while (after !== undefined && rows.length < pagesMax);
    return rows;
  };
  return {
    all,
    load: async ({ seats }) => {
      const found = await Promise.all(seats.map(({ organisation }) => pagesOf(organisation)));
      const unique = new Map(found.flat().map((page) => [page.id, page]));
      all.value = [...unique.values()].sort((a, b) => a.name.localeCompare(b.name));
    },
  };
}
