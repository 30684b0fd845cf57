import type { ComponentView, GroupView } from '@pharos/resources/view';
import { barsWithWords, daysTable } from './bars.ts';
import { html, type Html } from './html.ts';
import { isAside, pickBox } from './mine.ts';
import { fill } from '@pharos/core/fill';
import { numberIn, type Copied } from './shown.ts';
import { componentTone, icon, worstTone } from './tones.ts';

/** What stands on one level: a component, a group, or a heading that has no group behind it. */
type Block = { component: ComponentView } | { group: GroupView; blocks: Block[] } | { heading: string; members: ComponentView[] };

/** Components and groups in the page's order, groups within groups; those under one heading stand where the first of them stands. */
export function componentList(shown: Copied): Html {
  const { words } = shown;
  const { components, groups = [] } = shown.view;
  if (components.length === 0) return html`<div class="card empty" id="components"><p>${words.page.noComponents}</p></div>`;
  const visible = components.filter(({ onlyShowIfDegraded, status }) => !onlyShowIfDegraded || status !== 'operational');
  if (visible.length === 0) return html`<div class="card empty" id="components"><p>${words.page.nothingToReport}</p></div>`;
  return html`<ul class="card components" id="components">
    ${blocksOf(visible, groups).map((block) => blockItem(block, shown, ''))}
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

/** `place`: the groups that it stands in. */
function blockItem(block: Block, shown: Copied, place: string): Html {
  if ('component' in block) return componentItem(block.component, shown, place);
  const members = membersOf(block);
  if ('group' in block) {
    const { id, name, description, status, isOpen } = block.group;
    return foldItem(
      { id, name, description, status, isOpen, members },
      block.blocks.map((each) => blockItem(each, shown, `${place}/${id}`)),
      shown,
    );
  }
  const worst = worstTone(members.map(({ status }) => componentTone[status]));
  const { status } = members.find((each) => componentTone[each.status] === worst)!;
  const fold = { id: slugged(block.heading), name: block.heading, description: '', status, isOpen: true, members };
  return foldItem(
    fold,
    members.map((each) => componentItem(each, shown, `${place}/${fold.id}`)),
    shown,
  );
}

function componentItem({ id, name, description, status, showcase }: ComponentView, shown: Copied, place: string): Html {
  const item = html`<li class="component" id="component-${id}" ${isAside(id, shown) && html`hidden`}>
    <div class="line">
      ${pickBox(id, name, shown)}
      <div class="what">
        <span class="name" dir="auto">${name}</span
        >${description !== '' && html`<span class="description" dir="auto">${description}</span>`}
      </div>
      ${state(status, shown)}
    </div>
    ${showcase !== false && componentHistory(id, name, shown)}
  </li>`;
  return shown.isSame?.(`component-${id}`, place, item.html) ? html`<li id="component-${id}" data-same></li>` : item;
}

// A browser does not know the days: what the server drew stays where it is (`data-kept`).
function componentHistory(id: string, name: string, shown: Copied): Html {
  const record = shown.records?.of([id]);
  return html`<div class="history" id="history-${id}" data-kept>
    ${
      record !== undefined &&
      html`<details class="days">
        <summary>${barsWithWords(name, record, shown)}</summary>
        ${daysTable(name, record, shown, 'troubled')}
        <p class="every">
          <a href="/p/${shown.view.page.id}/components/${id}">${fill(shown.words.days.every, { name })}</a>
        </p>
      </details>`
    }
  </div>`;
}

type Fold = Pick<GroupView, 'id' | 'name' | 'description' | 'status' | 'isOpen'> & { members: ComponentView[] };

function foldItem({ id, name, description, status, isOpen, members }: Fold, items: Html[], shown: Copied): Html {
  const { words } = shown;
  const well = members.filter((each) => each.status === 'operational').length;
  const record = shown.records?.of(members.filter(({ showcase }) => showcase !== false).map((each) => each.id));
  // What is not well is never folded away.
  return html`<li class="group" id="group-${id}" ${members.every((each) => isAside(each.id, shown)) && html`hidden`}>
    <details ${(isOpen || status !== 'operational') && html`open`}>
      <summary>
        <div class="line">
          <div class="what">
            <span class="name" dir="auto">${name}</span>
            <span class="count">${fill(words.page.operationalOf, { n: numberIn(words, well), all: numberIn(words, members.length) })}</span>
            ${description !== '' && html`<span class="description" dir="auto">${description}</span>`}
          </div>
          ${state(status, shown)}
        </div>
        <div class="history" id="history-${id}" data-kept>${record !== undefined && barsWithWords(name, record, shown)}</div>
      </summary>
      <ul>
        ${items}
      </ul>
    </details>
  </li>`;
}

function state(status: ComponentView['status'], { words }: Pick<Copied, 'words'>): Html {
  const tone = componentTone[status];
  return html`<span class="state tone-${tone}">${icon(tone)}<span>${words.component[status]}</span></span>`;
}

function membersOf(block: Block): ComponentView[] {
  if ('component' in block) return [block.component];
  return 'members' in block ? block.members : block.blocks.flatMap(membersOf);
}

// A heading is somebody's text: what an id may not hold is left out of it, and two that are alike stay two.
function slugged(heading: string): string {
  return `h${Array.from(heading, (char) => (/[a-zA-Z0-9]/.test(char) ? char : `_${char.codePointAt(0)!.toString(36)}`)).join('')}`;
}

// By code unit, as everywhere.
function compare(a: { order: string; id: string }, b: { order: string; id: string }): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1;
}
