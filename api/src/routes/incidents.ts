import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { ComponentStatus, Impact, IncidentStatus } from '@pharos/core/severity';
import { shownBytesMax } from '@pharos/core/region/updates';
import { IncidentView } from '@pharos/core/view';
import { readIncident, readIncidents, readUpdateBytes } from '@pharos/crdt-sync';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { naming, write, Written } from '../write.ts';
import { body, json, listOf, pageParam, problems, slice, makingHeaders, preferHeader } from './shapes.ts';

const affected = z.array(z.object({ id: Id, status: ComponentStatus }));
const incidentParam = pageParam.extend({ incident: Id });
const updateParam = incidentParam.extend({ update: Id });
const tags = ['incidents'];

const NewIncident = z.object({
  title: z.string(),
  body: z.string().describe('Markdown'),
  impact: Impact.default('minor'),
  status: IncidentStatus.default('investigating'),
  components: affected.default([]),
  startedAt: z.string().optional().describe('When it began, if that was earlier than now'),
  notify: z.boolean().default(true).describe('Tell subscribers'),
});
const NewUpdate = z.object({
  status: IncidentStatus,
  body: z.string(),
  impact: Impact.optional(),
  components: affected.optional(),
  notify: z.boolean().default(true),
});

/** Incidents of a page: everybody reads them, responders write them in any region. */
export function incidentRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/incidents',
      tags,
      request: { params: pageParam, query: slice.extend({ state: z.enum(['open', 'all']).default('all') }) },
      responses: { 200: json(listOf(IncidentView), 'Newest first'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      return c.json(await deps.reads((sql) => readIncidents(sql, page, c.req.valid('query'))), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/incidents',
      tags,
      ...needs('write'),
      request: { params: pageParam, headers: makingHeaders, body: body(NewIncident) },
      responses: { 201: json(Written.extend({ update: z.string() }), 'Opened'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const name = naming(c, c.get('caller'), page);
      const incident = name('incident');
      const update = name('update');
      const written = await write(c, deps, incident, { type: 'open-incident', page, incident, update, ...c.req.valid('json') });
      return c.json({ ...written, update }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/incidents/{incident}',
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

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/pages/{page}/incidents/{incident}',
      tags,
      ...needs('write'),
      request: {
        params: incidentParam,
        headers: preferHeader,
        body: body(z.object({ title: z.string().optional(), impact: Impact.optional() })),
      },
      responses: { 200: json(Written, 'Changed'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      return c.json(await write(c, deps, incident, { type: 'edit-incident', page, incident, ...c.req.valid('json') }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/pages/{page}/incidents/{incident}',
      tags,
      ...needs('write'),
      request: { params: incidentParam, headers: preferHeader },
      responses: { 200: json(Written, 'Off the page; it can be restored'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      return c.json(await write(c, deps, incident, { type: 'remove-incident', page, incident }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/incidents/{incident}/restore',
      tags,
      ...needs('write'),
      request: { params: incidentParam, headers: preferHeader },
      responses: { 200: json(Written, 'On the page again'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      return c.json(await write(c, deps, incident, { type: 'restore-incident', page, incident }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/incidents/{incident}/updates',
      tags,
      ...needs('write'),
      request: { params: incidentParam, headers: makingHeaders, body: body(NewUpdate) },
      responses: { 201: json(Written.extend({ notice: z.string().optional() }), 'Posted'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      const update = naming(c, c.get('caller'), page, 'incident', incident)('update');
      const written = await write(c, deps, update, { type: 'post-update', page, incident, update, ...c.req.valid('json') });
      return c.json({ ...written, ...(await noticeOf(deps, incident)) }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/pages/{page}/incidents/{incident}/updates/{update}',
      tags,
      ...needs('write'),
      request: { params: updateParam, headers: preferHeader, body: body(z.object({ body: z.string() })) },
      responses: { 200: json(Written, 'Changed'), ...problems },
    }),
    async (c) => {
      const { page, incident, update } = c.req.valid('param');
      return c.json(await write(c, deps, update, { type: 'edit-update', page, incident, update, ...c.req.valid('json') }), 200);
    },
  );
}

/** For whoever writes more than the page shows. It is written whatever happens here. */
async function noticeOf({ reads }: Deps, incident: string): Promise<{ notice?: string }> {
  const bytes = await reads((sql) => readUpdateBytes(sql, incident)).catch(() => 0);
  if (bytes <= shownBytesMax) return {};
  return { notice: `the updates of this incident are longer than ${shownBytesMax} bytes: the page shows the newest of them only` };
}
