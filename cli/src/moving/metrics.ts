import { lineFrom, linesFrom } from '@pharos/core/cut';
import { limits } from '@pharos/core/limits';
import { broughtMax } from '@pharos/resources/metric/brought';
import { nameOf, orderOf } from './ids.ts';
import type { MovedPoints, Part, Saying } from './page-file.ts';
import type { TakenMetric } from './taken.ts';

export function metricSaid(metric: TakenMetric, { at, first }: { at: number; first: string }): Saying[] {
  const unit = lineFrom(metric.unit ?? '', unitMax);
  return [
    ['name', nameOf(metric.name), first],
    ['description', linesFrom(metric.description ?? '', limits.descriptionMax), first],
    ...(unit === '' ? [] : [['unit', unit, first] satisfies Saying]),
    ['decimals', Math.min(decimalsMax, Math.max(0, metric.decimals ?? 2)), first],
    ['public', metric.public ?? false, first],
    ['order', orderOf(at), first],
    ['createdAt', first, first],
  ];
}

const unitMax = 20;
const decimalsMax = 6;

const hourMs = 3_600_000;
// What is older is kept by the hour here, and would be thinned out at once.
const rawMs = 11 * 86_400_000;

/** What was measured: of the last days as it was, before that what each hour came to. */
export function measuredOf(metric: string, points: NonNullable<TakenMetric['points']>, now: number): MovedPoints[] {
  const rawFrom = Math.floor((now - rawMs) / hourMs) * hourMs;
  const all = new Map(points.map(({ at, value }) => [Date.parse(at), value] as const).filter(([at]) => at >= 0 && at <= now));
  const inOrder = [...all].sort(([a], [b]) => a - b);
  const young = inOrder.filter(([at]) => at >= rawFrom);
  const hours = Map.groupBy(inOrder.slice(0, inOrder.length - young.length), ([at]) => Math.floor(at / hourMs) * hourMs);
  const parts = [...hours].map(([at, of]): Part => {
    const values = of.map(([, value]) => value);
    const [min, max] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    return [hourMs / 1_000, at, min, max, values.reduce((sum, value) => sum + value, 0), values.length];
  });
  return [
    ...piecesOf(parts).map((each): MovedPoints => ({ kind: 'points', metric, parts: each })),
    ...piecesOf(young).map((each): MovedPoints => ({ kind: 'points', metric, points: each })),
  ];
}

function piecesOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / broughtMax) }, (_, at) => all.slice(at * broughtMax, (at + 1) * broughtMax));
}
