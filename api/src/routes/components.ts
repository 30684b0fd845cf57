import { createRoute, z } from '@hono/zod-openapi';
import { ComponentView } from '@pharos/resources/view';
import { readComponents } from '@pharos/region/reading/pages';
import { listOf } from '../answers/list-of.ts';
import { tellAnswer } from '../answers/tell.ts';
import type { Api, Deps } from '../env.ts';
import { json, pageParam, problems } from './shapes.ts';

const tags = ['components'];

export function componentRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/components',
      operationId: 'listComponents',
      summary: 'List components',
      description: 'All components of the page that visitors see, in its order.',
      tags,
      request: { params: pageParam },
      responses: { 200: json(z.object({ items: z.array(ComponentView) }), 'In the order of the page'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const load = listOf(deps.reads, page, async (query) => ({ items: await readComponents(query, page) }));
      return tellAnswer(c, (await deps.answers.read({ page, name: 'components', load }))!) as never;
    },
  );
}
