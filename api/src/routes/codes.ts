import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { codedKinds, readCoded, readPageCoded } from '@pharos/region/reading/codes';
import { idTailOf } from '@pharos/resources/statuspage/code';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { noPage, requireReaderOf } from '../reader.ts';
import { json, pageParam, problems } from './shapes.ts';

const Code = z
  .string()
  .regex(/^[0-9a-z]{12}$/, 'must be a code of twelve small letters and digits')
  .describe('Twelve small letters and digits');

// Where in an id what a code tells of it begins.
const tailAt = 20;

/** Things by the codes that Statuspage would call them by: whoever comes from there knows them so. */
export function codeRoutes(app: Api, deps: Deps): void {
  const { reads, tenants } = deps;

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/page-codes/{pageCode}',
      operationId: 'getPageByCode',
      summary: 'Find a page by its code, as Statuspage’s API names it',
      description: 'With a key, only a page that it opens. A code follows from the id, and holds for ever.',
      tags: ['pages'],
      request: { params: z.object({ pageCode: Code.or(Id) }) },
      responses: { 200: json(z.object({ page: Id }), 'The page that has this code, or this id'), ...problems },
    }),
    async (c) => {
      const { pageCode: code } = c.req.valid('param');
      const isId = Id.safeParse(code).success;
      const tail = isId ? undefined : idTailOf(code);
      const page = isId ? code : tail && (await reads((sql) => readPageCoded(sql, tail)));
      const caller = c.get('caller');
      // Whoever brings a key asks for what is theirs, and not for what everybody may read.
      if (caller && !(page && (await tenants.opens(caller, page)))) throw noPage();
      return c.json({ page: await requireReaderOf(c, deps, page || undefined, `code:${code}`) }, 200);
    },
  );

  for (const kind of codedKinds) {
    const param = `${kind}Code` as const;
    const isOfPeople = kind === 'subscription';
    app.openapi(
      createRoute({
        method: 'get',
        path: `/v1/pages/{page}/${kind}-codes/{${param}}`,
        operationId: `get${kind.charAt(0).toUpperCase()}${kind.slice(1)}ByCode`,
        summary: `Find ${kind === 'incident' ? 'an' : 'a'} ${kind} by its code, as Statuspage’s API names it`,
        description: 'A code follows from the id, and holds for ever.',
        tags: [`${kind}s`],
        ...(isOfPeople ? needs('admin', 'subscribers') : {}),
        request: { params: pageParam.extend({ [param]: Code.or(Id) }) },
        responses: { 200: json(z.object({ id: Id }), `The id of the ${kind} that has this code, or this id`), ...problems },
      }),
      async (c) => {
        const { page, [param]: code } = c.req.valid('param') as { page: string } & Record<string, string>;
        const isId = Id.safeParse(code).success;
        const tail = isId ? code!.slice(tailAt) : idTailOf(code!);
        const id = tail && (await reads((sql) => readCoded(sql, page, kind, tail)));
        if (!id || (isId && id !== code)) throw new Problem('not-found', `there is no such ${kind} on this page`);
        return c.json({ id }, 200);
      },
    );
  }
}
