import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createExemplars, openMetricsText } from './exemplars.ts';
import type { TraceContext } from './traces.ts';

/** Metrics of one role. Asking twice for a name gives the same metric. */
export interface Metrics {
  counter(name: string, help: string, labels?: string[]): Counter;
  gauge(name: string, help: string, labels?: string[]): Gauge;
  histogram(name: string, help: string, labels?: string[], buckets?: number[]): Histogram;
  /** An observation that the histogram was just told belongs to this journey: whoever looks at the graph finds the way to it. */
  exemplar(histogram: string, value: number, context: TraceContext | undefined, labels?: Record<string, string>): void;
  /** As Prometheus has always read it. */
  text(): Promise<string>;
  /** As OpenMetrics, which has room for exemplars. */
  openText(): Promise<string>;
}

// From a millisecond to half a minute: the promises we measure lie between 5 ms and 30 s.
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 10, 30];

export function createMetrics(labels: { role: string; region: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  const registers = [registry];
  const exemplars = createExemplars();
  const known = <T>(name: string, make: () => T): T => (registry.getSingleMetric(name) as T | undefined) ?? make();
  return {
    counter: (name, help, labelNames = []) => known(name, () => new Counter({ name, help, labelNames, registers })),
    gauge: (name, help, labelNames = []) => known(name, () => new Gauge({ name, help, labelNames, registers })),
    histogram: (name, help, labelNames = [], buckets = secondsBuckets) =>
      known(name, () => {
        exemplars.take(name, buckets);
        return new Histogram({ name, help, labelNames, buckets, registers });
      }),
    exemplar: exemplars.note,
    text: () => registry.metrics(),
    openText: async () => openMetricsText(await registry.getMetricsAsJSON(), exemplars.of),
  };
}
