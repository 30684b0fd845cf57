import { createRoute } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { MaintenanceView } from '@pharos/resources/view';
import { readMaintenance, readMaintenances } from '@pharos/region/reading/incidents';
import type { Api, Deps } from '../env.ts';
import { json, listOf, pageParam, problems, slice } from './shapes.ts';

const maintenanceParam = pageParam.extend({ maintenance: Id });
const tags = ['maintenances'];

export function maintenanceRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/maintenances',
      operationId: 'listMaintenances',
      summary: 'List maintenances',
      description: 'Latest start first, in slices.',
      tags,
      request: { params: pageParam, query: slice },
      responses: { 200: json(listOf(MaintenanceView), 'Latest start first'), ...problems },
    }),
    async (c) => c.json(await deps.reads((sql) => readMaintenances(sql, c.req.valid('param').page, c.req.valid('query'))), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/maintenances/{maintenance}',
      operationId: 'getMaintenance',
      summary: 'Read a maintenance',
      description: 'With all its updates, however many there are.',
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
}
