import type { Sql } from '@pharos/core/outside/postgres';
import type { z } from 'zod';
import type { Parts, PartsAfter, Points, PointsAfter } from './snapshot-wire.ts';

// Some 45 bytes of an answer each, and half as much again in what is held while it is made.
const rowsMax = 10_000;

/** What metrics measured, in the order of their keys: no document holds it, so whoever copies documents asks for it beside them. */
export async function readPoints(sql: Sql, after: z.infer<typeof PointsAfter>): Promise<z.input<typeof Points>> {
  const rows = await sql<{ metric: string; ms: string; value: number; hlc: number; region: number }[]>`
    select metric, (extract(epoch from at) * 1000)::bigint as ms, value, hlc, region from metric_point
    ${after === null ? sql`` : sql`where (metric, at) > (${after.metric}, ${timeOf(after.ms)})`}
    order by metric, at limit ${rowsMax}`;
  const last = rows.length === rowsMax ? rows.at(-1)! : undefined;
  return {
    points: grouped(rows).map(([metric, of]) => [metric, of.map(({ ms, value, hlc, region }) => [Number(ms), value, hlc, region])]),
    next: last ? { metric: last.metric, ms: Number(last.ms) } : null,
  };
}

/** What five minutes and hours of them came to: of what was thinned out there is nothing else. */
export async function readParts(sql: Sql, after: z.infer<typeof PartsAfter>): Promise<z.input<typeof Parts>> {
  const rows = await sql<{ metric: string; width: number; ms: string; min: number; max: number; sum: number; count: string }[]>`
    select metric, width, (extract(epoch from at) * 1000)::bigint as ms, min, max, sum, count from metric_rollup
    ${after === null ? sql`` : sql`where (metric, width, at) > (${after.metric}, ${after.width}, ${timeOf(after.ms)})`}
    order by metric, width, at limit ${rowsMax}`;
  const last = rows.length === rowsMax ? rows.at(-1)! : undefined;
  return {
    parts: grouped(rows).map(([metric, of]) => [
      metric,
      of.map(({ width, ms, min, max, sum, count }) => [width as 300 | 3_600, Number(ms), min, max, sum, Number(count)]),
    ]),
    next: last ? { metric: last.metric, width: last.width, ms: Number(last.ms) } : null,
  };
}

function grouped<Row extends { metric: string }>(rows: readonly Row[]): [metric: string, of: Row[]][] {
  return [...Map.groupBy(rows, ({ metric }) => metric)];
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
