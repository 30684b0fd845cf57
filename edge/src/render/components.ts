import type { ComponentView, GroupView, View } from '@pharos/resources/view';
import { html, type Html } from './html.ts';
import { componentWords, icon, type Tone } from './words.ts';

const tones: Tone[] = ['good', 'maintenance', 'minor', 'major', 'critical'];

/** What stands on one level: a component, a group, or a heading that has no group behind it. */
type Block = { component: ComponentView } | { group: GroupView; blocks: Block[] } | { heading: string; members: ComponentView[] };

/** Components and groups in the page's order, groups within groups; those under one heading stand where the first of them stands. */
export function componentList({ components, groups = [] }: Pick<View, 'components' | 'groups'>): Html {
  if (components.length === 0) {
    return html`<div class="card empty" id="components">
      <p>No components are listed on this page yet. Incidents are shown as soon as they are posted.</p>
    </div>`;
  }
  const shown = components.filter(({ onlyShowIfDegraded, status }) => !onlyShowIfDegraded || status !== 'operational');
  if (shown.length === 0) {
    return html`<div class="card empty" id="components"><p>Nothing to report. Components are shown here while they have trouble.</p></div>`;
  }
  return html`<ul class="card components" id="components">
    ${blocksOf(shown, groups).map(blockItem)}
  </ul>`;
}

function blocksOf(components: ComponentView[], groups: GroupView[]): Block[] {
  const isThere = new Set(groups.map(({ id }) => id));
  const placeOf = (id: string | null | undefined) => (id && isThere.has(id) ? id : null);
  const componentsIn = Map.groupBy(components, ({ groupId }) => placeOf(groupId));
  const groupsIn = Map.groupBy(groups, ({ parent }) => placeOf(parent));
  const level = (place: string | null): Block[] => {
    const own = headed(componentsIn.get(place) ?? []);
    const inner = (groupsIn.get(place) ?? []).map((group) => ({ group, blocks: level(group.id) }));
    // One in which nothing stands says nothing to a visitor.
    return [...own, ...inner.filter(({ blocks }) => blocks.length > 0)].sort((a, b) => compare(rankOf(a), rankOf(b)));
  };
  return level(null);
}

function headed(components: ComponentView[]): Block[] {
  const blocks: Block[] = [];
  const headings = new Map<string, ComponentView[]>();
  for (const component of components) {
    const known = component.group === null ? undefined : headings.get(component.group);
    if (component.group === null) blocks.push({ component });
    else if (known) known.push(component);
    else {
      const members = [component];
      headings.set(component.group, members);
      blocks.push({ heading: component.group, members });
    }
  }
  return blocks;
}

function rankOf(block: Block): { order: string; id: string } {
  return 'component' in block ? block.component : 'group' in block ? block.group : block.members[0]!;
}

function blockItem(block: Block): Html {
  if ('component' in block) return componentItem(block.component);
  if ('group' in block) {
    const { id, name, description, status, isOpen } = block.group;
    return foldItem({ id, name, description, status, isOpen, count: countOf(block.blocks) }, block.blocks.map(blockItem));
  }
  const { heading, members } = block;
  const status = members.reduce((worst, each) => (badness(each.status) > badness(worst) ? each.status : worst), members[0]!.status);
  return foldItem({ id: heading, name: heading, description: '', status, isOpen: true, count: members.length }, members.map(componentItem));
}

function componentItem({ id, name, description, status }: ComponentView): Html {
  return html`<li class="component" id="component-${id}">
    <div class="what"><span class="name">${name}</span>${description !== '' && html`<span class="description">${description}</span>`}</div>
    ${state(status)}
  </li>`;
}

type Fold = Pick<GroupView, 'id' | 'name' | 'description' | 'status' | 'isOpen'> & { count: number };

function foldItem({ id, name, description, status, isOpen, count }: Fold, items: Html[]): Html {
  return html`<li class="group" id="group-${id}">
    <details ${isOpen && html`open`}>
      <summary>
        <div class="what">
          <span class="name">${name}<span class="count">${count}</span></span>
          ${description !== '' && html`<span class="description">${description}</span>`}
        </div>
        ${state(status)}
      </summary>
      <ul>
        ${items}
      </ul>
    </details>
  </li>`;
}

function state(status: ComponentView['status']): Html {
  const { tone, words } = componentWords[status];
  return html`<span class="state tone-${tone}">${icon(tone)}<span>${words}</span></span>`;
}

function badness(status: ComponentView['status']): number {
  return tones.indexOf(componentWords[status].tone);
}

function countOf(blocks: Block[]): number {
  return blocks.reduce(
    (sum, block) => sum + ('blocks' in block ? countOf(block.blocks) : 'members' in block ? block.members.length : 1),
    0,
  );
}

// By code unit, as everywhere.
function compare(a: { order: string; id: string }, b: { order: string; id: string }): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1;
}
