import type { ComponentView } from '@pharos/resources/view';
import { html, type Html } from './html.ts';
import { componentWords, icon, type Tone } from './words.ts';

const tones: Tone[] = ['good', 'maintenance', 'minor', 'major', 'critical'];

/** All components in the page's order; those under one heading stand together, where the first of them stands. */
export function componentList(components: ComponentView[]): Html {
  if (components.length === 0) {
    return html`<div class="card empty" id="components">
      <p>No components are listed on this page yet. Incidents are shown as soon as they are posted.</p>
    </div>`;
  }
  const blocks: (ComponentView | { group: string; members: ComponentView[] })[] = [];
  const groups = new Map<string, ComponentView[]>();
  for (const component of components) {
    const known = component.group === null ? undefined : groups.get(component.group);
    if (component.group === null) blocks.push(component);
    else if (known) known.push(component);
    else {
      const members = [component];
      groups.set(component.group, members);
      blocks.push({ group: component.group, members });
    }
  }
  return html`<ul class="card components" id="components">
    ${blocks.map((block) => ('members' in block ? groupItem(block.group, block.members) : componentItem(block)))}
  </ul>`;
}

function componentItem({ id, name, description, status }: ComponentView): Html {
  const { tone, words } = componentWords[status];
  return html`<li class="component" id="component-${id}">
    <div class="what"><span class="name">${name}</span>${description !== '' && html`<span class="description">${description}</span>`}</div>
    <span class="state tone-${tone}">${icon(tone)}<span>${words}</span></span>
  </li>`;
}

function groupItem(group: string, members: ComponentView[]): Html {
  const worst = members.reduce((found, { status }) => (rank(status) > rank(found) ? status : found), members[0]!.status);
  const { tone, words } = componentWords[worst];
  return html`<li class="group" id="group-${group}">
    <details open>
      <summary>
        <span class="name">${group}<span class="count">${members.length}</span></span>
        <span class="state tone-${tone}">${icon(tone)}<span>${words}</span></span>
      </summary>
      <ul>
        ${members.map(componentItem)}
      </ul>
    </details>
  </li>`;
}

function rank(status: ComponentView['status']): number {
  return tones.indexOf(componentWords[status].tone);
}
