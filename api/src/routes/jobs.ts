import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { cancelJob, readJob, readJobs } from '@pharos/region/jobs/jobs';
import { allow, needs } from '../caller.ts';
import { readingFor } from '../tenant-reads.ts';
import type { Api, Deps, Env } from '../env.ts';
import { JobView, jobView } from './job-shape.ts';
import { json, listOf, problems, slice } from './shapes.ts';

/** Long work, and how far it is. A job is of the region that was asked: no other one knows it. */
export function jobRoutes(app: Api, deps: Deps): void {
  mount(app, deps, { root: '/v1/pages/{page}/jobs', owner: 'page', whose: '', guard: needs('admin', 'subscribers').middleware });
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    const { organisation } = await allow(c, 'admin', 'exports', { of: 'tenant' });
    if (organisation !== null && organisation !== Id.safeParse(c.req.param('organisation')).data) {
      throw new Problem('not-found', 'there is no such organisation');
    }
    await readingFor(organisation, next);
  };
  mount(app, deps, { root: '/v1/organisations/{organisation}/jobs', owner: 'organisation', whose: 'Organisation', guard });
}

interface Mounted {
  root: string;
  owner: 'page' | 'organisation';
  /** In the names of operations. */
  whose: '' | 'Organisation';
  guard: MiddlewareHandler<Env>;
}

function mount(app: Api, { kit, jobs, reads }: Deps, { root, owner, whose, guard }: Mounted): void {
  const common = { tags: ['jobs'], security: [{ bearer: [] as string[] }], middleware: guard };
  const one = `${root}/{job}`;
  const params = z.object({ [owner]: Id, job: Id } as { page: typeof Id; organisation: typeof Id; job: typeof Id });
  const view = (job: Parameters<typeof jobView>[0]) => jobView(job, kit.clock.now());
  const read = async (of: string, job: string) => {
    const found = await reads((sql) => readJob(sql, of, job));
    if (!found) throw new Problem('not-found', `there is no such job of this ${owner} in this region`);
    return view(found);
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: root,
      operationId: `list${whose}Jobs`,
      summary: `List jobs of ${owner === 'page' ? 'a page' : 'an organisation'}`,
      description: 'Newest first. Of this region, and for a month after they have ended.',
      ...common,
      request: { params: params.pick({ [owner]: true } as { page: true }), query: slice },
      responses: { 200: json(listOf(JobView), 'Newest first'), ...problems },
    }),
    async (c) => {
      const of = (c.req.valid('param') as Record<string, string>)[owner]!;
      const { items, next } = await reads((sql) => readJobs(sql, of, c.req.valid('query')));
      return c.json({ items: items.map(view), next }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: one,
      operationId: `get${whose}Job`,
      summary: `Read a job of ${owner === 'page' ? 'a page' : 'an organisation'}`,
      description: 'How far it is, and what could not be done. Asked of the region that was asked for it.',
      ...common,
      request: { params },
      responses: { 200: json(JobView, 'The job'), ...problems },
    }),
    async (c) => {
      const { job, [owner]: of } = c.req.valid('param');
      return c.json(await read(of, job), 200);
    },
  );

  // No verb: a job is no document, and no other region has to hear of it.
  app.openapi(
    createRoute({
      method: 'delete',
      path: one,
      operationId: `cancel${whose}Job`,
      summary: `Cancel a job of ${owner === 'page' ? 'a page' : 'an organisation'}`,
      description: 'What it has done stays done; what it has not done yet is forgotten. One that has ended stays as it is.',
      ...common,
      request: { params },
      responses: { 200: json(JobView, 'As it is now'), ...problems },
    }),
    async (c) => {
      const { job, [owner]: of } = c.req.valid('param');
      await jobs.door((sql) => cancelJob(sql, of, job));
      return c.json(await read(of, job), 200);
    },
  );
}
