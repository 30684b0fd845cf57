import { IncidentView, MaintenanceView, type View } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';
import { bodyOf, type Body } from './body.ts';
import type { Upstreams } from './upstreams.ts';
import type { Readers } from './readers.ts';

const schemas = { incidents: IncidentView, maintenances: MaintenanceView };
export type WholeKind = keyof typeof schemas;
export type Whole = IncidentView | MaintenanceView;

export interface Wholes {
  /** Would it have to be asked for? Then whoever wants it has to be let. */
  isAtHand(view: View, id: string): boolean;
  /** Its page with all its updates, of which the page shows the newest. Asked for and made once for each View, however many want it. */
  read(view: View, kind: WholeKind, id: string): Promise<Body | 'not-found' | 'unavailable'>;
}

// Long outages that many look at on one day. Each is as long as a document may be, half a megabyte, and what is made of it.
const keptMax = 50;
// A document, and what JSON makes of it.
const charsMax = 4_000_000;

export function createWholes(
  upstreams: Upstreams,
  credentials: Readers['credentials'],
  render: (view: View, whole: Whole) => { type: string; text: string },
): Wholes {
  const kept = new LRUCache<string, ReturnType<typeof ask>>({ max: keptMax });

  const ask = async (view: View, kind: WholeKind, id: string): Promise<Body | 'not-found' | 'unavailable'> => {
    const page = view.page.id;
    const answer = await upstreams.ask(`/v1/pages/${page}/${kind}/${id}`, { headers: await credentials(page) });
    if (answer?.response.status === 404) return 'not-found';
    const text = answer?.response.ok ? await answer.response.text() : '';
    if (text === '' || text.length > charsMax) return 'unavailable';
    const whole = schemas[kind].safeParse(JSON.parse(text)).data;
    if (!whole) return 'unavailable';
    const made = render(view, whole);
    return bodyOf(made.type, made.text);
  };

  const nameOf = (view: View, id: string) => `${view.page.id} ${view.version} ${id}`;
  return {
    isAtHand: (view, id) => kept.has(nameOf(view, id)),
    read: async (view, kind, id) => {
      const name = nameOf(view, id);
      const asking = kept.get(name) ?? ask(view, kind, id).catch(() => 'unavailable' as const);
      kept.set(name, asking);
      const found = await asking;
      // What was made up, or not to be had just now, keeps no place.
      if (typeof found === 'string') kept.delete(name);
      return found;
    },
  };
}
