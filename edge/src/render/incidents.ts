import type { IncidentView, MaintenanceView, UpdateView } from '@pharos/resources/view';
import { affectedParts } from './affected.ts';
import { dueLine } from './due.ts';
import { html, raw, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import { counted, fillHtml, inLanguage, type Shown } from './shown.ts';
import { day, duration, moment, momentAgo, span, writingOf } from './times.ts';
import { componentTone, icon, impactTone } from './tones.ts';

export function titleOf({ title, texts }: Pick<IncidentView, 'title' | 'texts'>, { language }: Pick<Shown, 'language'>): string {
  return texts?.[language]?.title ?? title;
}

/** A whole document shows one thing, which needs no link to itself. */
export interface Place {
  isWhole?: boolean;
}

export function incidentCard(incident: IncidentView, shown: Shown, place: Place = {}): Html {
  const { view, words } = shown;
  const tone = incident.status === 'resolved' ? 'good' : impactTone[incident.impact];
  const names = new Map(view.components.map(({ id, name }) => [id, name]));
  const affected = incident.components.filter(({ id, status }) => names.has(id) && status !== 'operational');
  const parts = affected.map(({ id, status }) => ({
    id,
    tone: componentTone[status],
    text: `${names.get(id)!}: ${words.component[status]}`,
  }));
  return html`<article class="card incident tone-${tone}" id="incident-${incident.id}" aria-labelledby="title-${incident.id}">
    <header>
      ${icon(tone)}
      <div>
        ${heading('incidents', incident, shown, place)}
        <p class="meta">
          <span class="badge">${words.update[incident.status]}</span>
          <span>${words.impact[incident.impact]}</span>
          <span>${fillHtml(words.page.since, { time: moment(incident.startedAt, writingOf(shown)) })}</span>
          ${updatedAt(incident, shown)}
        </p>
      </div>
    </header>
    ${incident.conflict && html`<p class="note">${words.page.conflict}</p>`} ${dueLine(incident, shown)}
    ${affectedParts(parts, shown, incident.id)} ${postmortem(incident, shown)} ${relatedList(incident, shown)}
    ${updateList('incidents', incident, shown)}
  </article>`;
}

export function maintenanceCard(maintenance: MaintenanceView, shown: Shown, place: Place = {}): Html {
  const { view, words } = shown;
  const names = new Map(view.components.map(({ id, name }) => [id, name]));
  const affected = maintenance.components.filter((id) => names.has(id));
  return html`<article class="card incident tone-maintenance" id="maintenance-${maintenance.id}" aria-labelledby="title-${maintenance.id}">
    <header>
      ${icon('maintenance')}
      <div>
        ${heading('maintenances', maintenance, shown, place)}
        <p class="meta">
          <span class="badge">${maintenance.cancelled ? words.cancelled : words.update[maintenance.status]}</span>
          <span>${span(maintenance.startsAt, maintenance.endsAt, writingOf(shown))}</span>
        </p>
      </div>
    </header>
    ${affectedParts(
      affected.map((id) => ({ id, text: names.get(id)! })),
      shown,
      maintenance.id,
    )}
    ${updateList('maintenances', maintenance, shown)}
  </article>`;
}

function heading(kind: Kind, item: Listed, shown: Shown, { isWhole }: Place): Html {
  const title = titleOf(item, shown);
  return html`<h3 id="title-${item.id}" dir="auto" ${inLanguage(shown, item.texts)}>
    ${isWhole ? title : html`<a href="${addressOf(kind, item.id, shown)}">${title}</a>`}
  </h3>`;
}

function updatedAt({ updates }: IncidentView, shown: Shown): Html | false {
  const [newest] = updates;
  return newest !== undefined && html`<span>${fillHtml(shown.words.page.updated, { time: momentAgo(newest.at, writingOf(shown)) })}</span>`;
}

/** What is over, day by day, newest first. */
export function pastIncidents(shown: Shown): Html {
  const { view, words } = shown;
  const writing = writingOf(shown);
  const past = view.incidents.filter(({ id, status }) => status === 'resolved' && !shown.held?.has(id));
  if (past.length === 0) {
    const hasOpen = view.incidents.length > 0;
    return html`<div class="card empty" id="past-list"><p>${hasOpen ? words.page.noOthers : words.page.noIncidents}</p></div>`;
  }
  const days = Map.groupBy(past, ({ startedAt }) => day(startedAt, writing));
  return html`<div id="past-list">
    ${[...days].map(([date, incidents]) => {
      const id = `day-${incidents[0]!.startedAt.slice(0, 10)}`;
      return html`<div class="day" id="${id}">
        <h3 class="date">${date}</h3>
        ${incidents.map((incident) => pastIncident(incident, shown, id))}
      </div>`;
    })}
  </div>`;
}

function pastIncident(incident: IncidentView, shown: Shown, place: string): Html {
  const { words } = shown;
  const took = incident.resolvedAt && duration(incident.startedAt, incident.resolvedAt, words.tag);
  const ended = took ? fill(words.page.resolvedAfter, { duration: took }) : words.update.resolved;
  const item = html`<article class="past" id="incident-${incident.id}">
    <details>
      <summary>
        <span class="name" dir="auto" ${inLanguage(shown, incident.texts)}>${titleOf(incident, shown)}</span>
        <span class="meta">${words.impact[incident.impact]} · ${ended}</span>
      </summary>
      ${postmortem(incident, shown)} ${relatedList(incident, shown)} ${updateList('incidents', incident, shown)}
      <p class="older"><a href="${addressOf('incidents', incident.id, shown)}">${words.past.updates}</a></p>
    </details>
  </article>`;
  return shown.isSame?.(`incident-${incident.id}`, place, item.html)
    ? html`<article id="incident-${incident.id}" data-same></article>`
    : item;
}

function postmortem({ id, postmortem }: IncidentView, shown: Shown): Html | false {
  if (postmortem === undefined) return false;
  return html`<section class="postmortem" aria-labelledby="postmortem-${id}">
    <h4 id="postmortem-${id}">${shown.words.page.postmortem}</h4>
    <div class="prose" dir="auto" ${inLanguage(shown, undefined)}>${raw(shown.markdown(postmortem))}</div>
  </section>`;
}

function relatedList({ id, related = [] }: IncidentView, shown: Shown): Html | false {
  const { view, words } = shown;
  const titles = new Map(view.incidents.map((each) => [each.id, titleOf(each, shown)]));
  const links = related.map(
    (other) => html`<li><a href="${addressOf('incidents', other, shown)}" dir="auto">${titles.get(other) ?? words.page.unnamed}</a></li>`,
  );
  return (
    links.length > 0 &&
    html`<ul class="related" id="related-${id}" aria-label="${words.page.related}">
      ${links}
    </ul>`
  );
}

type Kind = 'incidents' | 'maintenances';
type Listed = Pick<IncidentView, 'id' | 'title' | 'texts' | 'updates' | 'older'>;

export function addressOf(kind: Kind | 'components', id: string, { view }: Pick<Shown, 'view'>): string {
  return `/p/${view.page.id}/${kind}/${id}`;
}

function updateList(kind: Kind, { id, updates, older = 0 }: Listed, shown: Shown): Html {
  const { words } = shown;
  return html`<ol class="updates">
      ${updates.map((update) => updateItem(update, shown))}
    </ol>
    ${older > 0 && html`<p class="older"><a href="${addressOf(kind, id, shown)}">${counted(words, words.page.earlierUpdates, older)}</a></p>`}`;
}

function updateItem({ id, status, at, editedAt, body, texts }: UpdateView, shown: Shown): Html {
  const { words, markdown, language } = shown;
  return html`<li id="update-${id}">
    <p class="meta">
      <strong>${words.update[status]}</strong>
      ${moment(at, writingOf(shown))}${editedAt !== null && html` <span>${words.page.edited}</span>`}
    </p>
    <div class="prose" dir="auto" ${inLanguage(shown, texts)}>${raw(markdown(texts?.[language]?.body ?? body))}</div>
  </li>`;
}
