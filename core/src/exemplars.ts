import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';
import { parseTraceparent, type TraceContext } from './traces.ts';

/** The last observation of one bucket that belongs to a journey somebody keeps. */
export interface Exemplar {
  traceId: string;
  spanId: string;
  value: number;
  /** Seconds since 1970. */
  at: number;
}

export interface Exemplars {
  take(histogram: string, buckets: readonly number[]): void;
  note(histogram: string, value: number, context: TraceContext | undefined, labels?: Record<string, string>): void;
  /** Of one line: its name, and its labels with `le`. */
  of(line: string, labels: Record<string, string | number>): Exemplar | undefined;
}

/**
 * One for each bucket and set of labels of a histogram: as many as its lines, and no more in five years. `prom-client` has exemplars of its
 * own, but they make every observation dearer, and its registry can be read in one of two forms only.
 */
export function createExemplars(now: () => number = Date.now): Exemplars {
  const bounds = new Map<string, readonly number[]>();
  const last = new Map<string, Exemplar>();
  return {
    take: (histogram, buckets) => void bounds.set(histogram, buckets),
    note: (histogram, value, context, labels = {}) => {
      const parsed = parseTraceparent(context);
      if (!parsed?.isSampled) return;
      const le = bounds.get(histogram)?.find((bound) => value <= bound) ?? '+Inf';
      last.set(keyOf(`${histogram}_bucket`, { ...labels, le }), {
        traceId: parsed.traceId,
        spanId: parsed.spanId,
        value,
        at: now() / 1_000,
      });
    },
    of: (line, labels) => last.get(keyOf(line, labels)),
  };
}

// Those that stand on every line of a role say nothing of which line it is.
const everywhere = new Set(['role', 'region']);

function keyOf(name: string, labels: Record<string, string | number>): string {
  const own = Object.entries(labels).filter(([label]) => !everywhere.has(label));
  return [name, ...own.map(([label, value]) => `${label}=${value}`).sort()].join('\n');
}

type Values = MetricObjectWithValues<MetricValue<string>>;

/** The text of OpenMetrics 1.0: as Prometheus' own, but for the names of counters, the end, and the room for exemplars. */
export function openMetricsText(metrics: Values[], exemplarOf: Exemplars['of']): string {
  const lines = metrics.flatMap((metric) => {
    const type = String(metric.type);
    // The name of a counter is that of its line without the ending, and a line without it cannot be one.
    const isCounter = type === 'counter' && metric.name.endsWith('_total');
    const name = isCounter ? metric.name.slice(0, -'_total'.length) : metric.name;
    const told = type === 'counter' && !isCounter ? 'unknown' : type;
    return [
      `# HELP ${name} ${escaped(metric.help)}`,
      `# TYPE ${name} ${told}`,
      ...metric.values.map((each) => lineOf((each as MetricValueWithName<string>).metricName ?? metric.name, each, exemplarOf)),
    ];
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

function lineOf(name: string, { labels, value }: MetricValue<string>, exemplarOf: Exemplars['of']): string {
  const pairs = Object.entries(labels).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  const exemplar = name.endsWith('_bucket') ? exemplarOf(name, Object.fromEntries(pairs)) : undefined;
  const journey =
    exemplar === undefined
      ? ''
      : ` # {trace_id="${exemplar.traceId}",span_id="${exemplar.spanId}"} ${exemplar.value} ${exemplar.at.toFixed(3)}`;
  const inside = pairs.map(([label, each]) => `${label}="${escaped(String(each))}"`).join(',');
  return `${name}${inside === '' ? '' : `{${inside}}`} ${numberOf(value)}${journey}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
