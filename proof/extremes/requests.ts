import { componentStatuses, impacts, incidentStatuses, maintenanceStatuses } from '@pharos/core/severity';
import type { Values } from './values.ts';

/** What is known of one page, by the answers so far. */
export interface KnownPage {
  id: string;
  components: string[];
  incidents: string[];
  maintenances: string[];
}

export interface Asked {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Where the id of what is made belongs. */
  makes?: 'components' | 'incidents' | 'maintenances';
}

const recentMax = 8;

/** One write of a page's key, with values that nobody would write by hand; most of them are to be accepted. */
export function requestOf(values: Values, page: KnownPage): Asked {
  const at = `/v1/pages/${page.id}`;
  // One of the last ones, as people do: an incident of hundreds of updates is refused sooner or later.
  const some = (ids: string[]) => ids.at(-1 - Math.floor(values.chance() * Math.min(ids.length, recentMax)))!;
  const { line, text, time, of, maybe, list } = values;
  const affected = () => list(() => ({ id: some(page.components), status: of(componentStatuses) }), 3);
  const kind = values.chance();
  if (kind < 0.04) return { method: 'POST', path: `${at}/components`, body: newComponent(values), makes: 'components' };
  if (kind < 0.1)
    return {
      method: 'PATCH',
      path: `${at}/components/${some(page.components)}`,
      body: { name: maybe(line), description: maybe(text), group: maybe(line), status: maybe(() => of(componentStatuses)) },
    };
  if (kind < 0.2 || page.incidents.length === 0)
    return {
      method: 'POST',
      path: `${at}/incidents`,
      makes: 'incidents',
      body: {
        title: line(),
        body: text(),
        impact: of(impacts),
        status: maybe(() => of(incidentStatuses)),
        components: maybe(affected),
        startedAt: maybe(time),
        notify: values.chance() < 0.2,
      },
    };
  if (kind < 0.25 || page.maintenances.length === 0)
    return { method: 'POST', path: `${at}/maintenances`, body: newMaintenance(values, page), makes: 'maintenances' };
  if (kind < 0.75)
    return {
      method: 'POST',
      path: `${at}/incidents/${some(page.incidents)}/updates`,
      body: {
        body: text(),
        status: of(incidentStatuses),
        impact: maybe(() => of(impacts)),
        components: maybe(affected),
        notify: values.chance() < 0.1,
      },
    };
  if (kind < 0.85)
    return {
      method: 'POST',
      path: `${at}/maintenances/${some(page.maintenances)}/updates`,
      body: { body: text(), status: of(maintenanceStatuses), notify: false },
    };
  if (kind < 0.93)
    return {
      method: 'PATCH',
      path: `${at}/incidents/${some(page.incidents)}`,
      body: { title: maybe(line), impact: maybe(() => of(impacts)) },
    };
  return {
    method: 'PATCH',
    path: at,
    body: { name: maybe(line), timeZone: maybe(() => of(['UTC', 'Asia/Kathmandu', 'Pacific/Apia', 'GMT0', '+05:30'])) },
  };
}

export function newComponent({ line, text, maybe, of }: Values): object {
  return { name: line(), description: maybe(text), group: maybe(line), status: maybe(() => of(componentStatuses)) };
}

function newMaintenance({ line, text, time, list, chance }: Values, page: KnownPage): object {
  const components = list(() => page.components[Math.floor(chance() * page.components.length)], 3);
  return { title: line(), body: text(), startsAt: time(), endsAt: time(), components, notify: false };
}
