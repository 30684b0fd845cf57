import { idFrom } from '@pharos/core/id';
import type { Random } from '@pharos/core/random';
import type { Change } from '@pharos/resources/registry';
import type { WriteKind } from './step.ts';

export const page = idFrom('model page');
export const components = [idFrom('model component', '0'), idFrom('model component', '1')];
const incidents = [idFrom('model incident', '0'), idFrom('model incident', '1')];
const update = (value: number) => idFrom('model update', String(value));

const statuses = ['operational', 'degraded_performance', 'partial_outage', 'major_outage'] as const;

/** What somebody may want forgotten: one incident, its text, and one component; the others stay for the other promises. */
export const purgeable = [`incident:${incidents[1]!}`, `text:${incidents[1]!}`, `component:${components[1]!}`];

/** Of these somebody else has the lock, when a group is to go without them. */
export const heldInGroups = [`incident:${incidents[0]!}`, `component:${components[0]!}`];

const words = 1e9;

/** Each word is written once: it must be in the text for ever. */
function wordOf(random: Random): string {
  return `w${Math.floor(random() * words)} `;
}

/** What the model's people ask for: few things and few ids, so that regions meet on them. */
export function changeOf(what: WriteKind, thing: number, value: number, random: Random): Change {
  const component = components[thing % 2]!;
  const incident = incidents[thing % 2]!;
  switch (what) {
    case 'status':
      return { type: 'edit-component', page, component, status: statuses[value % 4]! };
    case 'name':
      return { type: 'edit-component', page, component, name: `name ${Math.floor(random() * 1e6)}` };
    case 'post': {
      // The same request may come to two regions; opening is what the first one does.
      const opened = { title: `incident ${thing}`, impact: 'minor' as const, status: 'investigating' as const, body: `body ${thing}` };
      if (value === 0)
        return { type: 'open-incident', page, incident, update: update(100 + thing), ...opened, components: [], notify: true };
      const status = value % 2 === 0 ? ('identified' as const) : ('monitoring' as const);
      const affected = [{ id: component, status: statuses[value % 4]! }];
      return {
        type: 'post-update',
        page,
        incident,
        update: update(value + thing * 10),
        status,
        body: `body ${value}`,
        components: affected,
        notify: true,
      };
    }
    case 'resolve':
      return {
        type: 'post-update',
        page,
        incident,
        update: update(50 + value + thing * 10),
        status: 'resolved',
        body: 'over',
        notify: true,
      };
    case 'title':
      return { type: 'edit-incident', page, incident, title: `title ${Math.floor(random() * 1e6)}` };
    case 'edit':
      return { type: 'edit-update', page, incident, update: update(100 + thing), body: `edited ${value}` };
    case 'text':
      // Somebody who had an empty page before them writes a word: whatever others wrote meanwhile stays.
      return { type: 'edit-postmortem', page, incident, text: wordOf(random), base: '', published: value % 2 === 0 };
    case 'remove':
      return { type: 'remove-incident', page, incident };
    case 'restore':
      return { type: 'restore-incident', page, incident };
  }
}
