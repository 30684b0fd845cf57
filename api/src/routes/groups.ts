import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { GroupView } from '@pharos/resources/view';
import { readGroups } from '@pharos/region/reading/groups';
import { listOf } from '../answers/list-of.ts';
import { tellAnswer } from '../answers/tell.ts';
import type { Api, Deps } from '../env.ts';
import { json, pageParam, problems } from './shapes.ts';

const tags = ['groups'];

/** Groups of components: a page has few, so they are read together, each where it stands. */
export function groupRoutes(app: Api, { reads, answers }: Deps): void {
  const groupsOf = async (page: string) => (await reads((sql) => readGroups(sql, [page]))).get(page) ?? [];

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/groups',
      operationId: 'listGroups',
      summary: 'List groups',
      description: 'All groups of the page, each with the group it stands in and the worst of what stands in it.',
      tags,
      request: { params: pageParam },
      responses: { 200: json(z.object({ items: z.array(GroupView) }), 'By order, whatever they stand in'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const load = listOf(reads, page, async (query) => ({
        items: (await readGroups(query, [page])).get(page) ?? [],
      }));
      return tellAnswer(c, (await answers.read({ page, name: 'groups', load }))!) as never;
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/groups/{group}',
      operationId: 'readGroup',
      summary: 'Read a group',
      description: 'Where it stands, and how it is.',
      tags,
      request: { params: pageParam.extend({ group: Id }) },
      responses: { 200: json(GroupView, 'The group'), ...problems },
    }),
    async (c) => {
      const { page, group } = c.req.valid('param');
      const found = (await groupsOf(page)).find(({ id }) => id === group);
      if (!found) throw new Problem('not-found', 'there is no such group on this page');
      return c.json(found, 200);
    },
  );
}
