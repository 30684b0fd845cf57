import { createRoute, z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import { readPage } from '@pharos/region/reading/pages';
import { addressColumns } from '../bulk/subscription-row.ts';
import type { FileBounds } from '../bulk/receive.ts';
import { readSubscriptionFile } from '../bulk/subscription-file.ts';
import type { TakeFile } from '../bulk/take-file.ts';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { JobView, jobView } from './job-shape.ts';
import { json, makingHeaders, pageParam, problems } from './shapes.ts';

const Flag = z.enum(['true', 'false']).default('false');

// No file of any kind is larger.
const offsetMax = 1_000_000_000;

/** Where in its file a body begins, and whether it is the last of it. */
export const pieceQuery = z.object({
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(offsetMax)
    .default(0)
    .describe('This body is the file from this byte on: with the same Idempotency-Key'),
  more: Flag.describe('Another piece of the file will follow'),
});

const query = pieceQuery.extend({
  consent: z
    .literal('given')
    .optional()
    .describe(
      'You state that these people have agreed to be told: they are subscribed at once. Left out, each is asked first, some thousands a day',
    ),
  dryRun: Flag.describe('Everything is judged, and nothing is written'),
});

// Half a million subscribers, with their components.
const bounds: FileBounds = { bytes: 50_000_000, rows: 500_000 };

const ofOne = new Intl.ListFormat('en', { type: 'disjunction' }).format(addressColumns.slice(1).map((name) => `\`${name}\``));

export const importKind = 'subscription-import';

/** A route of its own: what it takes is no Change, but as many of them as there are rows, and they are made when it has been answered. */
export function subscriptionImportRoutes(app: Api, { kit, reads }: Deps, takeFile: TakeFile): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/subscription-imports',
      operationId: 'importSubscriptions',
      summary: 'Import subscriptions',
      description: [
        `A file of comma-separated values, of up to ${bounds.bytes / 1_000_000} MB and ${bounds.rows} rows. Its first row names the columns: \`address\` with \`channel\`, or ${ofOne};`,
        'and `components` (ids, with spaces between them), `incident`, `state`, `consent` (`given`), `proof` (where and when they agreed, in a line). Who is there already stays as they are, and who has left is not brought back.',
        'It is answered once the file is here; its job says how far it is. A file that broke off is sent again under the same Idempotency-Key, or goes on at the byte that its job says (`offset`).',
      ].join(' '),
      tags: ['subscriptions'],
      ...needs('admin', 'subscribers'),
      request: {
        params: pageParam,
        query,
        headers: makingHeaders.omit({ prefer: true }),
        body: { required: true, content: { 'text/csv': { schema: z.string() } } },
      },
      responses: { 202: json(JobView, 'The file is here, or this piece of it'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { offset, more, dryRun, consent } = c.req.valid('query');
      if (!(await reads((sql) => readPage(sql, page)))) throw new Problem('not-found', 'there is no such page');
      const job = await takeFile(c, {
        owner: page,
        kind: importKind,
        type: 'text/csv',
        asked: { dryRun: dryRun === 'true', ...(consent && { consent }) },
        offset,
        isMore: more === 'true',
        bounds,
        readerOf: readSubscriptionFile,
      });
      return c.json(jobView(job, kit.clock.now()), 202);
    },
  );
}
