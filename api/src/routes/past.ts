import { createRoute, z } from '@hono/zod-openapi';
import { Time } from '@pharos/core/value';
import { readPast } from '@pharos/region/reading/past';
import { PastView } from '@pharos/resources/past';
import { listOf } from '../answers/list-of.ts';
import { tellAnswer } from '../answers/tell.ts';
import type { Api, Deps } from '../env.ts';
import { json, pageParam, problems } from './shapes.ts';

/** What there was on a page, in short: edges keep it for when nobody answers them. */
export function pastRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/past',
      operationId: 'readPast',
      summary: 'Read what there was on a page',
      description: 'Incidents and maintenances in short, newest first: up to a thousand. What began earlier is read with `before`.',
      tags: ['pages'],
      request: { params: pageParam, query: z.object({ before: Time.optional().describe('Only what began before') }) },
      responses: { 200: json(PastView, 'Newest first; `older`: there is more'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { before } = c.req.valid('query');
      const load = listOf(deps.reads, page, (query) => readPast(query, page, before));
      return tellAnswer(c, (await deps.answers.read({ page, name: `past ${before ?? ''}`, load }))!) as never;
    },
  );
}
