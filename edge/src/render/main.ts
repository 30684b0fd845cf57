import { componentList } from './components.ts';
import { html, type Html } from './html.ts';
import { incidentCard, maintenanceCard, pastIncidents, type Shown } from './incidents.ts';
import { zoneName } from './times.ts';
import { icon, indicatorTone, type Tone } from './words.ts';

/** All that changes while a page is open: the server sends it, and the browser makes it again from each new View. */
export function mainContent(shown: Shown): Html {
  const { view } = shown;
  const open = view.incidents.filter(({ status }) => status !== 'resolved');
  const underWay = view.maintenances.filter(({ status }) => status === 'in_progress' || status === 'verifying');
  const coming = view.maintenances.filter(({ status }) => status === 'scheduled');
  return html`<section class="overall tone-${overallTone(shown)}" id="overall" aria-labelledby="overall-title">
      ${icon(overallTone(shown))}
      <h2 id="overall-title">${overallWords(shown)}</h2>
    </section>
    ${
      open.length + underWay.length > 0 &&
      html`<section id="now" aria-labelledby="now-title">
        <h2 id="now-title">Happening now</h2>
        ${open.map((incident) => incidentCard(incident, shown))} ${underWay.map((maintenance) => maintenanceCard(maintenance, shown))}
      </section>`
    }
    <section id="parts" aria-labelledby="parts-title">
      <h2 id="parts-title">Components</h2>
      ${componentList(view)}
    </section>
    ${
      coming.length > 0 &&
      html`<section id="coming" aria-labelledby="coming-title">
        <h2 id="coming-title">Planned maintenance</h2>
        ${coming.map((maintenance) => maintenanceCard(maintenance, shown))}
      </section>`
    }
    <section id="past" aria-labelledby="past-title">
      <h2 id="past-title">Past incidents</h2>
      ${pastIncidents(shown)}
      <p class="zone">Times are in ${zoneName(view.at, view.page.timeZone)}.</p>
    </section>`;
}

/** What the head of the page and the browser's tab say. */
export function overallWords({ view }: Pick<Shown, 'view'>): string {
  const open = view.incidents.some(({ status }) => status !== 'resolved');
  // A page whose components all look well does not say so while somebody reports that something is wrong.
  if (view.status.indicator === 'none' && open) return 'Some systems are having trouble';
  if (view.status.indicator === 'none' && view.components.length === 0) return 'No trouble reported';
  return view.status.description;
}

export function overallTone({ view }: Pick<Shown, 'view'>): Tone {
  const open = view.incidents.some(({ status }) => status !== 'resolved');
  return view.status.indicator === 'none' && open ? 'minor' : indicatorTone[view.status.indicator];
}
