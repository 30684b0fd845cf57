import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readOrganisation, readOrganisations } from '@pharos/region/reading/organisations';
import { needs, whoseOf } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, problems, slice } from './shapes.ts';

const tags = ['organisations'];
const Organisation = z.object({ id: z.string(), name: z.string(), createdAt: z.string() });

/** Who has pages here. Whoever is of one sees that one alone. */
export function organisationRoutes(app: Api, { reads }: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/organisations',
      tags,
      ...needs('read', 'organisations'),
      request: { query: slice },
      responses: { 200: json(listOf(Organisation), 'Those this key is of; by id'), ...problems },
    }),
    async (c) => {
      const only = whoseOf(c).organisation;
      return c.json(await reads((sql) => readOrganisations(sql, { ...c.req.valid('query'), only })), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/organisations/{organisation}',
      tags,
      ...needs('read', 'organisations'),
      request: { params: z.object({ organisation: Id }) },
      responses: { 200: json(Organisation, 'The organisation'), ...problems },
    }),
    async (c) => {
      const { organisation: id } = c.req.valid('param');
      const only = whoseOf(c).organisation;
      const found = only === null || only === id ? await reads((sql) => readOrganisation(sql, id)) : undefined;
      if (!found) throw new Problem('not-found', 'there is no such organisation');
      return c.json(found, 200);
    },
  );
}
