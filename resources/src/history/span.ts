import type { ComponentStatus } from '@pharos/core/severity';

/*
 * What a component showed over time. Nobody writes that down: it follows from what documents say, each by itself. An incident's
 * updates say what it said of a component from when to when, a maintenance's when it was under way, and a component's own changes
 * what people set. Each document is so many spans, made from it alone, and a component showed the worst of the spans of a moment.
 * So what comes late from another region, is edited, filled in afterwards, removed or purged changes its own spans and no others,
 * and every region that has the same documents says the same of every past day. What is operational is no span.
 */
export interface Span {
  component: string;
  /** Milliseconds since 1970. */
  from: number;
  /** Null: until the document says something else. */
  to: number | null;
  status: ComponentStatus;
}

/** Draws the spans of one document: it is told what holds from when on, in the order of time. */
export function drawSpans() {
  const open = new Map<string, Span>();
  const drawn: Span[] = [];
  const close = (span: Span, at: number) => {
    open.delete(span.component);
    // What held for no time was never seen.
    if (at > span.from) drawn.push({ ...span, to: at });
  };
  return {
    hold: (at: number, statuses: ReadonlyMap<string, ComponentStatus>): void => {
      for (const span of open.values()) if (statuses.get(span.component) !== span.status) close(span, at);
      for (const [component, status] of statuses) {
        if (status !== 'operational' && !open.has(component)) open.set(component, { component, from: at, to: null, status });
      }
    },
    /** All of them; what holds still goes on. */
    spans: (): Span[] => [...drawn, ...open.values()],
  };
}

/** Nothing of it after this moment. */
export function endedAt(spans: Span[], end: number): Span[] {
  return spans.flatMap((span) => (span.from < end ? [{ ...span, to: Math.min(span.to ?? end, end) }] : []));
}
