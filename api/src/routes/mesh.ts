import { createRoute, z } from '@hono/zod-openapi';
import { readMeshStatus } from '@pharos/crdt-sync';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, problems } from './shapes.ts';

/** Where this region stands in the mesh, for those who watch it. */
export function meshRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/mesh',
      operationId: 'getMesh',
      summary: 'Read the state of the mesh',
      description: 'What this region has of each other region, and who is a member.',
      tags: ['mesh'],
      ...needs('admin', 'mesh', 'installation'),
      responses: { 200: json(z.record(z.string(), z.unknown()), 'Version vector, members, peers'), ...problems },
    }),
    async (c) => {
      return c.json({ ...(await deps.reads((sql) => readMeshStatus(sql))) }, 200);
    },
  );
}
