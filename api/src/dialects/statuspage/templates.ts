import { codeOf } from '@pharos/resources/statuspage/code';
import type { Template } from '@pharos/resources/template/fields';
import { z } from 'zod';
import type { Dialect } from './dialect.ts';
import { pagingOf, readAll, slice } from './paging.ts';
import { managedComponent } from '@pharos/resources/statuspage/managed';
import { readStage, toldOf, type Stage } from './stage.ts';
import { Flag, maybe, Text, Texts } from './values.ts';

const Said = z.object({
  name: maybe(Text),
  title: maybe(Text),
  body: maybe(Text),
  update_status: maybe(Text),
  should_send_notifications: maybe(Flag),
  component_ids: Texts,
});
type Stored = z.infer<typeof Template> & { id: string };

export function templateRoutes({ on }: Dialect): void {
  on('GET', '/pages/:page/incident_templates', async (call) => {
    const [templates, stage] = await Promise.all([readAll<Stored>(call, '/templates'), readStage(call)]);
    return { body: slice(templates, pagingOf(call)).map((each) => bodyOf(stage, each)) };
  });

  on('POST', '/pages/:page/incident_templates', async (call) => {
    const said = await call.said('template', Said);
    const stage = await readStage(call);
    const { id } = await call.ask<{ id: string }>('POST', '/templates', {
      name: said.name,
      title: said.title,
      body: said.body,
      status: said.update_status,
      impact: 'computed',
      notify: said.should_send_notifications,
      components: said.component_ids?.map((code) => {
        const { id: component, status } = stage.component(code);
        return { id: component, status };
      }),
    });
    return { status: 201, body: bodyOf(stage, await call.ask<Stored>('GET', `/templates/${id}`)) };
  });
}

function bodyOf(stage: Stage, { id, name, title, body, status, notify, components }: Stored) {
  return {
    id: codeOf(id),
    components: components.flatMap((each) => (stage.known.components.has(each.id) ? [managedComponent(toldOf(stage, each.id))] : [])),
    name,
    title: title ?? name,
    body,
    group_id: null,
    update_status: status,
    should_tweet: false,
    should_send_notifications: notify,
  };
}
