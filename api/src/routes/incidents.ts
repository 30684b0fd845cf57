import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { IncidentView } from '@pharos/resources/view';
import { readIncident, readIncidents } from '@pharos/region/reading/incidents';
import { listOf as listOfPage } from '../answers/list-of.ts';
import { tellAnswer } from '../answers/tell.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, pageParam, problems, slice } from './shapes.ts';

const incidentParam = pageParam.extend({ incident: Id });
const tags = ['incidents'];

/** Incidents of a page: everybody reads them, responders write them in any region. */
export function incidentRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/incidents',
      operationId: 'listIncidents',
      summary: 'List incidents',
      description: 'Newest first, in slices; `state=open` leaves out those that are resolved.',
      tags,
      request: { params: pageParam, query: slice.extend({ state: z.enum(['open', 'all']).default('all') }) },
      responses: { 200: json(listOf(IncidentView), 'Newest first'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const asked = c.req.valid('query');
      const load = listOfPage(deps.reads, page, (query) => readIncidents(query, page, asked));
      // A crowd reads the same slice.
      const { after = '', limit, state } = asked;
      const name = `incidents ${state} ${limit} ${after}`;
      return tellAnswer(c, (await deps.answers.read({ page, name, load }))!) as never;
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/incidents/{incident}',
      operationId: 'getIncident',
      summary: 'Read an incident',
      description: 'With all its updates, however many there are.',
      tags,
      request: { params: incidentParam },
      responses: { 200: json(IncidentView, 'The incident with all its updates'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      const found = await deps.reads((sql) => readIncident(sql, page, incident));
      if (!found) throw new Problem('not-found', 'there is no such incident on this page');
      return c.json(found, 200);
    },
  );
}
