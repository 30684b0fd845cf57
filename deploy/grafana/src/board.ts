import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** One graph: what it shows, in which unit (Grafana's names: `s`, `short`, `bytes`, `percentunit`), and the queries with their legends. */
export interface Graph {
  title: string;
  unit: string;
  /** What it means when it is not as usual, in a sentence. */
  meaning: string;
  queries: [expression: string, legend: string][];
}

// Prometheus, and the regions to look at: asked for at the head of each board.
const source = { type: 'prometheus', uid: '${source}' };
/** Goes into the selector of each query. */
export const here = 'region=~"$region"';
/** As far back as a rate has to look, given how often roles are asked. */
export const window = '[$__rate_interval]';

/** Half of the width each, in the order of the list. */
export function board(uid: string, title: string, graphs: Graph[]): DashboardBuilder {
  const start = new DashboardBuilder(`Pharos: ${title}`)
    .uid(`pharos-${uid}`)
    .tags(['pharos'])
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('utc')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('source').label('Prometheus').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('region')
        .label('Region')
        .datasource(source)
        .query('label_values(up{job="pharos"}, region)')
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .multi(true)
        .includeAll(true)
        .allValue('.+')
        .current({ text: 'All', value: '$__all' }),
    );
  return graphs.reduce((whole, graph) => whole.withPanel(panelOf(graph)), start);
}

function panelOf({ title, unit, meaning, queries }: Graph): Builder<Panel> {
  const start = new PanelBuilder().title(title).description(meaning).unit(unit).min(0).datasource(source);
  return queries.reduce((panel, query, at) => panel.withTarget(targetOf(query, at)), start);
}

function targetOf([expression, legend]: Graph['queries'][number], at: number): DataqueryBuilder {
  const target = new DataqueryBuilder()
    .refId(String.fromCodePoint(65 + at)) // A, B, C ...
    .datasource(source)
    .expr(expression)
    .legendFormat(legend);
  // A histogram knows the journeys behind its buckets: they are points on the graph, and lead to where traces are kept.
  return expression.includes('_bucket{') ? target.exemplar(true) : target;
}

/** What ninety-nine of a hundred stay below, by region and by what else is named. */
export function p99(histogram: string, selector = here, ...by: string[]): string {
  return `histogram_quantile(0.99, sum by (${['region', ...by, 'le'].join(', ')}) (rate(${histogram}_bucket{${selector}}${window})))`;
}

/** How many a second, by region and by what else is named. */
export function perSecond(counter: string, ...by: string[]): string {
  return `sum by (${['region', ...by].join(', ')}) (rate(${counter}{${here}}${window}))`;
}

/** The largest, by region and by what else is named. */
export function most(gauge: string, ...by: string[]): string {
  return `max by (${['region', ...by].join(', ')}) (${gauge}{${here}})`;
}

/** All of them together, by region and by what else is named. */
export function total(gauge: string, ...by: string[]): string {
  return `sum by (${['region', ...by].join(', ')}) (${gauge}{${here}})`;
}
