import { codeOf, namedBy } from '@pharos/resources/statuspage/code';
import { z } from 'zod';
import { noSuch, type Call } from './call.ts';
import type { Answered, Dialect } from './dialect.ts';
import { incidentBody, isMaintenance, type Item } from './incident-body.ts';
import { changeIncident, changeMaintenance, makeIncident, Said } from './incident-changes.ts';
import { findItem, listItems, listMaintenances, listUnresolved, readItem } from './incident-items.ts';
import { pagingOf } from './paging.ts';
import { notCarried } from './refusal.ts';
import { bareStage, readComponents, readStage, type Stage } from './stage.ts';
import { maybe, Text } from './values.ts';

const sizes = { names: ['limit', 'per_page'] };

export function incidentRoutes({ on }: Dialect): void {
  const list = (path: string, read: (call: Call) => Promise<Item[]>) =>
    on('GET', `/pages/:page/incidents${path}`, async (call) => {
      const [items, stage] = await Promise.all([read(call), readStage(call)]);
      return { body: items.map((item) => incidentBody(call, stage, item)) };
    });
  list('', (call) => listItems(call, pagingOf(call, sizes), call.query('q')?.trim() ?? ''));
  list('/unresolved', (call) => listUnresolved(call, pagingOf(call, sizes)));
  list('/scheduled', (call) => listMaintenances(call, pagingOf(call, sizes)));
  list('/upcoming', (call) => listMaintenances(call, pagingOf(call, sizes), ['scheduled']));
  list('/active_maintenance', (call) => listMaintenances(call, pagingOf(call, sizes), ['in_progress', 'verifying']));

  on('POST', '/pages/:page/incidents', async (call) => {
    const said = await call.said('incident', Said);
    const path = await makeIncident(call, await stageFor(call, said), said);
    return { status: 201, body: await bodyAt(call, path) };
  });

  on('GET', '/pages/:page/incidents/:incident', async (call) => ({ body: await bodyAt(call, await findItem(call)) }));

  on(['PATCH', 'PUT'], '/pages/:page/incidents/:incident', async (call) => {
    const said = await call.said('incident', Said);
    const found = await findItem(call);
    const [item, stage] = await Promise.all([readItem(call, found), stageFor(call, said)]);
    await (isMaintenance(item)
      ? changeMaintenance(call, stage, found.path, item, said)
      : changeIncident(call, stage, found.path, item, said));
    return { body: await bodyAt(call, found) };
  });

  on('DELETE', '/pages/:page/incidents/:incident', async (call) => {
    const found = await findItem(call);
    const body = await bodyAt(call, found);
    await call.ask('DELETE', found.path);
    return { body };
  });

  on(['PATCH', 'PUT'], '/pages/:page/incidents/:incident/incident_updates/:update', changeUpdate);
}

async function bodyAt(call: Call, found: { path: string }): Promise<ReturnType<typeof incidentBody>> {
  const item = await readItem(call, found);
  return incidentBody(call, item.components.length > 0 ? await readStage(call) : bareStage(call), item);
}

/** What it says has to be known by our names, if it names any. */
async function stageFor(call: Call, { components, component_ids: ids }: Said): Promise<Stage> {
  return components === undefined && ids === undefined ? bareStage(call) : readComponents(call);
}

const SaidOfUpdate = z.object({ body: maybe(Text) });

async function changeUpdate(call: Call): Promise<Answered> {
  const { body } = await call.said('incident_update', SaidOfUpdate);
  const found = await findItem(call);
  const item = await readItem(call, found);
  const update = namedBy<Item['updates'][number]>(item.updates, call.param('update'));
  if (!update) throw noSuch('incident update');
  if (body !== undefined && body !== update.body) {
    if (isMaintenance(item)) throw notCarried('what was said of a maintenance is not changed afterwards');
    await call.ask('PATCH', `${found.path}/updates/${update.id}`, { body });
  }
  const now = await bodyAt(call, found);
  return { body: now.incident_updates.find(({ id }) => id === codeOf(update.id))! };
}
