import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readPostmortem } from '@pharos/crdt-sync';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, pageParam, problems } from './shapes.ts';

const path = '/v1/pages/{page}/incidents/{incident}/postmortem';
const params = pageParam.extend({ incident: Id });
const tags = ['incidents'];

const Postmortem = z.object({
  text: z.string().describe('Markdown'),
  published: z.boolean().describe('Whether visitors see it'),
  state: z.string().describe('The Yjs document, in base64; the text is its root `text`'),
  client: z.number().int().describe('The `clientID` under which a browser that holds this document may write'),
});

/** The text that a team writes after an incident, together and in any region; on the page once it is published. */
export function postmortemRoutes(app: Api, deps: Deps): void {
  const { kit } = deps;

  app.openapi(
    createRoute({
      method: 'get',
      path,
      operationId: 'getPostmortem',
      summary: 'Read the post-mortem of an incident',
      description: 'As it stands, published or not, with what an editor needs to write in it together with others.',
      tags,
      ...needs('read', 'incidents'),
      request: { params },
      responses: { 200: json(Postmortem, 'The text as it stands, published or not'), ...problems },
    }),
    async (c) => {
      const { page, incident } = c.req.valid('param');
      const found = await deps.reads((sql) => readPostmortem(sql, page, incident, kit.random));
      if (!found) throw new Problem('not-found', 'there is no such incident on this page');
      // Not to be kept: two windows of a browser would write under the same `client`, which is another one each time and not in the tag.
      c.header('cache-control', 'no-store');
      const { published, state } = found;
      c.header('etag', `"${createHash('sha1').update(`${published} `).update(state).digest('base64url')}"`);
      return c.json({ ...found, state: Buffer.from(found.state).toString('base64') }, 200);
    },
  );
}
