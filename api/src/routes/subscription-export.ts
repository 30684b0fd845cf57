import { createRoute, z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import { readPage } from '@pharos/region/reading/pages';
import { readSubscriptionsAfter, type Subscription } from '@pharos/region/reading/subscription-lists';
import { shownAddress } from '@pharos/resources/channels/addresses';
import { csvLine } from '@pharos/core/csv';
import type { Downloads } from '../bulk/download.ts';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { pageParam, problems } from './shapes.ts';

// One look at an index and some hundred kilobytes at a time; whatever is written meanwhile is in it or not.
const rowsPerLook = 1_000;
const columns = ['id', 'channel', 'address', 'state', 'components', 'incident', 'language', 'shape', 'createdAt'] as const;

/** Every subscription of a page as one file, which an import takes as it is. */
export function subscriptionExportRoutes(app: Api, { reads }: Deps, downloads: Downloads): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/subscriptions/export',
      operationId: 'exportSubscriptions',
      summary: 'Export subscriptions',
      description:
        'All of them as comma-separated values, by id, sent as they are read. A cell that a spreadsheet would take for a formula begins with an apostrophe, which an import takes off again. An address that was forgotten is left out. Webhooks of chat services are secrets: of these there is only so much that they are known again, and an import refuses it.',
      tags: ['subscriptions'],
      ...needs('admin', 'subscribers'),
      request: { params: pageParam },
      responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } }, ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      if (!(await reads((sql) => readPage(sql, page)))) throw new Problem('not-found', 'there is no such page');
      // Nobody keeps people's addresses on the way.
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="subscriptions.csv"',
        'cache-control': 'no-store',
      };
      let after: string | undefined;
      let isBegun = false;
      let isEnd = false;
      const next = async () => {
        if (isEnd) return undefined;
        const rows = await reads((sql) => readSubscriptionsAfter(sql, page, after, rowsPerLook));
        isEnd = rows.length < rowsPerLook;
        after = rows.at(-1)?.id;
        const head = isBegun ? '' : csvLine(columns);
        isBegun = true;
        return head + rows.map(lineOf).join('');
      };
      // Of a head nothing is read.
      return new Response(c.req.method === 'HEAD' ? null : downloads.open(next), { headers });
    },
  );
}

function lineOf({ components, incident, language, ...row }: Subscription): string {
  const cells = {
    ...row,
    address: shownAddress(row.channel, row.address),
    components: components.join(' '),
    incident: incident ?? '',
    language: language ?? '',
  };
  return csvLine(columns.map((name) => cells[name]));
}
