import { createRoute, z } from '@hono/zod-openapi';
import { readApiKeys } from '@pharos/region/reading/access';
import { Scope } from '@pharos/core/scope';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, problems, slice } from './shapes.ts';

const tags = ['keys'];
const ApiKey = z.object({
  id: z.string(),
  page: z.string().nullable().describe('The page it opens; null: every page'),
  name: z.string(),
  scopes: z.array(Scope),
  revoked: z.boolean(),
  createdAt: z.string(),
});

/** Which keys there are, never what they are; and the way to close one that has leaked. A new one is made beside the API. */
export function keyRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/keys',
      operationId: 'listKeys',
      summary: 'List API keys',
      description: 'Keys of the page that this key opens, or all; never what they are.',
      tags,
      ...needs('admin', 'own'),
      request: { query: slice },
      responses: { 200: json(listOf(ApiKey), 'Keys of the page this key opens, or all; by id'), ...problems },
    }),
    async (c) => {
      const only = c.get('caller')?.page ?? null;
      return c.json(await deps.reads((sql) => readApiKeys(sql, { ...c.req.valid('query'), only })), 200);
    },
  );
}
