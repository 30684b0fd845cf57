import type { Acknowledged, Refused } from '../watch/load.ts';
import type { Seen } from '../watch/readers.ts';
import type { Visit } from '../watch/visitors.ts';

/** One thing that was watched, second by second. */
export interface Series {
  name: string;
  unit: string;
  /** How many seconds a point stands for, where that is not one. */
  stepS?: number;
  /** One for each region, or for each kind of what a load asks: the second since the world was warm, and what was measured in it. */
  lines: { region: string; points: [atS: number, value: number][] }[];
}

/** What the people of a drill went through; all times are on one clock. */
export interface Watched {
  regions: string[];
  acknowledged: Pick<Acknowledged, 'region' | 'update' | 'atMs' | 'tookMs'>[];
  refused: Pick<Refused, 'region' | 'atMs'>[];
  seen: Pick<Seen, 'region' | 'update' | 'atMs'>[];
  visits: Visit[];
}

interface Measured {
  region: string;
  atMs: number;
  value: number;
}

/** Second by second, from when the world was warm: a drill is a minute or two. */
export function seriesOf({ regions, acknowledged, refused, seen, visits }: Watched, fromMs: number, toMs: number): Series[] {
  const saidAt = new Map(acknowledged.map(({ update, atMs }) => [update, atMs]));
  const seconds = Math.max(1, Math.ceil((toMs - fromMs) / 1_000));
  const series = (name: string, unit: string, all: Measured[], of: (values: number[]) => number | undefined): Series => ({
    name,
    unit,
    lines: regions.map((region) => ({
      region,
      points: points(
        all.filter((each) => each.region === region),
        { fromMs, seconds, of },
      ),
    })),
  });
  const each = (all: { region: string; atMs: number }[]): Measured[] => all.map(({ region, atMs }) => ({ region, atMs, value: 1 }));
  const count = (values: number[]) => values.length;
  // Nothing was measured in a second in which nothing came.
  const worst = (values: number[]) => (values.length === 0 ? undefined : Math.max(...values));
  return [
    series('Writes acknowledged', 'a second', each(acknowledged), count),
    series('Attempts refused', 'a second', each(refused), count),
    series(
      'Slowest write',
      'ms',
      acknowledged.map(({ region, atMs, tookMs }) => ({ region, atMs, value: tookMs })),
      worst,
    ),
    series(
      'From the answer of a write to a reader, slowest',
      'ms',
      seen.flatMap(({ region, update, atMs }) => {
        const at = saidAt.get(update);
        return at === undefined ? [] : [{ region, atMs, value: Math.max(0, atMs - at) }];
      }),
      worst,
    ),
    series('Visits without a page', 'a second', each(visits.filter(({ why }) => why !== undefined)), count),
  ];
}

interface Grid {
  fromMs: number;
  seconds: number;
  of(values: number[]): number | undefined;
}

function points(all: Measured[], { fromMs, seconds, of }: Grid): [number, number][] {
  const bySecond = Map.groupBy(all, ({ atMs }) => Math.floor((atMs - fromMs) / 1_000));
  return Array.from({ length: seconds }, (_, at) => [at, of((bySecond.get(at) ?? []).map(({ value }) => value))] as const).flatMap(
    ([at, value]) => (value === undefined ? [] : [[at, Math.round(value * 10) / 10] as [number, number]]),
  );
}
