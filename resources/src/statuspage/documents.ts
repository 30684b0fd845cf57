import { pageStatus } from '@pharos/core/severity';
import type { IncidentView, MaintenanceView, View } from '../view.ts';
import { componentsOf, incidentOf, knownOf, maintenanceOf, pageOf, type Place } from './parts.ts';
import type { DocumentName } from './shapes.ts';

/** What stands on the page no more: the newest of all there ever were, as far as they are at hand. */
export interface Earlier {
  incidents: readonly IncidentView[];
  maintenances: readonly MaintenanceView[];
}

// As many as there.
const newestMax = 50;

/** Statuspage's public documents, made of a View: whoever has a copy of that needs nobody to make them. */
export function documentOf(name: DocumentName, view: View, where: Pick<Place, 'url' | 'urlOf'>, earlier?: Earlier): object {
  const place: Place = { page: view.page, ...where };
  const page = pageOf(place, view.at);
  const components = componentsOf(place, view.components, view.groups);
  const known = knownOf(components, view.components);
  const incidents = (wanted: readonly IncidentView[]) => wanted.map((each) => incidentOf(place, known, each));
  const maintenances = (wanted: readonly MaintenanceView[]) => wanted.map((each) => maintenanceOf(place, known, each));
  const unresolved = () => incidents(view.incidents.filter(({ status }) => status !== 'resolved'));
  const status = pageStatus(view.components.map((each) => each.status));

  switch (name) {
    case 'summary.json':
      return {
        page,
        status,
        components,
        incidents: unresolved(),
        scheduled_maintenances: maintenances(soonest(view.maintenances.filter((each) => each.status !== 'completed'))),
      };
    case 'status.json':
      return { page, status };
    case 'components.json':
      return { page, components };
    case 'incidents.json':
      return { page, incidents: incidents(newest(view.incidents, earlier?.incidents, ({ startedAt }) => startedAt)) };
    case 'incidents/unresolved.json':
      return { page, incidents: unresolved() };
    case 'scheduled-maintenances.json':
      return {
        page,
        scheduled_maintenances: maintenances(newest(view.maintenances, earlier?.maintenances, ({ startsAt }) => startsAt)),
      };
    case 'scheduled-maintenances/upcoming.json':
      return { page, scheduled_maintenances: maintenances(soonest(view.maintenances.filter((each) => each.status === 'scheduled'))) };
    case 'scheduled-maintenances/active.json':
      return {
        page,
        scheduled_maintenances: maintenances(
          soonest(view.maintenances.filter((each) => each.status === 'in_progress' || each.status === 'verifying')),
        ),
      };
    case 'subscribers.json':
      // It was there once. Who subscribes is told to nobody who has no key.
      return { page, subscribers: [] };
  }
}

// What stands on the page is as new as it gets; beside it, what is not there any more.
function newest<T extends { id: string }>(shown: readonly T[], earlier: readonly T[] = [], at: (each: T) => string): T[] {
  const there = new Set(shown.map(({ id }) => id));
  const all = [...shown, ...earlier.filter(({ id }) => !there.has(id))];
  return all.sort((a, b) => Date.parse(at(b)) - Date.parse(at(a))).slice(0, newestMax);
}

function soonest(maintenances: readonly MaintenanceView[]): MaintenanceView[] {
  return [...maintenances].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
}
