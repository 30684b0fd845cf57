import type { Words } from '../words/en.ts';
import type { Draft } from './drafts.ts';
import type { View } from './watch.ts';

type Incident = View['incidents'][number];

/** What follows from a choice: the title that we made follows the components for as long as nobody wrote another one. */
export function withComponents(draft: Draft, components: Draft['components'], all: View['components'], words: Words): Partial<Draft> {
  if (!draft.isTitleOurs) return { components };
  const names = all.filter(({ id }) => id in components).map(({ name }) => name);
  return { components, title: names.length === 0 ? '' : words.compose.defaultTitle(joined(names, words)) };
}

// A title is read at a glance.
const namesMax = 3;

function joined(names: string[], words: Words): string {
  const shown = names.length > namesMax ? [...names.slice(0, namesMax), '…'] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')}${words.regions.and}${shown.at(-1)}`;
}

/**
 * What the post says of components: what was chosen; and where it says that the incident is over, what the incident said of others
 * goes back to work. It follows from what the incident says now, whoever said it, and is seen before it is published.
 */
export function saidOf({ status, components }: Draft, incident: Incident | undefined): Draft['components'] {
  if (!incident || status !== 'resolved') return components;
  const affected = incident.components.filter((each) => each.status !== 'operational');
  return { ...Object.fromEntries(affected.map(({ id }) => [id, 'operational' as const])), ...components };
}

/** A preset gives words where there are none, or where there are still those of another preset. */
export function withPreset(draft: Draft, status: Draft['status'], words: Words): Pick<Draft, 'body'> {
  const presets = Object.values(words.presets).flatMap((each) => (typeof each === 'string' ? [] : [each.body]));
  const isTheirs = draft.body.trim() !== '' && !presets.includes(draft.body);
  return { body: isTheirs ? draft.body : words.presets[status].body };
}
