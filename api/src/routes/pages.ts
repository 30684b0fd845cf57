import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { readStaffSettings } from '@pharos/region/reading/page-settings';
import { covers } from '@pharos/core/version';
import { PageView, ViewWithHistory } from '@pharos/resources/view';
import { readPage, readPageByHost, readPageBySlug, readPages } from '@pharos/region/reading/pages';
import { Host, Slug } from '@pharos/core/names';
import { tellAnswer, wantedVersion } from '../answers/tell.ts';
import { viewOf } from '../answers/view-of.ts';
import { needs, whoseOf } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { noPage, requireReaderOf } from '../reader.ts';
import { createVersionWait } from '../version-wait.ts';
import { json, listOf, pageParam, problems, slice } from './shapes.ts';

const tags = ['pages'];

const StaffSettings = z.object({
  visibility: z.string(),
  hasPassword: z.boolean(),
  addresses: z.array(z.string()),
  features: z.record(z.string(), z.boolean()),
});

export function pageRoutes(app: Api, deps: Deps): void {
  const untilAtLeast = createVersionWait(deps.kit.clock, deps.reads);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages',
      operationId: 'listPages',
      summary: 'List pages',
      description: 'Pages that this key opens, in slices.',
      tags,
      ...needs('read', 'pages', 'own'),
      request: { query: slice },
      responses: { 200: json(listOf(PageView), 'Pages this key opens'), ...problems },
    }),
    async (c) => c.json(await deps.reads((sql) => readPages(sql, { ...c.req.valid('query'), ...whoseOf(c) })), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}',
      operationId: 'getPage',
      summary: 'Read a page',
      description: 'Its name, addresses and settings.',
      tags,
      request: { params: pageParam },
      responses: { 200: json(PageView, 'The page'), ...problems },
    }),
    async (c) => c.json(found(await deps.reads((sql) => readPage(sql, c.req.valid('param').page))), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/settings',
      operationId: 'getPageSettings',
      summary: 'Read what of a page is told to no reader',
      description:
        'Who sees it and how, and its switches with those of its organisation. Whatever readers are shown stands in the page itself.',
      tags,
      ...needs('admin', 'pages'),
      request: { params: pageParam },
      responses: { 200: json(StaffSettings, 'For administrators'), ...problems },
    }),
    async (c) => c.json(found(await deps.reads((sql) => readStaffSettings(sql, c.req.valid('param').page))), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/view',
      operationId: 'getView',
      summary: 'Read a page as its visitors see it',
      description: 'Its components, open incidents, what was resolved lately and what is planned, at one version.',
      tags,
      request: {
        params: pageParam,
        headers: z.object({ 'if-version-at-least': z.string().optional().describe('Wait up to half a second for this version') }),
      },
      responses: {
        200: json(ViewWithHistory.extend({ stale: z.boolean().optional() }), 'All that a reader sees'),
        304: { description: 'As it was' },
        ...problems,
      },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const atLeast = wantedVersion(c.req.valid('header')['if-version-at-least']);
      const isThere = atLeast === undefined || deps.answers.reaches(page, atLeast) || (await untilAtLeast(page, atLeast));
      // A version that is not here, and may never have been, has nothing read anew.
      const load = viewOf(deps.reads, page, deps.kit.clock.now);
      const given = found(await deps.answers.read({ page, name: 'view', load, atLeast: isThere ? atLeast : undefined }));
      const isBehind = atLeast !== undefined && !covers(given.answer.version, atLeast);
      return tellAnswer(c, given, isBehind);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/slugs/{slug}',
      operationId: 'getPageBySlug',
      summary: 'Find a page by its name',
      description: 'Also by a name that it had before.',
      tags,
      request: { params: z.object({ slug: z.string() }) },
      responses: { 200: json(z.object({ page: Id }), 'The page that has this name'), ...problems },
    }),
    async (c) => {
      const { slug } = c.req.valid('param');
      const named = Slug.safeParse(slug).success ? await deps.reads((sql) => readPageBySlug(sql, slug)) : undefined;
      return c.json({ page: await requireReaderOf(c, deps, named?.id, `slug:${slug}`) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/domains/{host}',
      operationId: 'getPageByDomain',
      summary: 'Find a page by its host name',
      description: 'Only once every region has confirmed that it is the page’s.',
      tags,
      request: { params: z.object({ host: Host }) },
      responses: {
        200: json(z.object({ page: Id }), 'The page that is shown under this host name, confirmed in every region'),
        ...problems,
      },
    }),
    async (c) => {
      const { host } = c.req.valid('param');
      const shown = await deps.reads((sql) => readPageByHost(sql, host));
      return c.json({ page: await requireReaderOf(c, deps, shown, `host:${host}`) }, 200);
    },
  );
}

function found<T>(page: T | undefined): T {
  if (page === undefined) throw noPage();
  return page;
}
