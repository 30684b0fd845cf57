import { createRoute, z } from '@hono/zod-openapi';
import { readApiKeys } from '@pharos/region/reading/access';
import { Scope } from '@pharos/core/scope';
import { needs, whoseOf } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, problems, slice } from './shapes.ts';

const tags = ['keys'];
const ApiKey = z.object({
  id: z.string(),
  page: z.string().nullable().describe('The page it opens; null: every page of its organisation'),
  organisation: z.string().nullable().describe('Whose pages it opens; null: those of the whole installation, unless it is of one page'),
  name: z.string(),
  scopes: z.array(Scope),
  revoked: z.boolean(),
  needsRotation: z.boolean().describe('It came with an import, without its secret: it opens nothing until it is rotated'),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe('In this region, to the minute'),
});

/** Which keys there are, never what they are. The first one of an installation is made beside the API. */
export function keyRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/keys',
      operationId: 'listKeys',
      summary: 'List API keys',
      description: 'Keys of the page that this key opens, or all; never what they are.',
      tags,
      ...needs('admin', 'keys', 'own'),
      request: { query: slice },
      responses: { 200: json(listOf(ApiKey), 'Keys of the page this key opens, or all; by id'), ...problems },
    }),
    async (c) => c.json(await deps.reads((sql) => readApiKeys(sql, { ...c.req.valid('query'), ...whoseOf(c) })), 200),
  );
}
