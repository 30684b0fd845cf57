import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import type { Span, TraceContext } from '@pharos/core/traces';
import type { PageEvent } from '@pharos/resources/fact';

export interface Journeys extends Disposable {
  /** An event whose journey is watched is on its way to so many readers. */
  told(event: PageEvent, readers: number): void;
  /** All who can read have what was committed at `at`; answers the journey of that, if one is watched. */
  passed(at: number): TraceContext | undefined;
}

// All who can read have an event in milliseconds, a million of them in a second. One that left together with an earlier one is not told of.
const patienceMs = 5_000;
// Of a burst: so many are watched at a time, each a few hundred bytes; the rest has a span without a length.
const pendingMax = 64;

/** One span for an event, however many read it: from its arrival here until all who can read have it. */
export function watchJourneys({ traces, clock, log }: Kit): Journeys {
  const pending = new Map<number, Span>();
  const stopped = new AbortController();
  const end = (at: number, span: Span, outcome: string) => {
    if (pending.get(at) === span) pending.delete(at);
    span.set({ 'pharos.outcome': outcome });
    span.end();
  };
  return {
    told: (event, readers) => {
      const { trace, page, origin, seq } = event;
      const attributes = { 'pharos.page': page, 'pharos.change': `${origin}:${seq}`, 'pharos.readers': readers };
      const span = traces?.follow('gateway', trace, { kind: 'consumer', attributes });
      if (!span) return;
      const at = Date.parse(event.at);
      if (readers === 0) return end(at, span, 'nobody-reads');
      if (pending.has(at) || pending.size >= pendingMax) return end(at, span, 'told');
      pending.set(at, span);
      const givingUp = clock.sleep(patienceMs, stopped.signal).then(() => {
        if (pending.get(at) === span) end(at, span, 'told');
      });
      run(givingUp, (error) => log.error({ err: error }, 'nobody ends the span of an event'), stopped.signal);
    },
    passed: (at) => {
      const span = pending.get(at);
      if (!span) return undefined;
      end(at, span, 'all-have-it');
      return span.context;
    },
    [Symbol.dispose]: () => {
      stopped.abort();
      for (const [at, span] of pending) end(at, span, 'told');
    },
  };
}
