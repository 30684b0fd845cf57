import type { Api } from '../api/api.ts';
import type { IncidentStatus } from './drafts.ts';

/** What was written to be published: an incident, or an update of one. */
export interface Scheduled {
  kind: 'draft' | 'publication';
  id: string;
  /** Whose update it is; undefined: it begins one. */
  incident: string | undefined;
  title: string | undefined;
  body: string;
  status: IncidentStatus;
  notify: boolean;
  /** Null: it waits for a person. */
  at: string | null;
}

// The most that a page may have stand in two slices; who plans more than one of them looks at the next when it is due.
const sliceMax = 100;

/** All of a page, or the updates of one incident: what comes first stands first, and what waits for a person before it. */
export async function readScheduled(api: Api, page: string, incident?: string): Promise<Scheduled[]> {
  const given = { path: { page }, query: { limit: sliceMax } };
  const [drafts, publications] = await Promise.all([
    incident === undefined ? api.ask('GET /v1/pages/{page}/drafts', given).then(({ value }) => value.items) : [],
    api.ask('GET /v1/pages/{page}/publications', given).then(({ value }) => value.items),
  ]);
  const opened = drafts.map(({ id, title, body, status, notify, publishAt }) => {
    return { kind: 'draft' as const, id, incident: undefined, title, body, status, notify: notify ?? true, at: publishAt };
  });
  const posted = publications
    .filter((each) => incident === undefined || each.incident === incident)
    .map(({ id, incident: of, body, status, notify, publishAt }) => {
      return { kind: 'publication' as const, id, incident: of, title: undefined, body, status, notify, at: publishAt };
    });
  return inOrder([...opened, ...posted]);
}

export function inOrder(all: Scheduled[]): Scheduled[] {
  return all.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? '') || a.id.localeCompare(b.id));
}

export function publishScheduled(api: Api, page: string, { kind, id, incident }: Scheduled): Promise<unknown> {
  return kind === 'draft'
    ? api.ask('POST /v1/pages/{page}/drafts/{draft}/publish', { path: { page, draft: id }, body: {} })
    : api.ask('POST /v1/pages/{page}/incidents/{incident}/publications/{publication}/publish', {
        path: { page, incident: incident!, publication: id },
      });
}

export function changeScheduled(api: Api, page: string, { kind, id }: Scheduled, to: { body: string; publishAt: string | null }) {
  return kind === 'draft'
    ? api.ask('PATCH /v1/pages/{page}/drafts/{draft}', { path: { page, draft: id }, body: to })
    : api.ask('PATCH /v1/pages/{page}/publications/{publication}', { path: { page, publication: id }, body: to });
}

export function callOff(api: Api, page: string, { kind, id }: Scheduled) {
  return kind === 'draft'
    ? api.ask('DELETE /v1/pages/{page}/drafts/{draft}', { path: { page, draft: id } })
    : api.ask('DELETE /v1/pages/{page}/publications/{publication}', { path: { page, publication: id } });
}
