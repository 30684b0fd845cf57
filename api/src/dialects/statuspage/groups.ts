import { codeOf } from '@pharos/resources/statuspage/code';
import { timeOf } from '@pharos/resources/statuspage/parts';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { pagingOf, slice } from './paging.ts';
import { readStage, type Stage } from './stage.ts';
import { maybe, Text, Texts, TextOrNull } from './values.ts';

const Said = z.object({
  name: maybe(Text),
  components: Texts,
  description: TextOrNull.optional(),
});
// There it stands beside what is wrapped.
const Beside = z.object({ description: TextOrNull.optional() });

export function groupRoutes({ on }: Dialect): void {
  on('GET', '/pages/:page/component-groups', async (call) => {
    const stage = await readStage(call);
    const groups = stage.groups.map(({ id }) => bodyOf(call, stage, id));
    return { body: slice(groups, pagingOf(call)) };
  });

  on('POST', '/pages/:page/component-groups', async (call) => {
    const said = await readSaid(call);
    const stage = await readStage(call);
    const members = membersOf(said, stage);
    const { id } = await call.ask<{ id: string }>('POST', '/groups', { name: said.name, description: said.description });
    await moveIn(call, stage, id, members ?? []);
    return { status: 201, body: bodyOf(call, await readStage(call), id) };
  });

  on('GET', '/pages/:page/component-groups/:id', async (call) => {
    const stage = await readStage(call);
    return { body: bodyOf(call, stage, stage.group(call.param('id')).id) };
  });

  on(['PATCH', 'PUT'], '/pages/:page/component-groups/:id', async (call) => {
    const said = await readSaid(call);
    const stage = await readStage(call);
    const { id } = stage.group(call.param('id'));
    const members = membersOf(said, stage);
    await call.ask('PATCH', `/groups/${id}`, { name: said.name, description: said.description });
    if (members) {
      await moveIn(call, stage, id, members);
      // Whoever says which stand in it says also which do not.
      const leaving = stage.components.filter(({ id: each, groupId }) => groupId === id && !members.includes(each));
      for (const each of leaving) await call.ask('PATCH', `/components/${each.id}`, { groupId: null });
    }
    return { body: bodyOf(call, await readStage(call), id) };
  });

  on('DELETE', '/pages/:page/component-groups/:id', async (call) => {
    const stage = await readStage(call);
    const { id } = stage.group(call.param('id'));
    const body = bodyOf(call, stage, id);
    await call.ask('DELETE', `/groups/${id}`);
    return { body };
  });
}

async function readSaid(call: Call) {
  const said = await call.said('component_group', Said);
  const { description = said.description } = await call.all(Beside);
  return { ...said, description: description === null ? '' : description };
}

// Before anything is written: a code that is none stops it here.
function membersOf({ components }: { components?: string[] | undefined }, stage: Stage): string[] | undefined {
  return components?.map((code) => stage.component(code).id);
}

async function moveIn(call: Call, stage: Stage, group: string, members: string[]): Promise<void> {
  const there = new Set(stage.components.filter(({ groupId }) => groupId === group).map(({ id }) => id));
  for (const id of members.filter((each) => !there.has(each))) await call.ask('PATCH', `/components/${id}`, { groupId: group });
}

function bodyOf(call: Call, stage: Stage, id: string) {
  const code = codeOf(id);
  const group = stage.groups.find((each) => each.id === id)!;
  const told = stage.told.find((each) => each.id === code)!;
  return {
    id: code,
    page_id: codeOf(call.page),
    name: group.name,
    description: told.description,
    components: told.group ? told.components : [],
    position: told.position,
    created_at: timeOf(group.createdAt ?? group.updatedAt),
    updated_at: timeOf(group.updatedAt),
  };
}
