import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readRecord, readRecords, type StoredRecord } from '@pharos/region/reading/records';
import type { Resource } from '@pharos/resources/define-resource';
import { needs } from './caller.ts';
import { areaOf } from './mount.ts';
import type { Api, Deps } from './env.ts';
import { json, listOf, pageParam, problems, slice } from './routes/shapes.ts';

/** The two routes by which a flat resource is read: all of a page, in slices, and one. */
export function mountFlat(app: Api, { reads }: Deps, { kind, flat }: Resource): void {
  if (!flat) return;
  const { path, one, many, said, readBy, area = areaOf(path) } = flat;
  const named = (words: string) => words.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const shape = z.object({ id: z.string(), ...said.shape, createdAt: z.string(), updatedAt: z.string() });
  // A field that came after it was written has its default. What a later version wrote beside this one is shown as it is.
  const shown = ({ fields, ...record }: StoredRecord) => ({ ...record, ...(said.safeParse(fields).data ?? fields) });
  const common = { tags: [path.split('/').at(-1)!], ...needs(readBy, area) };

  app.openapi(
    createRoute({
      method: 'get',
      path,
      operationId: `list${named(many)}`,
      summary: `List ${many.replaceAll('-', ' ')}`,
      description: 'By id, in slices.',
      ...common,
      request: { params: pageParam, query: slice },
      responses: { 200: json(listOf(shape), 'By id'), ...problems },
    }),
    async (c) => {
      const { items, next } = await reads((sql) => readRecords(sql, kind, c.req.valid('param').page, c.req.valid('query')));
      return c.json({ items: items.map(shown), next } as never, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: one,
      operationId: `get${named(kind)}`,
      summary: `Read a ${kind}`,
      description: 'With all its fields.',
      ...common,
      request: { params: pageParam.extend({ [kind]: Id }) },
      responses: { 200: json(shape, `The ${kind}`), ...problems },
    }),
    async (c) => {
      const { page, [kind]: id } = c.req.valid('param') as { page: string } & Record<string, string>;
      const found = await reads((sql) => readRecord(sql, kind, page, id!));
      if (!found) throw new Problem('not-found', `there is no such ${kind} on this page`);
      return c.json(shown(found) as never, 200);
    },
  );
}
