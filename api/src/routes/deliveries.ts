import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { Language } from '@pharos/core/language';
import { Problem } from '@pharos/core/problem';
import { IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { readPage } from '@pharos/region/reading/pages';
import { DeliveriesAnswer, DeliveryState, NoticesAnswer, PreviewAnswer } from '@pharos/resources/delivery/asked';
import { AskedImpact, computedImpact } from '@pharos/resources/incident/impact';
import { Affected } from '@pharos/resources/incident/require';
import { needs } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { body, json, pageParam, problems, slice } from './shapes.ts';

const tags = ['deliveries'];

const ofNotices = slice.extend({
  limit: z.coerce.number().int().min(1).max(20).default(10),
  thing: Id.optional().describe('Of this incident or maintenance alone'),
});
const ofDeliveries = slice.extend({
  notice: Id.optional().describe('To whom this update went'),
  subscription: Id.optional().describe('What this subscriber was told'),
  state: DeliveryState.optional(),
});

/** What was told to whom, as the notifier of this region knows it: addresses of people, for administrators. */
export function deliveryRoutes(app: Api, { askNotifier, reads, kit }: Deps): void {
  // The notifier does not know whose a page is: it is read here first, behind both walls between tenants.
  const requirePage = async (page: string) => {
    const found = await reads((sql) => readPage(sql, page));
    if (!found) throw new Problem('not-found', 'there is no such page');
    return found;
  };
  const here = 'By this region: each tells what was written in it, and a console asks them all. Kept for thirty days.';
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/notices',
      operationId: 'listNotices',
      summary: 'List what was told',
      description: `The updates of which subscribers were told, the latest first, how many of them have it by now, and how the providers stand. ${here}`,
      tags,
      ...needs('admin', 'subscribers'),
      request: { params: pageParam, query: ofNotices },
      responses: { 200: json(NoticesAnswer, 'The latest first'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      await requirePage(page);
      return c.json(await askNotifier({ what: 'notices', page, ...c.req.valid('query') }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/pages/{page}/deliveries',
      operationId: 'listDeliveries',
      summary: 'List deliveries',
      description: `To whom one update went, or what one subscriber was told, each with its last attempts. ${here}`,
      tags,
      ...needs('admin', 'subscribers'),
      request: { params: pageParam, query: ofDeliveries },
      responses: { 200: json(DeliveriesAnswer, 'Of a notice by channel; of a subscriber the latest first'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      await requirePage(page);
      const { notice, subscription, ...asked } = c.req.valid('query');
      if ((notice === undefined) === (subscription === undefined)) throw oneOfBoth();
      const of = notice === undefined ? { subscription: subscription! } : { notice };
      return c.json(await askNotifier({ what: 'deliveries', page, of, ...asked }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/v1/pages/{page}/previews',
      operationId: 'previewUpdate',
      summary: 'Preview what subscribers would be sent',
      description:
        'As the notifier would write it, by mail, by SMS with what it costs, in a chat, and by webhook. Nothing is kept, and nobody is told.',
      tags,
      ...needs('write', 'incidents'),
      request: { params: pageParam, body: body(Previewed) },
      responses: { 200: json(PreviewAnswer, 'On each channel'), ...problems },
    }),
    async (c) => {
      const { page } = c.req.valid('param');
      const { name: pageName } = await requirePage(page);
      const at = new Date(kit.clock.now()).toISOString();
      const { components, language = null, ...said } = c.req.valid('json');
      const impact = said.impact === 'computed' ? computedImpact(components.map(({ status }) => status)) : said.impact;
      return c.json(await askNotifier({ what: 'preview', page, pageName, at, ...said, impact, components, language }), 200);
    },
  );
}

const Previewed = z.object({
  title: Name,
  body: Body,
  status: IncidentStatus.default('investigating'),
  impact: AskedImpact.default('computed').describe('`computed`: what the components that it names make of it'),
  components: Affected.default([]),
  opened: z.boolean().default(false).describe('It begins an incident'),
  language: Language.nullable().optional().describe('As somebody is told who asked for it; null: in the page’s own'),
});

function oneOfBoth(): Problem {
  const message = 'say either this or `subscription`';
  return new Problem('invalid', `notice: ${message}`, { fields: [{ path: 'notice', message }] });
}
