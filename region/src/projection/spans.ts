import type { Transaction } from '@pharos/core/outside/postgres';
import type { Fold } from '@pharos/resources/fold';
import type { Span } from '@pharos/resources/history/span';
import { readable } from './projector.ts';

export interface SourceSpans {
  source: string;
  after: Span[];
  /** What the table lacks, or has otherwise. */
  fresh: Span[];
}

/** What a document's spans become by a change. Undefined: they stay as they are, and nothing is written. */
export function spansOf(
  source: string,
  { before, after }: { before: Fold; after: Fold },
  read: (fold: Fold) => Span[],
): SourceSpans | undefined {
  const spans = read(after);
  // Of a document that is folded afresh nobody knows what the tables hold.
  const known = before.size === 0 ? undefined : readable<Span[] | undefined>(() => read(before), undefined);
  const held = new Set(known?.map(keyOf));
  const fresh = spans.filter((span) => !held.has(keyOf(span)));
  return known && fresh.length === 0 && known.length === spans.length ? undefined : { source, after: spans, fresh };
}

/** One statement, however many they are. */
export function writeSpans(tx: Transaction, given: (SourceSpans | undefined)[]) {
  const changed = given.filter((each) => each !== undefined);
  if (changed.length === 0) return [];
  const rowsOf = (which: 'after' | 'fresh') => changed.flatMap((each) => each[which].map((span) => rowOf(each.source, span)));
  return [
    tx`
      with gone as (
        delete from status_span where source = any(${changed.map(({ source }) => source)}::uuid[]) and not exists (
          select from jsonb_to_recordset(${tx.json(rowsOf('after'))}) as kept (source uuid, component uuid, "from" timestamptz)
          where kept.source = status_span.source and kept.component = status_span.component and kept."from" = status_span.from_at)
      )
      insert into status_span (source, component, from_at, to_at, status)
      select * from jsonb_to_recordset(${tx.json(rowsOf('fresh'))})
        as new (source uuid, component uuid, "from" timestamptz, "to" timestamptz, status component_status)
      on conflict (source, component, from_at) do update set to_at = excluded.to_at, status = excluded.status`,
  ];
}

function keyOf({ component, from, to, status }: Span): string {
  return `${component} ${from} ${to} ${status}`;
}

function rowOf(source: string, { component, from, to, status }: Span) {
  return { source, component, from: new Date(from).toISOString(), to: to === null ? null : new Date(to).toISOString(), status };
}
