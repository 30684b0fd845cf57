import { componentList } from './components.ts';
import { html, type Html } from './html.ts';
import { incidentCard, maintenanceCard, pastIncidents } from './incidents.ts';
import { overallOf, troubledParts } from './overall.ts';
import { counted, fill, type Copied, type Shown } from './shown.ts';
import { writingOf, zoneName } from './times.ts';
import { componentTone, icon } from './tones.ts';

// So many are named at the top: the rest stands right below.
const namedMax = 3;

/** All that changes while a page is open: the server sends it, and the browser makes it again from each new View. */
export function mainContent(shown: Copied): Html {
  const { view, words } = shown;
  const open = view.incidents.filter(({ status }) => status !== 'resolved');
  const underWay = view.maintenances.filter(({ status }) => status === 'in_progress' || status === 'verifying');
  const coming = view.maintenances.filter(({ status }) => status === 'scheduled');
  const { tone } = overallOf(view);
  return html`<section class="overall tone-${tone}" id="overall" aria-labelledby="overall-title">
      ${icon(tone)}
      <div>
        <h2 id="overall-title">${overallWords(shown)}</h2>
        ${named(shown)}
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
      <h2 id="parts-title">${words.page.components}</h2>
      ${componentList(shown)}
    </section>
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
      <p class="zone">${fill(words.page.zone, { zone: zoneName(view.at, writingOf(shown)) })}</p>
    </section>`;
}

function named(shown: Shown): Html | false {
  const { view, words } = shown;
  const troubled = troubledParts(view);
  if (troubled.length === 0) return false;
  return html`<ul class="named">
    ${troubled
      .slice(0, namedMax)
      .map(
        ({ id, name, status }) =>
          html`<li class="tone-${componentTone[status]}">
            <a href="#component-${id}" dir="auto">${name}</a>: ${words.component[status]}
          </li>`,
      )}
    ${troubled.length > namedMax && html`<li>${counted(words, words.page.more, troubled.length - namedMax)}</li>`}
  </ul>`;
}

/** What the head of the page and the browser's tab say. */
export function overallWords({ view, words }: Pick<Shown, 'view' | 'words'>): string {
  return words.overall[overallOf(view).overall];
}

export function titleOfPage({ view, words }: Pick<Shown, 'view' | 'words'>): string {
  return fill(words.title, { name: view.page.name });
}
