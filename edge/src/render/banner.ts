import type { ComponentView, IncidentView } from '@pharos/resources/view';
import { html, type Html } from './html.ts';
import { addressOf, titleOf } from './incidents.ts';
import { troubledParts } from './overall.ts';
import { counted, fillHtml, inLanguage, type Shown } from './shown.ts';
import { duration, moment, momentAgo, writingOf } from './times.ts';
import { componentTone, impactTone, worstTone } from './tones.ts';

// So many are named at the top: the rest stands right below.
const namedMax = 3;

/** What is wrong, by name, the worst first: parts that are not well, and open incidents that say nothing of any of these. */
export function troubleList(shown: Shown): Html | false {
  const { view, words } = shown;
  const open = view.incidents.filter(({ status }) => status !== 'resolved');
  const troubled = troubledParts(view);
  const isTroubled = new Set(troubled.map(({ id }) => id));
  const others = open.filter(({ components }) => !components.some(({ id, status }) => status !== 'operational' && isTroubled.has(id)));
  const parts = troubled.slice(0, namedMax).map((part) => ({ part, incident: incidentOf(part, open) }));
  // What several have from one incident is said beside the first of them.
  const first = (at: number) => parts.findIndex(({ incident }) => incident === parts[at]!.incident) === at;
  const items = [
    ...parts.map(({ part, incident }, at) => partItem(part, first(at) ? incident : undefined, shown)),
    ...others.map((incident) => incidentItem(incident, shown)),
  ];
  const count = troubled.length + others.length;
  if (count === 0) return false;
  return html`<ul class="named">
    ${items.slice(0, namedMax)} ${count > namedMax && html`<li>${counted(words, words.page.more, count - namedMax)}</li>`}
  </ul>`;
}

function incidentOf({ id }: ComponentView, open: IncidentView[]): IncidentView | undefined {
  return open.find(({ components }) => components.some((each) => each.id === id && each.status !== 'operational'));
}

function partItem({ id, name, status }: ComponentView, incident: IncidentView | undefined, shown: Shown): Html {
  return html`<li class="tone-${componentTone[status]}">
    <a href="#component-${id}" dir="auto">${name}</a>: ${shown.words.component[status]} ${incident && sinceAndUpdated(incident, shown)}
  </li>`;
}

function incidentItem(incident: IncidentView, shown: Shown): Html {
  const tone = worstTone([impactTone[incident.impact], 'minor']);
  return html`<li class="tone-${tone}">
    <a href="${addressOf('incidents', incident.id, shown)}" dir="auto" ${inLanguage(shown, incident.texts)}>${titleOf(incident, shown)}</a>:
    ${shown.words.update[incident.status]} ${sinceAndUpdated(incident, shown)}
  </li>`;
}

/** Since when; where a script runs, how long by now (`data-lasting`). */
function sinceAndUpdated({ startedAt, updates: [newest] }: IncidentView, shown: Shown): Html {
  const { words, now, isLive } = shown;
  const writing = writingOf(shown);
  const since = isLive
    ? duration(startedAt, new Date(now).toISOString(), words.tag)
    : fillHtml(words.page.since, { time: moment(startedAt, writing) });
  return html`<span class="meta">
    <span><span data-lasting="${startedAt}">${since}</span></span>
    ${newest !== undefined && html`<span>${fillHtml(words.page.updated, { time: momentAgo(newest.at, writing) })}</span>`}
  </span>`;
}
