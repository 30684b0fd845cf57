import type { ComponentView, View } from '@pharos/resources/view';
import { formatOf } from './formats.ts';
import { html, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import { numberIn, type Shown } from './shown.ts';
import { worstTone, type Tone } from './tones.ts';

export interface Affected {
  id: string;
  text: string;
  tone?: Tone;
}

// So many are read at a glance. More are said by where they stand, and named where somebody asks for it.
const chipsMax = 6;
const groupsMax = 3;

/** The parts that an incident or a maintenance has to do with. */
export function affectedParts(parts: Affected[], shown: Shown, of: string): Html | false {
  if (parts.length === 0) return false;
  const { words, view } = shown;
  const chips = html`<ul class="chips" aria-label="${words.page.affected}">
    ${parts.map(({ tone, text }) => html`<li class="chip${tone !== undefined && ` tone-${tone}`}" dir="auto">${text}</li>`)}
  </ul>`;
  if (parts.length <= chipsMax) return chips;
  const tone = worstTone(parts.map((part) => part.tone ?? 'maintenance'));
  const groups = groupsOf(parts, view);
  const count = numberIn(words, parts.length);
  const named = formatOf(Intl.ListFormat, words.tag, { type: 'unit' }).format([
    ...groups.slice(0, groupsMax),
    ...(groups.length > groupsMax ? ['…'] : []),
  ]);
  return html`<details class="many tone-${tone}" id="affected-${of}">
    <summary>
      <span class="soft">${words.page.affected}</span>
      <strong dir="auto">${groups.length === 0 ? count : fill(words.page.inGroups, { n: count, groups: named })}</strong>
    </summary>
    ${chips}
  </details>`;
}

/** Where they stand at the top of the page, those with the most of them first. */
function groupsOf(parts: Affected[], { components, groups = [] }: View): string[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const names = new Map(components.map((component) => [component.id, topOf(component, byId)]));
  const counts = new Map<string, number>();
  for (const { id } of parts) {
    const name = names.get(id);
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function topOf({ groupId, group }: ComponentView, groups: Map<string, { name: string; parent: string | null }>): string | null {
  let found = groupId ? groups.get(groupId) : undefined;
  // As deep as groups may go: what is said by two regions at once may lead in a circle.
  for (let depth = 0; found?.parent && depth < 8; depth++) found = groups.get(found.parent) ?? found;
  return found?.name ?? group;
}
