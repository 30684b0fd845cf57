import type { Query } from '@pharos/core/outside/postgres';
import { unlessEmpty } from '@pharos/resources/languages';
import type { Ids } from './one-statement.ts';
import type { ComponentStatus } from '@pharos/core/severity';
import type { UpdateView } from '@pharos/resources/view';

/** The updates of one incident or maintenance, newest first, and how many older ones were left out. */
export interface Updates {
  updates: UpdateView[];
  older?: number;
}

// What a page shows of the updates of one thing: an outage of some days. All of them stand at the thing's own address.
export const shownBytesMax = 65_536;
/** Of each thing all updates; or the newest until they are as long as that together, and the newest one in any case. */
export async function readUpdates(
  query: Query,
  kind: 'incident' | 'maintenance',
  ids: Ids,
  bytesMax?: number,
): Promise<(id: string) => Updates> {
  const table = query(`${kind}_update`);
  const parent = query(kind);
  const own = kind === 'incident' ? query`edited_at, components` : query`null::timestamptz as edited_at, '{}'::jsonb as components`;
  const all = () => query<UpdateRow[]>`
    select ${parent} as parent, id, status, body, texts, at, ${own}, 0 as older
    from ${table} where ${parent} = any(${ids}::uuid[]) order by hlc desc, region desc, id desc`;
  // Counting costs as much again as reading: who asks for all is not made to pay for it.
  const bytes = updateBytes(query, kind);
  const newest = (max: number) => query<UpdateRow[]>`
    select parent, id, status, body, texts, at, edited_at, components, older::int from (
      select ${parent} as parent, id, status, body, texts, at, ${own}, hlc, region,
        sum(${bytes}) over newest as bytes, row_number() over newest as nth,
        count(*) over (partition by ${parent}) - row_number() over newest as older
      from ${table} where ${parent} = any(${ids}::uuid[])
      window newest as (partition by ${parent} order by hlc desc, region desc, id desc)) as each
    where nth = 1 or bytes <= ${max} order by hlc desc, region desc, id desc`;
  const rows = await (bytesMax === undefined ? all() : newest(bytesMax));
  const of = Map.groupBy(rows, (row) => row.parent);
  return (id) => {
    const found = of.get(id) ?? [];
    const older = found.at(-1)?.older ?? 0;
    return { updates: found.map(updateView), ...(older > 0 ? { older } : {}) };
  };
}

interface UpdateRow {
  parent: string;
  id: string;
  status: UpdateView['status'];
  body: string;
  texts: Record<string, { body: string }>;
  at: Date;
  edited_at: Date | null;
  components: Record<string, ComponentStatus>;
  older: number;
}

/** How long one is, in whatever languages, with what it says of components. */
export function updateBytes(query: Query, kind: 'incident' | 'maintenance') {
  const components = kind === 'incident' ? query`+ octet_length(components::text) - octet_length('{}')` : query``;
  return query`octet_length(body) + octet_length(texts::text) - octet_length('{}') ${components}`;
}

function updateView({ id, status, body, texts, at, edited_at, components }: UpdateRow): UpdateView {
  const said = Object.entries(components).map(([component, its]) => ({ id: component, status: its }));
  const times = { at: at.toISOString(), editedAt: edited_at?.toISOString() ?? null };
  return { id, status, body, ...unlessEmpty('texts', texts), ...unlessEmpty('components', said), ...times };
}
