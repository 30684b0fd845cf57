import { pageStatus } from '@pharos/core/severity';
import { codeOf } from '@pharos/resources/statuspage/code';
import { managedIncident } from '@pharos/resources/statuspage/managed';
import { componentsOf, knownOf, type Place } from '@pharos/resources/statuspage/parts';
import type { View } from '@pharos/resources/view';

/** What a webhook of Statuspage says of what happened, as it was when the notice was taken up. */
export interface StatuspageNotice {
  page: { id: string; status_indicator: string; status_description: string };
  incident: object;
}

/** Undefined: it does not stand on the page, having been taken away again. */
export function statuspageNotice(view: View, thing: string, url: string): StatuspageNotice | undefined {
  const item = [...view.incidents, ...view.maintenances].find(({ id }) => id === thing);
  if (!item) return undefined;
  const place: Place = { page: view.page, url, urlOf: (kind, id) => `${url}/${kind}/${id}` };
  const known = knownOf(componentsOf(place, view.components, view.groups), view.components);
  const { indicator, description } = pageStatus(view.components.map(({ status }) => status));
  return {
    page: { id: codeOf(view.page.id), status_indicator: indicator, status_description: description },
    incident: managedIncident(place, known, item),
  };
}

/** The body, in the order in which it is described there. */
export function statuspageWebhook({ page, incident }: StatuspageNotice, at: string, unsubscribe: string, url: string): string {
  return JSON.stringify({ meta: { unsubscribe, documentation: url, generated_at: new Date(at).toISOString() }, page, incident });
}
