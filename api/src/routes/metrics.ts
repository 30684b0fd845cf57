import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Time } from '@pharos/core/value';
import { inOneStatement } from '@pharos/region/reading/one-statement';
import { readBuckets } from '@pharos/region/reading/points';
import { readRecord, readRecordsWith } from '@pharos/region/reading/records';
import { fields } from '@pharos/resources/metric/fields';
import { MetricGraphs } from '@pharos/resources/metric/graph';
import { byOrder } from '@pharos/resources/view';
import { allow } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, pageParam, problems } from './shapes.ts';

const dayMs = 86_400_000;
// As far back as there is anything.
const rangeDaysMax = 400;
const bucketsMax = 1_000;
const quarterMs = 900_000;
// More than these are no overview.
const graphsMax = 12;

const Range = z.object({
  from: Time.optional().describe('A day before `to`, if nothing is said'),
  to: Time.optional().describe('Now, if nothing is said'),
  points: z.coerce
    .number()
    .int()
    .min(1)
    .max(bucketsMax)
    .default(288)
    .describe('Into so many parts the range is cut, however many points there are'),
});
const Metric = z.object(fields);
const PublicMetric = z.object({ id: Id, ...Metric.omit({ public: true }).shape });
const number = z.number().nullable();
const Points = z.object({
  from: z.string(),
  to: z.string(),
  items: z
    .array(z.object({ at: z.string(), min: number, avg: number, max: number, count: z.number().int() }))
    .describe('Null: nothing was measured'),
});

/** What metrics were. Those that are public are read like the page, the others with a key. */
export function metricRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/public-metrics',
      operationId: 'listPublicMetrics',
      summary: 'List the metrics that readers of a page may see',
      description: 'All that are public, in their order. Every other one takes a key.',
      tags: ['metrics'],
      request: { params: pageParam },
      responses: { 200: json(listOf(PublicMetric), 'In their order'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const found = await deps.reads((sql) => readRecordsWith(sql, 'metric', page, 'public'));
      const items = found.map(({ id, fields }) => PublicMetric.parse({ ...Metric.parse(fields), id }));
      return c.json({ items: items.sort(byOrder), next: null }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/metric-graphs',
      operationId: 'readMetricGraphs',
      summary: 'Read the public metrics of a page as it draws them',
      description: `The last day of the first ${graphsMax} in their order, by quarters of an hour.`,
      tags: ['metrics'],
      request: { params: pageParam },
      responses: { 200: json(MetricGraphs, 'Each with the mean of each quarter'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const found = await deps.reads((sql) => readRecordsWith(sql, 'metric', page, 'public'));
      const metrics = found
        .map(({ id, fields }) => ({ ...Metric.parse(fields), id }))
        .sort(byOrder)
        .slice(0, graphsMax);
      const now = deps.kit.clock.now();
      const to = Math.ceil(now / quarterMs) * quarterMs;
      const from = to - dayMs;
      const asked = { from, to, buckets: dayMs / quarterMs, now };
      // All in one statement: who looks at a page takes one connection, and not a dozen.
      const measured = await deps.reads((sql) =>
        inOneStatement(sql, (query) => Promise.all(metrics.map(({ id }) => readBuckets(query, id, asked)))),
      );
      const items = metrics.map(({ id, name, description, unit, decimals }, at) => {
        const parts = measured[at]!;
        const known = parts.filter(({ count }) => count > 0);
        const [min, max] =
          known.length === 0 ? [null, null] : [Math.min(...known.map((each) => each.min!)), Math.max(...known.map((each) => each.max!))];
        return {
          id,
          name,
          description,
          ...(unit === undefined ? {} : { unit }),
          decimals,
          values: parts.map(({ avg }) => avg),
          min,
          max,
        };
      });
      return c.json({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), items }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/metrics/{metric}/points',
      operationId: 'getMetricPoints',
      summary: 'Read the points of a metric',
      description: `Of a range of up to ${rangeDaysMax} days, in equal parts with the least, the mean and the greatest of each. One that is not public takes a key with the scope \`read\` or \`metrics:read\`.`,
      tags: ['metrics'],
      request: { params: pageParam.extend({ metric: Id }), query: Range },
      responses: { 200: json(Points, 'As many parts as were asked for'), ...problems },
    }),
    async (c) => {
      const { page, metric } = c.req.valid('param');
      const { points, ...asked } = c.req.valid('query');
      const found = await deps.reads((sql) => readRecord(sql, 'metric', page, metric));
      // Of one that is not public, whoever has no key is not told that it is there.
      if (found?.fields['public'] !== true && c.get('caller')) await allow(c, 'read', 'metrics', { page });
      if (!found || (found.fields['public'] !== true && !c.get('caller')))
        throw new Problem('not-found', 'there is no such metric on this page');
      const now = deps.kit.clock.now();
      const to = asked.to === undefined ? now : Date.parse(asked.to);
      const from = asked.from === undefined ? to - dayMs : Date.parse(asked.from);
      if (from >= to || to - from > rangeDaysMax * dayMs) {
        const message = `must lie before \`to\`, by ${rangeDaysMax} days at most`;
        throw new Problem('invalid', `from: ${message}`, { fields: [{ path: 'from', message }] });
      }
      const items = await deps.reads((sql) => readBuckets(sql, metric, { from, to, buckets: points, now }));
      return c.json({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), items }, 200);
    },
  );
}
