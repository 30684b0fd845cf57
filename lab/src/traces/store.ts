import { z } from 'zod';

/** One span as the lab keeps it: times in milliseconds since 1970. */
export interface KeptSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  region: string;
  role: string;
  startedAt: number;
  endedAt: number;
  attributes: Record<string, string | number | boolean>;
  fault: string | undefined;
}

export interface TraceStore {
  /** Takes what an exporter sends, as OTLP says it in JSON; answers how many spans. Throws for what is not that. */
  take(body: unknown): number;
  /** In the order of their beginnings; undefined: not kept, or never heard of. */
  find(traceId: string): KeptSpan[] | undefined;
  /** The traces that are kept, the one that began last first. */
  newest(): { traceId: string; spans: number; startedAt: number }[];
}

// A lab is looked at by one person: what was done in the last minutes of clicking, and a few megabytes at most.
const tracesMax = 200;
const spansMax = 2_000;

const id = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const Value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z.array(z.looseObject({ key: z.string(), value: Value })).default([]);
const Nanoseconds = z.union([z.string().regex(/^\d+$/), z.number()]).transform((value) => Number(value) / 1_000_000);
const Sent = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: Attributes }).optional(),
      scopeSpans: z.array(
        z.looseObject({
          spans: z.array(
            z.looseObject({
              traceId: id(32),
              spanId: id(16),
              parentSpanId: id(16).optional().catch(undefined),
              name: z.string(),
              startTimeUnixNano: Nanoseconds,
              endTimeUnixNano: Nanoseconds,
              attributes: Attributes,
              status: z.looseObject({ code: z.number().optional(), message: z.string().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});
const statusError = 2;

/** The last traces, in memory and nowhere else: the oldest goes when one more comes, and no trace grows beyond all bounds. */
export function createTraceStore(): TraceStore {
  const traces = new Map<string, KeptSpan[]>();
  const keep = (span: KeptSpan) => {
    const spans = traces.get(span.traceId) ?? [];
    traces.delete(span.traceId);
    traces.set(span.traceId, spans);
    if (spans.length < spansMax) spans.push(span);
    if (traces.size > tracesMax) traces.delete(traces.keys().next().value!);
  };
  return {
    take: (body) => {
      const spans = Sent.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
        const of = valuesOf(resource?.attributes ?? []);
        return scopeSpans.flatMap((scope) => scope.spans.map((span) => keptOf(span, of)));
      });
      for (const span of spans) keep(span);
      return spans.length;
    },
    find: (traceId) => traces.get(traceId)?.toSorted((a, b) => a.startedAt - b.startedAt),
    newest: () =>
      [...traces]
        .map(([traceId, spans]) => ({ traceId, spans: spans.length, startedAt: Math.min(...spans.map((span) => span.startedAt)) }))
        .sort((a, b) => b.startedAt - a.startedAt),
  };
}

type SentSpan = z.infer<typeof Sent>['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

function keptOf({ traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, attributes, status }: SentSpan, of: Values) {
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    region: String(of['pharos.region'] ?? '?'),
    role: String(of['pharos.role'] ?? of['service.name'] ?? '?'),
    startedAt: startTimeUnixNano,
    endedAt: endTimeUnixNano,
    attributes: valuesOf(attributes),
    fault: status?.code === statusError ? (status.message ?? 'failed') : undefined,
  };
}

type Values = KeptSpan['attributes'];

function valuesOf(attributes: z.infer<typeof Attributes>): Values {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
      key,
      stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue ?? '',
    ]),
  );
}
