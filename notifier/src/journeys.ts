import type { Kit } from '@pharos/core/role';
import { parseTraceparent, type Span, type TraceContext } from '@pharos/core/traces';
import type { Sender } from './channels/channel.ts';
import type { Leased } from './ledger/ledger.ts';
import type { NotifyJob } from './region.ts';

// A notice may go to a million people, and nobody reads a journey of a million spans, nor can what keeps journeys: those of the first
// calls of each notice by this process are told, and those of calls that failed as far again.
const callsPerNotice = 200;
// Notices are told one after the other: of those before these, nearly all calls are done.
const noticesMax = 64;

/** Spans of calls to providers. They name the delivery, never whom it is for, nor what is said. */
export function createCallSpans({ traces }: Pick<Kit, 'traces'>) {
  const counts = new Map<string, number>();
  const countOf = (notice: string): number => {
    const count = (counts.get(notice) ?? 0) + 1;
    counts.delete(notice);
    counts.set(notice, count);
    if (counts.size > noticesMax) counts.delete(counts.keys().next().value!);
    return count;
  };
  return (leased: Leased, sender: Sender): Span | undefined => {
    const { id, notice, page, attempt, fanout } = leased;
    if (!traces || fanout.trace === undefined) return undefined;
    if (countOf(notice) > callsPerNotice * (attempt > 1 ? 2 : 1)) return undefined;
    return traces.follow('provider', fanout.trace, {
      kind: 'client',
      attributes: {
        ...(leased.kind === 'notice' ? { 'pharos.page': page } : {}),
        'pharos.notice': notice,
        'pharos.delivery': id,
        'pharos.provider': sender.name,
        'pharos.attempt': attempt,
      },
    });
  };
}

export interface Expansions {
  /** It is taken up: what is brought out of it goes on from the context that is answered. */
  begin(job: NotifyJob): TraceContext | undefined;
  /** So many more deliveries of it are in the ledger. */
  step(notice: string, deliveries: number, isDone: boolean): void;
  /** The round is over: what another notifier goes on with has no more to do with this one. */
  endAll(): void;
}

/** A span for each notice from when it is taken up until its deliveries are in the ledger: as many as one round takes up. */
export function createExpansions({ traces }: Pick<Kit, 'traces'>): Expansions {
  const open = new Map<string, { span: Span; deliveries: number }>();
  const end = (notice: string) => {
    const { span, deliveries } = open.get(notice)!;
    open.delete(notice);
    span.set({ 'pharos.deliveries': deliveries });
    span.end();
  };
  return {
    begin: ({ update, page, trace }) => {
      const context = trace ?? undefined;
      const span = traces?.follow('notifier', context, {
        kind: 'consumer',
        attributes: { 'pharos.page': page, 'pharos.notice': update },
      });
      if (!span) return context;
      if (open.has(update)) end(update);
      open.set(update, { span, deliveries: 0 });
      return span.context;
    },
    step: (notice, deliveries, isDone) => {
      const each = open.get(notice);
      if (!each) return;
      each.deliveries += deliveries;
      if (isDone) end(notice);
    },
    endAll: () => {
      for (const notice of open.keys()) end(notice);
    },
  };
}

/** For a line of the log: the trace alone. */
export function traceOf({ fanout }: Leased): { trace?: string } {
  const parsed = parseTraceparent(fanout.trace);
  return parsed ? { trace: parsed.traceId } : {};
}
