import type { PastEntry } from '@pharos/resources/past';
import type { ShownMonth } from '../past.ts';
import { html, type Html } from './html.ts';
import { addressOf, titleOf } from './incidents.ts';
import { innerDocument } from './inner.ts';
import { fill } from '@pharos/core/fill';
import { counted, inLanguage, type Copied } from './shown.ts';
import { day, dayOf, duration, span, writingOf } from './times.ts';
import { icon, impactTone } from './tones.ts';

/** What there was in a month, with the way to the others, and to what somebody looks for. */
export function monthDocument(shown: Copied, { month, entries, earlier, later, isEnd }: ShownMonth, assets: string): string {
  const { words, view } = shown;
  const name = dayOf(`${month}-15`, words.tag, { month: 'long', year: 'numeric' });
  const address = (each: string) => `/p/${view.page.id}/history/${each}`;
  return innerDocument(shown, {
    assets,
    title: `${words.past.title} · ${name}`,
    heading: words.past.title,
    content: html`${searchForm(shown, '')}
      <nav class="months" aria-label="${words.past.title}">
        ${earlier === undefined ? html`<span></span>` : html`<a class="button quiet" rel="prev" href="${address(earlier)}">${words.past.earlier}</a>`}
        <h3>${name}</h3>
        ${later === undefined ? html`<span></span>` : html`<a class="button quiet" rel="next" href="${address(later)}">${words.past.later}</a>`}
      </nav>
      ${entries.length === 0 ? html`<div class="card empty"><p>${words.past.none}</p></div>` : entryList(entries, shown)}
      ${isEnd && html`<p class="zone">${words.past.incomplete}</p>`}`,
  });
}

export function searchDocument(shown: Copied, sought: string, found: PastEntry[], assets: string): string {
  const { words } = shown;
  return innerDocument(shown, {
    assets,
    title: words.past.search,
    heading: words.past.title,
    isHidden: true,
    content: html`${searchForm(shown, sought)}
      <h3 class="found">${counted(words, words.past.found, found.length)}</h3>
      ${found.length > 0 && entryList(found, shown)}`,
  });
}

function searchForm({ view, words, language }: Copied, sought: string): Html {
  return html`<form class="search" role="search" action="/p/${view.page.id}/history" method="get">
    <label for="sought">${words.past.search}</label>
    <div class="row">
      <input id="sought" name="q" type="search" maxlength="100" value="${sought}" dir="auto" />
      <input type="hidden" name="lang" value="${language}" />
      <button type="submit">${words.past.find}</button>
    </div>
  </form>`;
}

function entryList(entries: PastEntry[], shown: Copied): Html {
  return html`<ol class="entries">
    ${entries.map((entry) => entryItem(entry, shown))}
  </ol>`;
}

/** One in short, in a list or by itself. */
export function entryItem(entry: PastEntry, shown: Copied, isAlone = false): Html {
  const { words } = shown;
  const writing = writingOf(shown);
  const isIncident = entry.kind === 'incident';
  const tone = isIncident ? impactTone[entry.impact] : 'maintenance';
  const state = !isIncident && entry.cancelled ? words.cancelled : words.update[entry.status];
  const took =
    isIncident && entry.endedAt !== null
      ? fill(words.page.resolvedAfter, { duration: duration(entry.at, entry.endedAt, words.tag) })
      : state;
  const title = html`<a
    href="${addressOf(isIncident ? 'incidents' : 'maintenances', entry.id, shown)}"
    dir="auto"
    ${inLanguage(shown, entry.texts)}
    >${titleOf(entry, shown)}</a
  >`;
  return html`<li class="card entry tone-${tone}">
    ${icon(tone)}
    <div>
      ${isAlone ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}
      <p class="meta">
        <span>${isIncident ? words.past.incident : words.past.maintenance}</span>
        <span>${isIncident ? day(entry.at, writing) : span(entry.at, entry.endedAt ?? entry.at, writing)}</span>
        <span>${isIncident ? `${words.impact[entry.impact]} · ${took}` : state}</span>
      </p>
      ${entry.said !== '' && html`<p class="said" dir="auto" ${inLanguage(shown, undefined)}>${plain(entry.said)}</p>`}
    </div>
  </li>`;
}

// The beginning of a text, without the signs of its Markdown.
export function plain(text: string): string {
  const bare = text.replace(/!?\[([^\]]{0,200})\]\([^)]{0,2000}\)/g, '$1').replace(/[*_`#>~]+/g, ' ');
  return bare.replace(/\s+/g, ' ').trim();
}
