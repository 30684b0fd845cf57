import type { IncidentView, MaintenanceView, UpdateView, View } from '@pharos/resources/view';
import { html, raw, type Html } from './html.ts';
import { day, duration, moment, plural, span } from './times.ts';
import { componentWords, icon, impactTone, impactWords, updateWords } from './words.ts';

export interface Shown {
  view: View;
  /** Markdown of an update as safe HTML. */
  markdown(text: string): string;
  /** The one that a visitor chose: what is said in it is shown in it, the rest as everybody has it. */
  language?: string | undefined;
}

export function titleOf({ title, texts }: Pick<IncidentView, 'title' | 'texts'>, shown: Shown): string {
  return texts?.[languageOf(shown)]?.title ?? title;
}

function bodyOf({ body, texts }: UpdateView, shown: Shown): string {
  return texts?.[languageOf(shown)]?.body ?? body;
}

function languageOf({ language, view }: Shown): string {
  return language ?? view.page.language ?? 'en';
}

export function incidentCard(incident: IncidentView, shown: Shown): Html {
  const { view } = shown;
  const zone = view.page.timeZone;
  const tone = incident.status === 'resolved' ? 'good' : impactTone[incident.impact];
  const names = new Map(view.components.map(({ id, name }) => [id, name]));
  const affected = incident.components.filter(({ id, status }) => names.has(id) && status !== 'operational');
  return html`<article class="card incident tone-${tone}" id="incident-${incident.id}" aria-labelledby="title-${incident.id}">
    <header>
      ${icon(tone)}
      <div>
        <h3 id="title-${incident.id}">${titleOf(incident, shown)}</h3>
        <p class="meta">
          <span class="badge">${updateWords[incident.status]}</span>
          <span>${impactWords[incident.impact]}</span>
          <span>since ${moment(incident.startedAt, zone)}</span>
        </p>
      </div>
    </header>
    ${
      incident.conflict &&
      html`<p class="note">Two teams posted at the same time and differ. The more serious report is shown until the next update.</p>`
    }
    ${
      affected.length > 0 &&
      html`<ul class="chips" aria-label="Affected components">
        ${affected.map(({ id, status }) => html`<li class="chip tone-${componentWords[status].tone}">${names.get(id)}: ${componentWords[status].words.toLowerCase()}</li>`)}
      </ul>`
    }
    ${postmortem(incident, shown)} ${relatedList(incident, shown)} ${updateList('incidents', incident, shown)}
  </article>`;
}

export function maintenanceCard(maintenance: MaintenanceView, shown: Shown): Html {
  const { view } = shown;
  const names = new Map(view.components.map(({ id, name }) => [id, name]));
  const affected = maintenance.components.filter((id) => names.has(id));
  return html`<article class="card incident tone-maintenance" id="maintenance-${maintenance.id}" aria-labelledby="title-${maintenance.id}">
    <header>
      ${icon('maintenance')}
      <div>
        <h3 id="title-${maintenance.id}">${titleOf(maintenance, shown)}</h3>
        <p class="meta">
          <span class="badge">${maintenance.cancelled ? 'Called off' : updateWords[maintenance.status]}</span>
          <span>${span(maintenance.startsAt, maintenance.endsAt, view.page.timeZone)}</span>
        </p>
      </div>
    </header>
    ${
      affected.length > 0 &&
      html`<ul class="chips" aria-label="Affected components">
        ${affected.map((id) => html`<li class="chip">${names.get(id)}</li>`)}
      </ul>`
    }
    ${updateList('maintenances', maintenance, shown)}
  </article>`;
}

/** What is over, day by day, newest first. */
export function pastIncidents(shown: Shown): Html {
  const { view } = shown;
  const zone = view.page.timeZone;
  const past = view.incidents.filter(({ status }) => status === 'resolved');
  if (past.length === 0) return html`<div class="card empty" id="past-list"><p>No incidents in the last 14 days.</p></div>`;
  const days = Map.groupBy(past, ({ startedAt }) => day(startedAt, zone));
  return html`<div id="past-list">
    ${[...days].map(
      ([date, incidents]) =>
        html`<div class="day" id="day-${incidents[0]!.startedAt.slice(0, 10)}">
          <h3 class="date">${date}</h3>
          ${incidents.map((incident) => pastIncident(incident, shown))}
        </div>`,
    )}
  </div>`;
}

function pastIncident(incident: IncidentView, shown: Shown): Html {
  const took = incident.resolvedAt && duration(incident.startedAt, incident.resolvedAt);
  return html`<article class="past" id="incident-${incident.id}">
    <details>
      <summary>
        <span class="name">${titleOf(incident, shown)}</span>
        <span class="meta">${impactWords[incident.impact]}${took ? ` · resolved after ${took}` : ' · resolved'}</span>
      </summary>
      ${postmortem(incident, shown)} ${relatedList(incident, shown)} ${updateList('incidents', incident, shown)}
    </details>
  </article>`;
}

function postmortem({ id, postmortem }: IncidentView, { markdown }: Shown): Html | false {
  if (postmortem === undefined) return false;
  return html`<section class="postmortem" aria-labelledby="postmortem-${id}">
    <h4 id="postmortem-${id}">What happened, and why</h4>
    <div class="prose">${raw(markdown(postmortem))}</div>
  </section>`;
}

function relatedList({ id, related = [] }: IncidentView, shown: Shown): Html | false {
  const { view } = shown;
  const titles = new Map(view.incidents.map((each) => [each.id, titleOf(each, shown)]));
  const links = related.map(
    (other) => html`<li><a href="/p/${view.page.id}/incidents/${other}">${titles.get(other) ?? 'An earlier incident'}</a></li>`,
  );
  return (
    links.length > 0 &&
    html`<ul class="related" id="related-${id}" aria-label="Related incidents">
      ${links}
    </ul>`
  );
}

type Listed = Pick<IncidentView, 'id' | 'updates' | 'older'>;

function updateList(kind: 'incidents' | 'maintenances', { id, updates, older = 0 }: Listed, shown: Shown): Html {
  const { view, markdown } = shown;
  return html`<ol class="updates">
      ${updates.map(
        (update) =>
          html`<li id="update-${update.id}">
            <p class="meta">
              <strong>${updateWords[update.status]}</strong>
              ${moment(update.at, view.page.timeZone)}${update.editedAt !== null && html` <span>(edited)</span>`}
            </p>
            <div class="prose">${raw(markdown(bodyOf(update, shown)))}</div>
          </li>`,
      )}
    </ol>
    ${older > 0 && html`<p class="older"><a href="/p/${view.page.id}/${kind}/${id}">${plural(older, 'earlier update')}</a></p>`}`;
}
