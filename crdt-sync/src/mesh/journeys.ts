import type { Kit } from '@pharos/core/role';
import type { Span, TraceContext } from '@pharos/core/traces';
import type { PageEvent } from '@pharos/resources/fact';
import { decodeEnvelope } from '../document/envelope.ts';
import type { LogEntry } from '../store/store.ts';

/** A Change whose journey is watched, and where that has come from. */
export interface Traced {
  origin: number;
  seq: number;
  page: string | null;
  trace: TraceContext;
  /** The region that wrote it, of what came from another one. */
  from?: string;
}

export type Spans = Map<string, Span>;

/** One for each of them, however many went together: a batch is nobody's journey. Made behind the commit, so that no lock is held for it. */
export function beginSpans({ traces }: Kit, name: 'relay' | 'apply', traced: readonly Traced[], startedAt: number | undefined): Spans {
  const spans: Spans = new Map();
  if (!traces) return spans;
  const kind = name === 'relay' ? 'producer' : 'consumer';
  for (const { origin, seq, page, trace, from } of traced) {
    const change = placeOf({ origin, seq });
    const attributes = {
      'pharos.change': change,
      ...(page === null ? {} : { 'pharos.page': page }),
      ...(from ? { 'pharos.from': from } : {}),
    };
    const span = traces.follow(name, trace, { kind, attributes, ...(startedAt === undefined ? {} : { startedAt }) });
    if (span) spans.set(change, span);
  }
  return spans;
}

/** The events as they are told on the bus: gateways go on from the span that told them. */
export function followedBy(events: PageEvent[], spans: Spans): PageEvent[] {
  if (spans.size === 0) return events;
  return events.map((event) => {
    const trace = contextIn(spans, event);
    return trace === undefined ? event : { ...event, trace };
  });
}

export function contextIn(spans: Spans, place: { origin: number; seq: number }): TraceContext | undefined {
  return spans.get(placeOf(place))?.context;
}

/** Of what was applied, those whose journey is watched. Who watches none does not look. */
export function tracedIn({ traces }: Kit, applied: readonly LogEntry[]): Traced[] {
  if (!traces) return [];
  return applied.flatMap(({ origin, seq, page, env, redacted }) => {
    if (redacted) return [];
    const { trace, region } = decodeEnvelope(env);
    return trace === undefined ? [] : [{ origin, seq, page, trace, from: region }];
  });
}

function placeOf({ origin, seq }: { origin: number; seq: number }): string {
  return `${origin}:${seq}`;
}
