import type { PastView } from '@pharos/resources/past';
import type { IncidentView, MaintenanceView, UpdateView } from '@pharos/resources/view';
import { escape } from '../render/html.ts';
import { titleOf } from '../render/incidents.ts';
import { plain } from '../render/past.ts';
import type { Shown } from '../render/shown.ts';
import { written, writingOf } from '../render/times.ts';

/** An incident or a maintenance as feeds tell it: one entry each, renewed in place. */
export interface FeedEntry {
  /** The same for ever, under whatever name the page stands. */
  id: string;
  url: string;
  title: string;
  publishedAt: string;
  updatedAt: string;
  /** All that the page shows of it, newest first. */
  html: string;
  text: string;
}

export interface Feed {
  id: string;
  title: string;
  language: string;
  /** Where the page and the feed stand, in full. */
  url: string;
  self: string;
  updatedAt: string;
  entries: FeedEntry[];
}

// A feed is asked for each few minutes, by programs that keep what they were told.
const entriesMax = 50;

/** What is on the page with all its words, and behind that in short what was on it before. */
export function feedOf(shown: Shown, past: PastView | undefined, origin: string, file: string): Feed {
  const { view } = shown;
  const items = [...view.incidents, ...view.maintenances];
  const isThere = new Set(items.map(({ id }) => id));
  const url = (kind: string, id: string) => `${origin}/p/${view.page.id}/${kind}/${id}`;
  const told: FeedEntry[] = items.map((item) => ({
    id: item.id,
    url: url('startsAt' in item ? 'maintenances' : 'incidents', item.id),
    title: titleOf(item, shown),
    publishedAt: item.updates.at(-1)?.at ?? ('startsAt' in item ? item.startsAt : item.startedAt),
    updatedAt: changedAt(item),
    html: promiseHtml(item, shown) + item.updates.map((update) => updateHtml(update, shown)).join('\n') + postmortemHtml(item, shown),
    text: plain(textOf(item.updates[0], shown)),
  }));
  const before: FeedEntry[] = (past?.items ?? [])
    .filter(({ id }) => !isThere.has(id))
    .map((entry) => ({
      id: entry.id,
      url: url(entry.kind === 'incident' ? 'incidents' : 'maintenances', entry.id),
      title: titleOf(entry, shown),
      publishedAt: entry.at,
      updatedAt: entry.updatedAt,
      html: `<p><strong>${escape(shown.words.update[entry.status])}</strong></p><p>${escape(plain(entry.said))}</p>`,
      text: plain(entry.said),
    }));
  const entries = [...told, ...before].sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt)).slice(0, entriesMax);
  return {
    id: view.page.id,
    title: shown.words.title.replace('{name}', () => view.page.name),
    language: shown.language,
    url: `${origin}/${view.page.slug}`,
    self: `${origin}/p/${view.page.id}/${file}`,
    updatedAt: entries[0]?.updatedAt ?? view.at,
    entries,
  };
}

function changedAt(item: IncidentView | MaintenanceView): string {
  const moments = item.updates.flatMap(({ at, editedAt }) => (editedAt === null ? [at] : [at, editedAt]));
  return moments.reduce(
    (latest, at) => (Date.parse(at) > Date.parse(latest) ? at : latest),
    moments[0] ?? ('startsAt' in item ? item.startsAt : item.startedAt),
  );
}

function textOf(update: UpdateView | undefined, { language }: Shown): string {
  return update?.texts?.[language]?.body ?? update?.body ?? '';
}

function updateHtml(update: UpdateView, shown: Shown): string {
  const time = written(update.at, writingOf(shown), { dateStyle: 'medium', timeStyle: 'long' });
  const { words, markdown } = shown;
  return `<p><small>${escape(time)}</small><br><strong>${escape(words.update[update.status])}</strong></p>${markdown(textOf(update, shown))}`;
}

function promiseHtml(item: IncidentView | MaintenanceView, shown: Shown): string {
  if (!('nextUpdateAt' in item) || item.nextUpdateAt === undefined || item.status === 'resolved') return '';
  const time = written(item.nextUpdateAt, writingOf(shown), { dateStyle: 'medium', timeStyle: 'long' });
  return `<p>${escape(shown.words.page.nextUpdate.replace('{time}', () => time))}</p>`;
}

function postmortemHtml(item: IncidentView | MaintenanceView, { words, markdown }: Shown): string {
  if (!('postmortem' in item) || item.postmortem === undefined) return '';
  return `<h4>${escape(words.page.postmortem)}</h4>${markdown(item.postmortem)}`;
}
