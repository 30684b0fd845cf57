import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { MaintenanceStatus } from '@pharos/core/severity';
import { MaintenanceView } from '@pharos/core/view';
import { readMaintenance, readMaintenances } from '@pharos/crdt-sync';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { naming, write, Written } from '../write.ts';
import { body, json, listOf, pageParam, problems, slice, makingHeaders, preferHeader } from './shapes.ts';

const maintenanceParam = pageParam.extend({ maintenance: Id });
const tags = ['maintenances'];

const NewMaintenance = z.object({
  title: z.string(),
  body: z.string(),
  startsAt: z.string().describe('ISO 8601 with offset'),
  endsAt: z.string(),
  components: z.array(Id).default([]),
  notify: z.boolean().default(true),
});
const NewUpdate = z.object({ status: MaintenanceStatus, body: z.string(), notify: z.boolean().default(true) });

export function maintenanceRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/maintenances',
      tags,
      request: { params: pageParam, query: slice },
      responses: { 200: json(listOf(MaintenanceView), 'Latest start first'), ...problems },
    }),
    async (c) => c.json(await deps.reads((sql) => readMaintenances(sql, c.req.valid('param').page, c.req.valid('query'))), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/maintenances',
      tags,
      ...needs('write'),
      request: { params: pageParam, headers: makingHeaders, body: body(NewMaintenance) },
      responses: { 201: json(Written, 'Scheduled'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const name = naming(c, c.get('caller'), page);
      const maintenance = name('maintenance');
      const asked = { type: 'schedule-maintenance', page, maintenance, update: name('update'), ...c.req.valid('json') } as const;
      return c.json(await write(c, deps, maintenance, asked), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/maintenances/{maintenance}',
      tags,
      request: { params: maintenanceParam },
      responses: { 200: json(MaintenanceView, 'The maintenance with all its updates'), ...problems },
    }),
    async (c) => {
      const { page, maintenance } = c.req.valid('param');
      const found = await deps.reads((sql) => readMaintenance(sql, page, maintenance));
      if (!found) throw new Problem('not-found', 'there is no such maintenance on this page');
      return c.json(found, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/maintenances/{maintenance}/updates',
      tags,
      ...needs('write'),
      request: { params: maintenanceParam, headers: makingHeaders, body: body(NewUpdate) },
      responses: { 201: json(Written, 'Posted'), ...problems },
    }),
    async (c) => {
      const { page, maintenance } = c.req.valid('param');
      const update = naming(c, c.get('caller'), page, 'maintenance', maintenance)('update');
      const asked = { type: 'post-maintenance-update', page, maintenance, update, ...c.req.valid('json') } as const;
      return c.json(await write(c, deps, update, asked), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/pages/{page}/maintenances/{maintenance}',
      tags,
      ...needs('write'),
      request: { params: maintenanceParam, headers: preferHeader },
      responses: { 200: json(Written, 'Off the page'), ...problems },
    }),
    async (c) => {
      const { page, maintenance } = c.req.valid('param');
      return c.json(await write(c, deps, maintenance, { type: 'remove-maintenance', page, maintenance }), 200);
    },
  );
}
