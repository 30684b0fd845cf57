import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Span as OtelSpan } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import type { SamplerName } from '../config.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { parseTraceparent, traceContext, type Span, type SpanOptions, type TraceContext, type Traces } from '../traces.ts';

export interface TracesOptions {
  role: string;
  region: string;
  /** The collector's OTLP/HTTP address, without `/v1/traces`. */
  endpoint: string;
  /** How spans name us; `pharos-<role>` where nothing is said. */
  serviceName?: string | undefined;
  sampler?: SamplerName | undefined;
  /** Which part of traces is kept, by the samplers that ask for one. */
  ratio?: number | undefined;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

// What waits for the collector, a kilobyte or so each: the oldest are sent, the newest dropped. A process of ours makes so many in seconds.
const queueMax = 2_048;
const batchMax = 512;
// Soon enough that a journey can be looked at while one remembers it; and one request in a second is nobody's burden.
const sendEachMs = 1_000;
// A collector that takes longer is as good as dead: what it was sent is dropped.
const sendMs = 3_000;
// One batch goes after the other, but for a stop, which sends the whole queue at once behind what is under way.
const requestsAtOnce = queueMax / batchMax + 2;
// What a stop waits for it.
const flushMs = 500;
// That it cannot be reached is said so often.
const sayEachMs = 60_000;

/**
 * The only file that knows OpenTelemetry's SDK, loaded where an endpoint is set and nowhere else. Its queue is this role's own, and nobody
 * waits in it: to end a span is to put it there. A collector that is dead or slow costs spans, and a stop half a second.
 */
export function openTraces({ role, region, endpoint, serviceName, sampler, ratio, clock, log, metrics }: TracesOptions): Traces {
  const named = {
    'service.name': serviceName ?? `pharos-${role}`,
    'service.namespace': 'pharos',
    'pharos.region': region,
    'pharos.role': role,
  };
  // What the environment says of this place (OTEL_RESOURCE_ATTRIBUTES) goes along; what we know ourselves stands above it.
  const resource = detectResources({ detectors: [envDetector] }).merge(resourceFromAttributes(named));
  const exporter = counted(
    new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
      timeoutMillis: sendMs,
      concurrencyLimit: requestsAtOnce,
    }),
    { clock, log, metrics },
  );
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize: queueMax,
    maxExportBatchSize: batchMax,
    scheduledDelayMillis: sendEachMs,
    exportTimeoutMillis: sendMs,
  });
  const provider = new TracerProvider({ resource, sampler: samplerOf(sampler, ratio), spanProcessors: [processor] });
  const tracer = provider.getTracer('pharos');

  const begin = (name: string, parent: TraceContext | undefined, { kind, startedAt, attributes = {} }: SpanOptions = {}): Span => {
    const beganAt = startedAt ?? clock.now();
    // Ends are measured by the clock that never jumps.
    const elapsed = clock.elapsed() - Math.max(0, clock.now() - beganAt);
    const options = { startTime: beganAt, kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind], attributes };
    return spanOf(tracer.startSpan(name, options, contextOf(parent)), () => beganAt + Math.max(0, clock.elapsed() - elapsed));
  };
  let closed: Promise<void> | undefined;
  const close = async () => {
    const enough = new AbortController();
    const late = clock.sleep(flushMs, enough.signal).catch(() => undefined);
    await Promise.race([provider.shutdown().catch(() => undefined), late]); // what was not sent is counted by the exporter
    enough.abort();
  };
  return {
    begin,
    follow: (name, context, options) => (context === undefined ? undefined : begin(name, context, options)),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER };

function spanOf(span: OtelSpan, now: () => number): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return {
    traceId,
    context: isSampled ? traceContext({ traceId, spanId, isSampled }) : undefined,
    set: (attributes) => void span.setAttributes(attributes),
    end: (fault) => {
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
      span.end(now());
    },
  };
}

function contextOf(parent: TraceContext | undefined): Context {
  const parsed = parseTraceparent(parent);
  if (!parsed) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parsed;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}

function samplerOf(name: SamplerName = 'parentbased_always_on', ratio = 1): Sampler {
  const root = () => {
    if (name.endsWith('always_off')) return new AlwaysOffSampler();
    return name.endsWith('traceidratio') ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
  };
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: root() }) : root();
}

// The only good one of the codes of results, which have a package of their own.
const exported = 0;

/** Says how many arrived, and now and then that they do not. */
function counted(exporter: OTLPTraceExporter, { clock, log, metrics }: Pick<TracesOptions, 'clock' | 'log' | 'metrics'>): SpanExporter {
  const spans = metrics.counter('trace_spans_total', 'Spans handed to the collector, and those it did not take', ['result']);
  let saidAt = -Infinity;
  const failed = (count: number, error: Error | undefined) => {
    spans.inc({ result: 'lost' }, count);
    if (clock.elapsed() - saidAt < sayEachMs) return;
    saidAt = clock.elapsed();
    log.warn({ err: error, spans: count }, 'the collector of traces does not take them: they are dropped, and nothing else is');
  };
  return {
    export: (batch: ReadableSpan[], tell) =>
      exporter.export(batch, (result) => {
        const code: number = result.code;
        if (code === exported) spans.inc({ result: 'sent' }, batch.length);
        else failed(batch.length, result.error);
        tell(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
