import { codeOf, namedBy } from '@pharos/resources/statuspage/code';
import { componentsOf, knownOf, type Known, type Place } from '@pharos/resources/statuspage/parts';
import type { Component } from '@pharos/resources/statuspage/shapes';
import type { ComponentView, GroupView } from '@pharos/resources/view';
import { noSuch, type Call } from './call.ts';

/** The components and groups of a page, by our names and by theirs: nearly everything names some of them. */
export interface Stage {
  components: ComponentView[];
  groups: GroupView[];
  /** As they are told there, in their order. */
  told: Component[];
  known: Known;
  component(name: string): ComponentView;
  group(name: string): GroupView;
}

export async function readStage(call: Call): Promise<Stage> {
  const [components, groups] = await Promise.all([
    call.ask<{ items: ComponentView[] }>('GET', '/components'),
    call.ask<{ items: GroupView[] }>('GET', '/groups'),
  ]);
  return stageOf(call, components.items, groups.items);
}

/** For who only has to know which component is meant. */
export async function readComponents(call: Call): Promise<Stage> {
  const { items } = await call.ask<{ items: ComponentView[] }>('GET', '/components');
  return stageOf(call, items, []);
}

/** Nobody names any, and nothing is read. */
export function bareStage(call: Call): Stage {
  return stageOf(call, [], []);
}

function stageOf(call: Call, components: ComponentView[], groups: GroupView[]): Stage {
  const told = componentsOf(placeOf(call), components, groups);
  return {
    components,
    groups,
    told,
    known: knownOf(told, components),
    component: (name) => found(namedBy(components, name), 'component'),
    group: (name) => found(namedBy(groups, name), 'component group'),
  };
}

/** What is known here of where the page stands: this API is not told under which address its edges are. */
export function placeOf(call: Call): Place {
  const urlOf = (kind: 'incidents' | 'maintenances', id: string) => call.urlOf('v1', 'pages', call.page, kind, id);
  return { page: { id: call.page, name: '', timeZone: 'UTC' }, url: call.urlOf('v1', 'pages', call.page), urlOf };
}

export function toldOf({ told }: Stage, id: string): Component {
  return found(
    told.find((each) => each.id === codeOf(id)),
    'component',
  );
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw noSuch(what);
  return thing;
}
