import type { PastEntry } from '@pharos/resources/past';
import type { ComponentView, IncidentView, MaintenanceView } from '@pharos/resources/view';
import { barsWithWords, daysTable } from './bars.ts';
import { html } from './html.ts';
import { incidentCard, maintenanceCard, titleOf } from './incidents.ts';
import { innerDocument } from './inner.ts';
import { entryItem } from './past.ts';
import { fill } from '@pharos/core/fill';
import type { Copied } from './shown.ts';
import { componentTone, icon } from './tones.ts';

/** One incident or maintenance from its beginning. */
export function wholeDocument(shown: Copied, item: IncidentView | MaintenanceView, assets: string, isShort = false): string {
  const { words } = shown;
  const isMaintenance = 'startsAt' in item;
  return innerDocument(shown, {
    assets,
    title: titleOf(item, shown),
    heading: isMaintenance ? words.past.maintenance : words.past.incident,
    content: html`${isMaintenance ? maintenanceCard(item, shown, { isWhole: true }) : incidentCard(item, shown, { isWhole: true })}
    ${isShort && html`<p class="zone">${words.past.short}</p>`}`,
  });
}

/** What is left of one while nobody can be asked for all of it. */
export function shortDocument(shown: Copied, entry: PastEntry, assets: string): string {
  const { words } = shown;
  return innerDocument(shown, {
    assets,
    title: titleOf(entry, shown),
    heading: entry.kind === 'incident' ? words.past.incident : words.past.maintenance,
    isHidden: true,
    content: html`<ol class="entries">
        ${entryItem(entry, shown, true)}
      </ol>
      <p class="zone">${words.past.short}</p>`,
  });
}

/** A component with each of its days. */
export function componentDocument(shown: Copied, component: ComponentView, assets: string): string {
  const { words } = shown;
  const { id, name, description, status, showcase } = component;
  const record = showcase === false ? undefined : shown.records?.of([id]);
  const tone = componentTone[status];
  return innerDocument(shown, {
    assets,
    title: name,
    heading: name,
    content: html`<div class="card whole-component">
        <div class="line">
          <div class="what">
            <span class="description" dir="auto">${description}</span>
          </div>
          <span class="state tone-${tone}">${icon(tone)}<span>${words.component[status]}</span></span>
        </div>
        ${record !== undefined && html`<div class="history">${barsWithWords(name, record, shown)}</div>`}
      </div>
      ${
        record !== undefined &&
        html`<h3 class="date">${fill(words.days.every, { name })}</h3>
          <div class="card table">${daysTable(name, record, shown, 'every')}</div>`
      }`,
  });
}
