import { useConsole } from '../console.ts';
import { drawingOf } from '../state/graph.ts';
import type { Metric } from '../screens/metrics.tsx';
import { TroubleLine } from './attempt.tsx';
import { useLoaded } from './loaded.tsx';
import { useMore } from './more-words.ts';

const dayMs = 86_400_000;
export const ranges = { day: 1, week: 7, month: 30, quarter: 90 } as const;
export type Range = keyof typeof ranges;
// A point for each quarter of an hour of a day: more than a screen shows of longer ones.
const partsMax = 96;

/** What a metric was, drawn, and said in words beside it. */
export function MetricGraph({ page, metric, range }: { page: string; metric: Metric; range: Range }) {
  const { api, clock } = useConsole();
  const say = useMore().metrics;
  const { id, name, unit, decimals } = metric;
  const measured = useLoaded(async () => {
    const from = new Date(clock.peek() - ranges[range] * dayMs).toISOString();
    const path = { page, metric: id };
    const query = { from, points: partsMax };
    return (await api.ask('GET /v1/pages/{page}/metrics/{metric}/points', { path, query })).value.items.map(({ avg }) => avg);
  }, [page, id, range]);
  const values = measured.value.value;
  if (values === undefined) return <TroubleLine of={measured.trouble} />;
  const { line, ground, width, height, least, most } = drawingOf(values);
  const number = (value: number) => {
    const text = new Intl.NumberFormat(undefined, { maximumFractionDigits: decimals }).format(value);
    return unit === undefined ? text : `${text} ${unit}`;
  };
  if (least === null || most === null) return <p class="soft">{say.nothing}</p>;
  const said = `${say.now(number(values.findLast((value) => value !== null)!))} · ${say.between(number(least), number(most))}`;
  return (
    <figure class="graph">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${name}: ${said}`}>
        <path class="ground" d={ground} />
        <path class="measured" d={line} />
      </svg>
      <figcaption>{said}</figcaption>
    </figure>
  );
}
