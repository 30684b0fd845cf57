import { createRoute, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { Id } from '@pharos/core/id';
import { Slug } from '@pharos/core/names';
import { Problem } from '@pharos/core/problem';
import { mayDo } from '@pharos/core/scope';
import { readOrganisation } from '@pharos/region/reading/organisations';
import { faultOfBrought } from '@pharos/resources/brought';
import { readDocumentFile } from '../bulk/document-file.ts';
import type { Head, TakenDocument } from '../bulk/document-line.ts';
import { changesToBring, type BroughtAs } from '../bulk/import-documents.ts';
import { FileFault, type FileBounds } from '../bulk/receive.ts';
import type { TakeFile } from '../bulk/take-file.ts';
import { allow } from '../caller.ts';
import { roleIn } from '../people/role-in.ts';
import { readingFor } from '../tenant-reads.ts';
import type { Api, Deps, Env } from '../env.ts';
import { JobView, jobView } from './job-shape.ts';
import { json, makingHeaders, pageParam, problems } from './shapes.ts';
import { pieceQuery } from './subscription-imports.ts';

export const bringKind = 'import';

// A page of half a million subscribers and ten years of incidents.
const bounds: FileBounds = { bytes: 500_000_000, rows: 1_000_000 };

const body = { required: true, content: { 'application/x-ndjson': { schema: z.string() } } };
const headers = makingHeaders.omit({ prefer: true });
const explained =
  'A file that was exported here or elsewhere. All that is in it is made under the same ids. What is there already stays as it is, field by field: nothing that was changed here since is undone, and the same file again changes nothing. Nobody is told of anything: people who are in it are asked to come in when somebody invites them again, and come in by a link or the identity provider. Keys open nothing until they are rotated.';

/** Routes of their own: what they take is no Change, but as many of them as there are documents. */
export function importRoutes(app: Api, { kit, reads, writer, tenants }: Deps, takeFile: TakeFile): void {
  const take = async (
    c: Context<Env>,
    of: Head['of'],
    owner: string,
    piece: z.infer<typeof pieceQuery>,
    as: Omit<BroughtAs, 'of' | 'own'>,
  ) => {
    const caller = c.get('caller')!;
    const { id, by, scopes } = caller;
    const mayNamePeople = ['people', 'keys'].every((area) => mayDo(scopes, { area, level: 'admin', isReading: false }));
    const brought: BroughtAs = { of, ...as, ...(mayNamePeople && { own: roleIn(caller, as.organisation) }) };
    const who = { actor: id, by, from: c.get('address') };
    // At once, so that its job can be asked for; and so that whoever may not have it hears of it now.
    const begin = async (first: TakenDocument) => {
      const fault = faultOfBrought(first);
      if (fault !== undefined) throw new FileFault(`begins with a ${of} of which ${fault}`);
      try {
        for (const change of changesToBring(first, brought)) await writer.write(change, who);
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'unavailable' || error.code === 'limit') throw error;
        throw new FileFault(`begins with a ${of} that cannot be made: ${error.message}`, { cause: error });
      }
    };
    const job = await takeFile(c, {
      owner,
      kind: bringKind,
      type: 'application/x-ndjson',
      asked: { ...brought },
      offset: piece.offset,
      isMore: piece.more === 'true',
      bounds,
      readerOf: (begun) => readDocumentFile(begun, { of, begin }),
    });
    return c.json(jobView(job, kit.clock.now()), 202);
  };

  // The page may not be there yet: then it becomes one of whoever brings it.
  const guardPage: MiddlewareHandler<Env> = async (c, next) => {
    const page = Id.safeParse(c.req.param('page')).data ?? '';
    const caller = c.get('caller');
    const isThere = page !== '' && caller !== undefined && (await tenants.organisationOf(page)) !== undefined;
    const { organisation } = await allow(c, 'admin', 'exports', isThere || caller?.page != null ? { page } : { of: 'tenant' });
    await readingFor(organisation, next);
  };
  const guardOrganisation: MiddlewareHandler<Env> = async (c, next) => {
    const caller = await allow(c, 'admin', 'exports', { of: 'tenant' });
    if (caller.organisation !== null && caller.organisation !== Id.safeParse(c.req.param('organisation')).data) {
      throw new Problem('not-found', 'there is no such organisation');
    }
    await readingFor(caller.organisation, next);
  };

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/imports',
      operationId: 'importPage',
      summary: 'Import a page',
      description: `${explained} A page that is made here is one of the organisation whose key asks; its domain has to be claimed here.`,
      tags: ['exports'],
      security: [{ bearer: [] as string[] }],
      middleware: guardPage,
      request: {
        params: pageParam,
        query: pieceQuery.extend({
          slug: Slug.optional().describe('Where its own is taken here'),
          organisation: Id.optional().describe('Whose it becomes, where the key is of no organisation'),
        }),
        headers,
        body,
      },
      responses: { 202: json(JobView, 'The file is here, or this piece of it'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { slug, organisation: asked, ...piece } = c.req.valid('query');
      const own = c.get('caller')!.organisation;
      const organisation = own ?? asked ?? null;
      const isOther = asked !== undefined && asked !== organisation;
      if (isOther || (organisation !== null && !(await reads((sql) => readOrganisation(sql, organisation))))) {
        throw new Problem('not-found', 'there is no such organisation');
      }
      return take(c, 'page', page, piece, { organisation, ...(slug !== undefined && { slug }) });
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/organisations/{organisation}/imports',
      operationId: 'importOrganisation',
      summary: 'Import an organisation',
      description: `${explained} One that is not there yet is made by a key of the whole installation.`,
      tags: ['exports'],
      security: [{ bearer: [] as string[] }],
      middleware: guardOrganisation,
      request: { params: z.object({ organisation: Id }), query: pieceQuery, headers, body },
      responses: { 202: json(JobView, 'The file is here, or this piece of it'), ...problems },
    }),
    async (c) => {
      const { organisation } = c.req.valid('param');
      return take(c, 'organisation', organisation, c.req.valid('query'), { organisation });
    },
  );
}
