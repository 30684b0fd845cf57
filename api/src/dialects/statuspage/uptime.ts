import { codeOf } from '@pharos/resources/statuspage/code';
import type { ComponentStatus } from '@pharos/core/severity';
import type { Call } from './call.ts';
import type { Answered, Dialect } from './dialect.ts';
import { BadRequest } from './refusal.ts';
import { readComponents, readStage } from './stage.ts';
import { Moment } from './values.ts';

interface Uptime {
  from: string;
  to: string;
  uptime: number | null;
  seconds: Partial<Record<ComponentStatus, number>>;
}
interface Days {
  days: { incidents: { id: string }[] }[];
}

const dayMs = 86_400_000;
// What the other route of ours goes back.
const daysMax = 400;

export function uptimeRoutes({ on }: Dialect): void {
  on('GET', '/pages/:page/components/:id/uptime', async (call) => {
    const { id, name } = (await readComponents(call)).component(call.param('id'));
    return uptimeOf(call, `/components/${id}`, { id, name });
  });
  on('GET', '/pages/:page/component-groups/:id/uptime', async (call) => {
    const { id, name } = (await readStage(call)).group(call.param('id'));
    return uptimeOf(call, `/groups/${id}`, { id, name });
  });
}

async function uptimeOf(call: Call, path: string, { id, name }: { id: string; name: string }): Promise<Answered> {
  const [start, end] = [momentOf(call, 'start'), momentOf(call, 'end')];
  const range = new URLSearchParams({ ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) });
  const found = await call.ask<Uptime>('GET', `${path}/uptime?${range.toString()}`);
  const events = call.query('skip_related_events') === 'true' ? undefined : await incidentsIn(call, path, found);
  return {
    body: {
      id: codeOf(id),
      name,
      range_start: found.from,
      range_end: found.to,
      uptime_percentage: found.uptime,
      major_outage: found.seconds.major_outage ?? 0,
      partial_outage: found.seconds.partial_outage ?? 0,
      warnings: [],
      ...(events && { related_events: { incidents: events.map((each) => ({ id: codeOf(each) })) } }),
    },
  };
}

async function incidentsIn(call: Call, path: string, { from, to }: Uptime): Promise<string[]> {
  // Our days are counted back from today.
  const back = (at: string) => Math.floor((call.now() - Date.parse(at)) / dayMs);
  const { days } = await call.ask<Days>('GET', `${path}/history?days=${Math.min(daysMax, back(from) + 1)}`);
  const wanted = back(to) === 0 ? days : days.slice(0, -back(to));
  return [...new Set(wanted.flatMap(({ incidents }) => incidents.map((each) => each.id)))];
}

function momentOf(call: Call, name: string): string | undefined {
  const text = call.query(name);
  if (text === undefined || text === '') return undefined;
  const read = Moment.safeParse(text);
  if (!read.success) throw new BadRequest(`${name} must be a time like 2026-05-01T10:00:00Z`);
  return read.data;
}
