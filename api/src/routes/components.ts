import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { ComponentStatus } from '@pharos/core/severity';
import { ComponentView } from '@pharos/core/view';
import { countComponents, readComponents } from '@pharos/crdt-sync';
import { limits } from '@pharos/core/limits';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { naming, write, Written } from '../write.ts';
import { body, json, pageParam, problems, makingHeaders, preferHeader } from './shapes.ts';

const componentParam = pageParam.extend({ component: Id });
const tags = ['components'];

const NewComponent = z.object({
  name: z.string(),
  description: z.string().default(''),
  group: z.string().nullable().default(null).describe('The heading it stands under'),
  order: z.string().optional().describe('A fractional index; left out, it goes last'),
  status: ComponentStatus.default('operational'),
});
const EditComponent = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  group: z.string().nullable().optional(),
  order: z.string().optional(),
  status: ComponentStatus.optional(),
});

export function componentRoutes(app: Api, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/components',
      tags,
      request: { params: pageParam },
      responses: { 200: json(z.object({ items: z.array(ComponentView) }), 'In the order of the page'), ...problems },
    }),
    async (c) => c.json({ items: await deps.reads((sql) => readComponents(sql, c.req.valid('param').page)) }, 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/components',
      tags,
      ...needs('write'),
      request: { params: pageParam, headers: makingHeaders, body: body(NewComponent) },
      responses: { 201: json(Written, 'Added'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const component = naming(c, c.get('caller'), page)('component');
      if ((await deps.reads((sql) => countComponents(sql, page))) >= limits.componentsPerPageMax)
        throw new Problem('conflict', `a page has at most ${limits.componentsPerPageMax} components: remove one first`);
      return c.json(await write(c, deps, component, { type: 'create-component', page, component, ...c.req.valid('json') }), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: '/v1/pages/{page}/components/{component}',
      tags,
      ...needs('write'),
      request: { params: componentParam, headers: preferHeader, body: body(EditComponent) },
      responses: { 200: json(Written, 'Changed'), ...problems },
    }),
    async (c) => {
      const { page, component } = c.req.valid('param');
      return c.json(await write(c, deps, component, { type: 'edit-component', page, component, ...c.req.valid('json') }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: '/v1/pages/{page}/components/{component}',
      tags,
      ...needs('write'),
      request: { params: componentParam, headers: preferHeader },
      responses: { 200: json(Written, 'Off the page'), ...problems },
    }),
    async (c) => {
      const { page, component } = c.req.valid('param');
      return c.json(await write(c, deps, component, { type: 'remove-component', page, component }), 200);
    },
  );
}
