import { codeOf, namedBy } from '@pharos/resources/statuspage/code';
import { idFrom } from '@pharos/core/id';
import { z } from 'zod';
import { noSuch, type Call } from './call.ts';
import type { Answered, Dialect } from './dialect.ts';
import { pagingOf, readAll, slice } from './paging.ts';
import { BadRequest, notCarried } from './refusal.ts';
import { Amount, Flag, maybe, Text, TextOrNull } from './values.ts';

interface Metric {
  id: string;
  name: string;
  description: string;
  unit?: string;
  decimals: number;
  public: boolean;
  createdAt: string;
  updatedAt: string;
}

const Said = z.object({
  name: maybe(Text),
  suffix: maybe(Text),
  display: maybe(Flag),
  decimal_places: maybe(Amount),
  tooltip_description: TextOrNull.optional(),
});
const Point = z.object({ timestamp: Amount, value: Amount });

/** Who measures pushes, here: of all the providers there are the one that a page has is the one that pushes itself. */
export function metricRoutes({ on }: Dialect): void {
  on('GET', '/pages/:page/metrics', async (call) => {
    const metrics = await readAll<Metric>(call, '/metrics');
    return { body: slice(metrics, pagingOf(call)).map((each) => bodyOf(call, each)) };
  });
  on('POST', '/pages/:page/metrics/data', pushMany);
  on('GET', '/pages/:page/metrics/:id', async (call) => ({ body: bodyOf(call, await find(call)) }));
  on(['PATCH', 'PUT'], '/pages/:page/metrics/:id', async (call) => {
    const said = await call.said('metric', Said);
    const { id } = await find(call);
    await call.ask('PATCH', `/metrics/${id}`, asOurs(said));
    return { body: bodyOf(call, await call.ask<Metric>('GET', `/metrics/${id}`)) };
  });
  on('DELETE', '/pages/:page/metrics/:id', async (call) => {
    const metric = await find(call);
    await call.ask('DELETE', `/metrics/${metric.id}`);
    return { body: bodyOf(call, metric) };
  });
  on('POST', '/pages/:page/metrics/:id/data', async (call) => {
    const { timestamp, value } = await call.said('data', Point);
    const { id } = await find(call);
    await call.ask('POST', `/metrics/${id}/points`, { points: [pointOf({ timestamp, value })] });
    return { status: 201, body: { data: { timestamp, value } } };
  });
  on('DELETE', '/pages/:page/metrics/:id/data', async (call) => {
    await find(call);
    throw notCarried('what was measured is not forgotten by itself: remove the metric');
  });
}

async function pushMany(call: Call): Promise<Answered> {
  const data = await call.said('data', z.record(z.string(), z.union([z.array(Point), z.record(z.string(), Point)])));
  const metrics = await readAll<Metric>(call, '/metrics');
  const pushes = Object.entries(data).map(([code, points]) => {
    const metric = namedBy(metrics, code);
    if (!metric) throw noSuch(`metric ${code}`);
    return { id: metric.id, points: Object.values(points) };
  });
  if (pushes.length === 0) throw new BadRequest('param is missing or the value is empty: data');
  for (const { id, points } of pushes) {
    if (points.length > 0) await call.ask('POST', `/metrics/${id}/points`, { points: points.map(pointOf) });
  }
  return { status: 202, body: { data } };
}

export function providerRoutes({ on }: Dialect): void {
  const path = '/pages/:page/metrics_providers';
  const requireOwn = async (call: Call) => {
    const own = await providerOf(call);
    if (call.param('provider') !== own.id) throw noSuch('metrics provider');
    return own;
  };
  on('GET', path, async (call) => ({ body: slice([await providerOf(call)], pagingOf(call)) }));
  on('POST', path, async (call) => {
    const { type } = await call.said('metrics_provider', z.object({ type: maybe(Text) }));
    if (type !== 'Self') throw notCarried('a provider other than Self');
    return { status: 201, body: await providerOf(call) };
  });
  on('GET', `${path}/:provider`, async (call) => ({ body: await requireOwn(call) }));
  on(['PATCH', 'PUT', 'DELETE'], `${path}/:provider`, async (call) => {
    await requireOwn(call);
    throw notCarried('the provider Self is always there, as it is');
  });
  on('GET', `${path}/:provider/metrics`, async (call) => {
    await requireOwn(call);
    return { body: slice(await readAll<Metric>(call, '/metrics'), pagingOf(call)).map((each) => bodyOf(call, each)) };
  });
  on('POST', `${path}/:provider/metrics`, async (call) => {
    const said = await call.said('metric', Said);
    await requireOwn(call);
    const { id } = await call.ask<{ id: string }>('POST', '/metrics', asOurs(said));
    return { status: 201, body: bodyOf(call, await call.ask<Metric>('GET', `/metrics/${id}`)) };
  });
}

async function providerOf(call: Call) {
  const { createdAt, updatedAt } = await call.ask<{ createdAt: string; updatedAt: string }>('GET', '');
  return {
    id: providerCode(call),
    type: 'Self',
    disabled: false,
    metric_base_uri: null,
    last_revalidated_at: null,
    created_at: createdAt,
    updated_at: updatedAt,
    page_id: codeOf(call.page),
  };
}

function providerCode(call: Call): string {
  return codeOf(idFrom(call.page, 'metrics-provider'));
}

async function find(call: Call): Promise<Metric> {
  const metric = namedBy(await readAll<Metric>(call, '/metrics'), call.param('id'));
  if (!metric) throw noSuch('metric');
  return metric;
}

function asOurs({ name, suffix, display, decimal_places, tooltip_description: description }: z.infer<typeof Said>): object {
  return { name, unit: suffix, public: display, decimals: decimal_places, description: description === null ? '' : description };
}

// Seconds, there.
function pointOf({ timestamp, value }: z.infer<typeof Point>) {
  const at = new Date(timestamp * 1_000);
  if (Number.isNaN(at.getTime())) throw new BadRequest('timestamp must be seconds since 1970');
  return { at: at.toISOString(), value };
}

function bodyOf(call: Call, { id, name, description, unit, decimals, public: display, createdAt, updatedAt }: Metric) {
  return {
    id: codeOf(id),
    metrics_provider_id: providerCode(call),
    metric_identifier: null,
    name,
    display,
    tooltip_description: description === '' ? null : description,
    backfilled: false,
    y_axis_min: null,
    y_axis_max: null,
    y_axis_hidden: false,
    suffix: unit ?? null,
    decimal_places: decimals,
    most_recent_data_at: null,
    created_at: createdAt,
    updated_at: updatedAt,
    last_fetched_at: null,
    backfill_percentage: 0,
    reference_name: name,
  };
}
