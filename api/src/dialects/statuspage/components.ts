import { namedBy } from '@pharos/resources/statuspage/code';
import { z } from 'zod';
import { noSuch, type Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { componentsMax, pagingOf, slice } from './paging.ts';
import { managedComponent } from '@pharos/resources/statuspage/managed';
import { bareStage, readComponents, readStage, toldOf, type Stage } from './stage.ts';
import { Flag, maybe, Text, TextOrNull } from './values.ts';

const Said = z.object({
  name: maybe(Text),
  description: TextOrNull.optional(),
  status: maybe(Text),
  group_id: TextOrNull.optional(),
  showcase: maybe(Flag),
  only_show_if_degraded: maybe(Flag),
  start_date: TextOrNull.optional(),
});

export function componentRoutes({ on }: Dialect): void {
  on('GET', '/pages/:page/components', async (call) => {
    const { told } = await readStage(call);
    return { body: slice(told, pagingOf(call, { sizeMax: componentsMax })).map(managedComponent) };
  });

  on('POST', '/pages/:page/components', async (call) => {
    const said = await call.said('component', Said);
    const stage = said.group_id == null ? bareStage(call) : await readStage(call);
    const { id } = await call.ask<{ id: string }>('POST', '/components', asOurs(said, stage));
    return { status: 201, body: managedComponent(toldOf(await readStage(call), id)) };
  });

  on('GET', '/pages/:page/components/:id', async (call) => {
    const stage = await readStage(call);
    const thing = namedBy([...stage.components, ...stage.groups], call.param('id'));
    if (!thing) throw noSuch('component');
    return { body: managedComponent(toldOf(stage, thing.id)) };
  });

  on(['PATCH', 'PUT'], '/pages/:page/components/:id', async (call) => {
    const said = await call.said('component', Said);
    const stage = await (said.group_id == null ? readComponents(call) : readStage(call));
    const { id } = stage.component(call.param('id'));
    await call.ask('PATCH', `/components/${id}`, asOurs(said, stage));
    return { body: managedComponent(toldOf(await readStage(call), id)) };
  });

  on('DELETE', '/pages/:page/components/:id', async (call) => {
    await call.ask('DELETE', `/components/${await idOf(call)}`);
    return { status: 204 };
  });
}

async function idOf(call: Call): Promise<string> {
  return (await readComponents(call)).component(call.param('id')).id;
}

function asOurs(said: z.infer<typeof Said>, stage: Stage): object {
  return {
    name: said.name,
    description: said.description === null ? '' : said.description,
    status: said.status,
    groupId: said.group_id == null ? said.group_id : stage.group(said.group_id).id,
    showcase: said.showcase,
    onlyShowIfDegraded: said.only_show_if_degraded,
    startDate: said.start_date,
  };
}
