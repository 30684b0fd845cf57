import type { Earlier } from '@pharos/resources/statuspage/documents';
import { codeOf, numberOf } from '@pharos/resources/statuspage/code';
import type { IncidentView, MaintenanceView } from '@pharos/resources/view';
import { formatOf } from '../render/formats.ts';
import { escape } from '../render/html.ts';
import { titleOf } from '../render/incidents.ts';
import type { Shown } from '../render/shown.ts';
import { writingOf } from '../render/times.ts';
import { rfc822 } from './rss.ts';
import { xml } from './xml.ts';

/*
 * The feeds that Statuspage has under `/history.atom` and `/history.rss`, as programs know them that read these: one entry for each
 * incident and maintenance, renewed in place under a name that holds for ever. `feed.atom` and `feed.rss` are ours.
 */

export interface History {
  shown: Shown;
  earlier: Earlier;
  /** Where the page stands, below what its incidents do, and on which host. */
  url: string;
  at: string;
  host: string;
}

type Item = IncidentView | MaintenanceView;

interface Entry {
  number: string;
  url: string;
  title: string;
  publishedAt: string;
  updatedAt: string;
  html: string;
}

// As many as there.
const entriesMax = 25;

export const historyFeeds = {
  'history.atom': { type: 'application/atom+xml; charset=utf-8', make: atom },
  'history.rss': { type: 'application/rss+xml; charset=utf-8', make: rss },
};

function atom(history: History): string {
  const { shown, url, at, host } = history;
  const entries = entriesOf(history);
  const { name } = shown.view.page;
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="${xml(shown.language)}" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:${xml(host)},2005:/history</id>
  <link rel="alternate" type="text/html" href="${xml(url)}"/>
  <link rel="self" type="application/atom+xml" href="${xml(at)}/history.atom"/>
  <title>${xml(name)} Status - Incident History</title>
  <updated>${entries[0]?.updatedAt ?? shown.view.at}</updated>
  <author>
    <name>${xml(name)}</name>
  </author>
${entries
  .map(
    (entry) => `  <entry>
    <id>tag:${xml(host)},2005:Incident/${entry.number}</id>
    <published>${entry.publishedAt}</published>
    <updated>${entry.updatedAt}</updated>
    <link rel="alternate" type="text/html" href="${xml(entry.url)}"/>
    <title>${xml(entry.title)}</title>
    <content type="html">${xml(entry.html)}</content>
  </entry>
`,
  )
  .join('')}</feed>
`;
}

function rss(history: History): string {
  const { shown, url, at } = history;
  const { name } = shown.view.page;
  const entries = entriesOf(history);
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${xml(name)} Status - Incident History</title>
    <link>${xml(url)}</link>
    <description>${xml(name)} Status</description>
    <pubDate>${rfc822(entries[0]?.updatedAt ?? shown.view.at)}</pubDate>
    <atom:link rel="self" type="application/rss+xml" href="${xml(at)}/history.rss"/>
${entries
  .map(
    (entry) => `    <item>
      <title>${xml(entry.title)}</title>
      <description>${xml(entry.html)}</description>
      <pubDate>${rfc822(entry.publishedAt)}</pubDate>
      <link>${xml(entry.url)}</link>
      <guid>${xml(entry.url)}</guid>
    </item>
`,
  )
  .join('')}  </channel>
</rss>
`;
}

function entriesOf({ shown, earlier, at }: History): Entry[] {
  const { incidents, maintenances } = shown.view;
  const there = new Set([...incidents, ...maintenances].map(({ id }) => id));
  const before = [...earlier.incidents, ...earlier.maintenances].filter(({ id }) => !there.has(id));
  return [...incidents, ...maintenances, ...before]
    .map((item) => entryOf(item, shown, at))
    .sort((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt))
    .slice(0, entriesMax);
}

function entryOf(item: Item, shown: Shown, at: string): Entry {
  const { id, updates } = item;
  const publishedAt = 'startsAt' in item ? (item.createdAt ?? updates.at(-1)?.at ?? item.startsAt) : item.startedAt;
  const moments = [publishedAt, ...updates.flatMap((update) => [update.at, update.editedAt ?? update.at])].map((each) => Date.parse(each));
  return {
    number: String(numberOf(id)),
    url: `${at}/incidents/${codeOf(id)}`,
    title: titleOf(item, shown),
    publishedAt,
    updatedAt: new Date(Math.max(...moments)).toISOString(),
    html: [scheduleOf(item, shown), ...updates.map((update) => updateOf(update, shown))].join(''),
  };
}

function updateOf({ status, at, body, texts }: Item['updates'][number], shown: Shown): string {
  const { date, zone } = momentOf(at, shown);
  const label = escape(shown.words.update[status]);
  return `<p><small>${date} ${zone}</small><br><strong>${label}</strong> - ${inOneParagraph(shown.markdown(texts?.[shown.language]?.body ?? body))}`;
}

// A text of one paragraph stands behind its label; of others the first does, and the rest below.
function inOneParagraph(html: string): string {
  const text = html.trim();
  return text.startsWith('<p>') ? text.slice('<p>'.length) : `</p>${text}`;
}

function scheduleOf(item: Item, shown: Shown): string {
  if (!('startsAt' in item)) return '';
  const [from, to] = [momentOf(item.startsAt, shown), momentOf(item.endsAt, shown)];
  const end = from.day === to.day ? to.time : to.date;
  return `<p><strong>THIS IS A SCHEDULED EVENT ${from.date} - ${end} ${to.zone}</strong></p>`;
}

function momentOf(at: string, shown: Shown) {
  const how = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
  const { timeZone } = writingOf(shown);
  const parts = formatOf(Intl.DateTimeFormat, 'en-US', { ...how, timeZone }).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) => escape(parts.find((each) => each.type === type)?.value ?? '');
  const day = `${part('month')} <var data-var='date'>${part('day')}</var>`;
  const time = `<var data-var='time'>${part('hour')}:${part('minute')}</var>`;
  return { day, time, date: `${day}, ${time}`, zone: part('timeZoneName') };
}
