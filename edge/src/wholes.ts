import { IncidentView, MaintenanceView, type View } from '@pharos/core/view';
import { LRUCache } from 'lru-cache';
import type { Origins } from './origins.ts';
import type { Readers } from './readers.ts';

const schemas = { incidents: IncidentView, maintenances: MaintenanceView };
export type WholeKind = keyof typeof schemas;
export type Whole = IncidentView | MaintenanceView;

export interface Wholes {
  /** With all its updates, of which a page shows the newest. Asked for once for each View, however many want it. */
  read(view: View, kind: WholeKind, id: string): Promise<Whole | 'not-found' | 'unavailable'>;
}

// Long outages that many look at on one day. Each is as long as a document may be, half a megabyte.
const keptMax = 50;
// A document, and what JSON makes of it.
const charsMax = 4_000_000;

export function createWholes(origins: Origins, credentials: Readers['credentials']): Wholes {
  const kept = new LRUCache<string, ReturnType<typeof ask>>({ max: keptMax });

  const ask = async (page: string, kind: WholeKind, id: string): Promise<Whole | 'not-found' | 'unavailable'> => {
    const answer = await origins.ask(`/v1/pages/${page}/${kind}/${id}`, { headers: await credentials(page) });
    if (answer?.response.status === 404) return 'not-found';
    const text = answer?.response.ok ? await answer.response.text() : '';
    if (text === '' || text.length > charsMax) return 'unavailable';
    return schemas[kind].safeParse(JSON.parse(text)).data ?? 'unavailable';
  };

  return {
    read: async (view, kind, id) => {
      const name = `${view.page.id} ${view.version} ${id}`;
      const asking = kept.get(name) ?? ask(view.page.id, kind, id).catch(() => 'unavailable' as const);
      kept.set(name, asking);
      const found = await asking;
      // What was made up, or not to be had just now, keeps no place.
      if (typeof found === 'string') kept.delete(name);
      return found;
    },
  };
}
