import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { mayDo } from '@pharos/core/scope';
import { readDocuments, type ReadDocument } from '@pharos/crdt-sync';
import { readOrganisation } from '@pharos/region/reading/organisations';
import { readSeated, readSeatedOn } from '@pharos/region/reading/people';
import { readPage, readPages } from '@pharos/region/reading/pages';
import { docName } from '@pharos/resources/kind';
import type { DocKind } from '@pharos/resources/registry';
import { takenKinds, withoutSecrets } from '@pharos/resources/brought';
import type { Context } from 'hono';
import type { BesideLine } from '../bulk/beside-line.ts';
import type { DocumentLine, Head } from '../bulk/document-line.ts';
import { keyLines, personLines, pointLines } from '../bulk/lines-beside.ts';
import type { Downloads } from '../bulk/download.ts';
import { needs, whoseOf } from '../caller.ts';
import type { Api, Deps, Env } from '../env.ts';
import { pageParam, problems } from './shapes.ts';

// Each may be some hundred kilobytes.
const documentsPerLook = 50;
const pagesPerLook = 50;
const tags = ['exports'];
const file = { description: 'The file', content: { 'application/x-ndjson': { schema: z.string() } } };
const explained =
  'Lines of JSON: what it is, each document with what its fields say and when that was said, and how many there are. Sent as it is read; what is written meanwhile is in it or not. With what was measured; with people and their roles, without anything by which they sign in, and with keys without their secrets, for those who may look at these. What was forgotten is left out.';

/** All that there is of a page, or of an organisation, as one file that another installation takes as it is. */
export function exportRoutes(app: Api, { reads }: Deps, downloads: Downloads): void {
  const answer = (c: Context<Env>, head: Head, documents: AsyncGenerator<Line[]>) => {
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="${head.of}.ndjson"`,
      // With addresses of people in it.
      'cache-control': 'no-store',
    };
    // Of a head nothing is read.
    return new Response(c.req.method === 'HEAD' ? null : downloads.open(linesOf(head, documents)), { headers });
  };

  const ofPage = async function* (page: string): AsyncGenerator<Line[]> {
    for (const kind of takenKinds) {
      for (let after: string | undefined = ''; after !== undefined;) {
        const from: string = after;
        const { documents, next } = await reads((sql) => readDocuments(sql, { page, kind, after: from, limit: documentsPerLook }));
        yield documents.map((each) => lineOf(page, kind, each));
        if (kind === 'metric') for (const { id } of documents) yield* pointLines(reads, page, docName(id));
        after = next;
      }
    }
  };
  // People and keys are for those who may look at them where they are.
  const ofPageWithStaff = async function* (page: string, staff: Staff): AsyncGenerator<Line[]> {
    yield* ofPage(page);
    if (staff.people) yield* personLines((slice) => reads((sql) => readSeatedOn(sql, page, slice)), page);
    if (staff.keys) yield* keyLines(reads, { page, organisation: null });
  };
  const ofOrganisation = async function* (organisation: string, staff: Staff): AsyncGenerator<Line[]> {
    const itself = await reads((sql) => readOrganisation(sql, organisation));
    if (itself)
      yield [
        {
          page: null,
          doc: `organisation:${organisation}`,
          fields: [
            ['name', itself.name, 1, 0],
            ['createdAt', itself.createdAt, 1, 0],
          ],
        },
      ];
    for (let after: string | null | undefined; after !== null;) {
      const from: string | undefined = after;
      const { items, next } = await reads((sql) => readPages(sql, { organisation, page: null, after: from, limit: pagesPerLook }));
      for (const { id } of items) yield* ofPage(id);
      after = next;
    }
    if (staff.people) yield* personLines((slice) => reads((sql) => readSeated(sql, organisation, slice)), null);
    if (staff.keys) yield* keyLines(reads, { page: null, organisation });
  };

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/export',
      operationId: 'exportPage',
      summary: 'Export a page',
      description: explained,
      tags,
      ...needs('admin', 'exports'),
      request: { params: pageParam },
      responses: { 200: file, ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      if (!(await reads((sql) => readPage(sql, page)))) throw new Problem('not-found', 'there is no such page');
      return answer(c, { pharos: 1, of: 'page', id: page }, ofPageWithStaff(page, staffOf(c))) as never;
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/organisations/{organisation}/export',
      operationId: 'exportOrganisation',
      summary: 'Export an organisation',
      description: `With all its pages. ${explained}`,
      tags,
      ...needs('admin', 'exports'),
      request: { params: z.object({ organisation: Id }) },
      responses: { 200: file, ...problems },
    }),
    async (c) => {
      const { organisation } = c.req.valid('param');
      const own = whoseOf(c).organisation;
      const isOpen = own === null || own === organisation;
      if (!isOpen || !(await reads((sql) => readOrganisation(sql, organisation))))
        throw new Problem('not-found', 'there is no such organisation');
      return answer(c, { pharos: 1, of: 'organisation', id: organisation }, ofOrganisation(organisation, staffOf(c))) as never;
    },
  );
}

type Line = z.infer<typeof DocumentLine> | BesideLine;
type Staff = { people: boolean; keys: boolean };

function staffOf(c: Context<Env>): Staff {
  const { scopes } = c.get('caller')!;
  const may = (area: string) => mayDo(scopes, { area, level: 'admin', isReading: true });
  return { people: may('people'), keys: may('keys') };
}

/** The next piece of the file, each time it is asked for. */
function linesOf(head: Head, documents: AsyncGenerator<Line[]>): () => Promise<string | undefined> {
  let count = 0;
  let state: 'new' | 'open' | 'over' = 'new';
  const text = (value: unknown) => `${JSON.stringify(value)}\n`;
  return async () => {
    if (state === 'over') return undefined;
    const before = state === 'new' ? text(head) : '';
    state = 'open';
    for (;;) {
      const { value, done } = await documents.next();
      if (done) {
        state = 'over';
        return before + text({ documents: count });
      }
      count += value.length;
      if (value.length > 0) return before + value.map(text).join('');
    }
  };
}

// What is told to nobody is not told here either: a page that asked for a password asks for none until it is given another one.
function lineOf(page: string, kind: DocKind, { id, fields }: ReadDocument): z.infer<typeof DocumentLine> {
  return { page, doc: id, fields: withoutSecrets(kind, fields) };
}
