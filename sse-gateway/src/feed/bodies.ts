import { createMarkdown } from '@pharos/core/markdown';
import type { PageEvent } from '@pharos/resources/fact';
import type { UpdateView } from '@pharos/resources/view';
import { LRUCache } from 'lru-cache';

// Rendering is done in the thread that everybody's streams leave by: so much text of one change takes it some milliseconds at most.
// What a page finds longer it takes from the edge, as it does the texts that no update brings.
const sourcesMax = 6_000;
const htmlMax = 24_000;
// Of the last thousand updates or so: readers who come back are told one from different versions.
const keptMax = 4_000_000;

const markdown = createMarkdown();
const kept = new LRUCache<string, string>({ maxSize: keptMax, sizeCalculation: (html, source) => html.length + source.length + 1 });

/** What the updates that were just posted say, as HTML that cannot run anything: by the id of each, and of a translation by `<id>/<language>`. */
export function bodiesOf({ facts, patch }: Pick<PageEvent, 'facts' | 'patch'>): Record<string, string> | undefined {
  const posted = new Set(facts.flatMap((fact) => ('update' in fact ? [fact.update] : [])));
  if (posted.size === 0) return undefined;
  const updates = [...patch.incidents, ...patch.maintenances].flatMap((item) => item.updates.filter(({ id }) => posted.has(id)));
  const sources = updates.flatMap(sourcesOf);
  if (sources.reduce((sum, [, source]) => sum + source.length, 0) > sourcesMax) return undefined;
  const bodies = sources.map(([name, source]) => [name, rendered(source)] as const);
  const isTooLong = bodies.reduce((sum, [, html]) => sum + html.length, 0) > htmlMax;
  return bodies.length === 0 || isTooLong ? undefined : Object.fromEntries(bodies);
}

function sourcesOf({ id, body, texts = {} }: UpdateView): [name: string, source: string][] {
  return [[id, body], ...Object.entries(texts).map(([language, { body: text }]): [string, string] => [`${id}/${language}`, text])];
}

function rendered(source: string): string {
  const known = kept.get(source);
  if (known !== undefined) return known;
  const html = markdown(source);
  kept.set(source, html);
  return html;
}
