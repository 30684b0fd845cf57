import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readNotes } from '@pharos/region/reading/notes';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, pageParam, problems } from './shapes.ts';

const Note = z.object({ id: Id, body: z.string().describe('Markdown'), at: z.string(), editedAt: z.string().nullable() });

/** What a team wrote for itself: nobody reads it without a key. */
export function noteRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/incidents/{incident}/notes',
      operationId: 'listIncidentNotes',
      summary: 'List the internal notes of an incident',
      description: 'All of them, oldest first, also of an incident that was removed. They are never on the page.',
      tags: ['incidents'],
      ...needs('read', 'incidents'),
      request: { params: pageParam.extend({ incident: Id }) },
      responses: { 200: json(listOf(Note), 'Oldest first'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      const items = await deps.reads((sql) => readNotes(sql, page, incident));
      if (!items) throw new Problem('not-found', 'there is no such incident on this page');
      return c.json({ items, next: null }, 200);
    },
  );
}
