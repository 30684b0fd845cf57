import { createRoute, z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import { mintReaderToken } from '@pharos/core/reader-token';
import { readPage } from '@pharos/region/reading/pages';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { write, Written } from '../write.ts';
import { body, json, pageParam, problems } from './shapes.ts';

const tags = ['pages'];
// A link in a mail is opened within a day; one that lives longer than a year is forgotten by whoever gave it.
const usualSeconds = 86_400;
const secondsMax = 366 * 86_400;

const NewToken = z.object({ expiresInSeconds: z.number().int().min(1).max(secondsMax).default(usualSeconds) });
const Token = z.object({ token: z.string().describe('Goes behind `?token=`, or as a bearer'), expiresAt: z.iso.datetime() });

/** Tokens that open a private page to whoever holds them. They are signed, not kept: what is revoked is all that were given so far. */
export function readerTokenRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/reader-tokens',
      operationId: 'createReaderToken',
      summary: 'Make a token for readers',
      description: 'Opens a private page to whoever has it, until it expires. It is signed and not kept.',
      tags,
      ...needs('write', 'readers'),
      request: { params: pageParam, body: body(NewToken) },
      responses: { 201: json(Token, 'A token for readers of this page'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      if (!(await deps.reads((sql) => readPage(sql, page)))) throw new Problem('not-found', 'there is no such page');
      const [key] = deps.readerKeys;
      if (!key) throw new Problem('unavailable', 'this installation has no READER_KEYS: nothing could read the token');
      const issuedAt = Math.trunc(deps.kit.clock.now());
      const expiresAt = issuedAt + c.req.valid('json').expiresInSeconds * 1_000;
      const token = await mintReaderToken({ page, issuedAt, expiresAt }, key);
      c.header('cache-control', 'no-store');
      return c.json({ token, expiresAt: new Date(expiresAt).toISOString() }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/pages/{page}/reader-tokens',
      operationId: 'revokeReaderTokens',
      summary: 'Revoke all tokens of readers',
      description: 'Every token of this page that was made before opens nothing any more.',
      tags,
      ...needs('write', 'readers'),
      request: { params: pageParam },
      responses: { 200: json(Written, 'Every token given before is void'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      return c.json(await write(c, deps, page, { type: 'edit-page', page, revokeTokens: true }), 200);
    },
  );
}
