import { troubleList } from './banner.ts';
import { componentList } from './components.ts';
import { metricGraphs } from './graphs.ts';
import { html, type Html } from './html.ts';
import { incidentCard, maintenanceCard, pastIncidents } from './incidents.ts';
import { concerns, isAside, mineButton, othersLine } from './mine.ts';
import { overallOf } from './overall.ts';
import { fill } from '@pharos/core/fill';
import type { Copied, Shown } from './shown.ts';
import { writingOf, zoneName } from './times.ts';
import { icon } from './tones.ts';

/** All that changes while a page is open: the server sends it, and the browser makes it again from each new View. */
export function mainContent(shown: Copied): Html {
  const { view, words, held, otherZone } = shown;
  const all = view.incidents.filter(({ id, status }) => status !== 'resolved' || held?.has(id));
  const open = all.filter((incident) => concerns(incident, shown));
  const aside = view.components.filter(({ id }) => isAside(id, shown)).length + all.length - open.length;
  const underWay = view.maintenances.filter(({ status }) => status === 'in_progress' || status === 'verifying');
  const coming = view.maintenances.filter(({ status }) => status === 'scheduled');
  const { tone } = overallOf(view);
  return html`<section class="overall tone-${tone}" id="overall" aria-labelledby="overall-title">
      ${icon(tone)}
      <div>
        <h2 id="overall-title">${overallWords(shown)}</h2>
        ${troubleList(shown)}
      </div>
    </section>
    ${
      open.length + underWay.length > 0 &&
      html`<section id="now" aria-labelledby="now-title">
        <h2 id="now-title">${words.page.now}</h2>
        ${open.map((incident) => incidentCard(incident, shown))} ${underWay.map((maintenance) => maintenanceCard(maintenance, shown))}
      </section>`
    }
    <section id="parts" aria-labelledby="parts-title">
      <div class="head">
        <h2 id="parts-title">${words.page.components}</h2>
        ${mineButton(shown)}
      </div>
      ${componentList(shown)} ${othersLine(aside, shown)}
    </section>
    ${metricGraphs(shown)}
    ${
      coming.length > 0 &&
      html`<section id="coming" aria-labelledby="coming-title">
        <h2 id="coming-title">${words.page.planned}</h2>
        ${coming.map((maintenance) => maintenanceCard(maintenance, shown))}
      </section>`
    }
    <section id="past" aria-labelledby="past-title">
      <h2 id="past-title">${words.page.past}</h2>
      ${pastIncidents(shown)}
      <p class="more"><a class="button quiet" href="/p/${view.page.id}/history">${words.past.title}</a></p>
      <p class="zone">
        ${fill(words.page.zone, { zone: zoneName(view.at, writingOf(shown)) })}
        ${otherZone !== undefined && html`<button type="button" class="link" data-zone>${fill(words.page.inZone, { zone: otherZone })}</button>`}
      </p>
    </section>`;
}

/** What the head of the page and the browser's tab say. */
export function overallWords({ view, words }: Pick<Shown, 'view' | 'words'>): string {
  return words.overall[overallOf(view).overall];
}

export function titleOfPage({ view, words }: Pick<Shown, 'view' | 'words'>): string {
  return fill(words.title, { name: view.page.name });
}
