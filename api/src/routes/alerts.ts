import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { readRecord } from '@pharos/region/reading/records';
import { fields } from '@pharos/resources/alert/fields';
import { Source } from '@pharos/resources/source/fields';
import { readAlerts } from '../alerts/read-alerts.ts';
import { takeAlerts } from '../alerts/take-alerts.ts';
import { needs } from '../caller.ts';
import type { Api, Deps, Env } from '../env.ts';
import { body, json, pageParam, problems } from './shapes.ts';

const params = pageParam.extend({ source: Id });
const Taken = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      alert: z.string().nullable().describe('Null: no rule is for it'),
      incident: z.string().nullable(),
      state: z.enum([...fields.state.options, 'ignored']),
      opened: fields.opened,
      trouble: z.string().nullable().describe('Why nothing was opened, or closed'),
    }),
  ),
});
const common = {
  method: 'post' as const,
  tags: ['alert-sources'],
  ...needs('write', 'alerts'),
};
const Sent = z
  .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
  .openapi({ example: { key: 'latency', state: 'firing', title: 'Payments are slow', labels: { service: 'payments-eu' } } });
const answers = { 200: json(Taken, 'What has become of each'), ...problems };
const explained =
  'In the shape of whoever sends them: the source says which. The same alert, sent again, or to two regions, is one, and makes one incident.';

/**
 * Alerts come in the shapes of others, several at once: these routes are no verbs. Whoever cannot send a header has the key at the
 * end of the address (`keyInPath`), which no log shows.
 */
export function alertRoutes(app: Api, deps: Deps): void {
  const take = async (c: Context<Env>, { page, source: id }: { page: string; source: string }, sent: unknown) => {
    const found = await deps.reads((sql) => readRecord(sql, 'source', page, id));
    if (!found) throw new Problem('not-found', 'there is no such source of alerts on this page');
    const source = Source.parse(found.fields);
    const caller = c.get('caller')!;
    const how = { actor: caller.id, by: caller.by, from: c.get('address'), trace: c.get('span')?.context };
    return { items: await takeAlerts(deps, { page, id, source }, readAlerts(sent, source), how) };
  };

  app.openapi(
    createRoute({
      ...common,
      path: '/v1/pages/{page}/alert-sources/{source}/alerts',
      operationId: 'sendAlerts',
      summary: 'Send alerts',
      description: explained,
      request: { params, body: body(Sent) },
      responses: answers,
    }),
    async (c) => c.json(await take(c, c.req.valid('param'), c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      ...common,
      path: '/v1/pages/{page}/alert-sources/{source}/alerts/{key}',
      operationId: 'sendAlertsByAddress',
      summary: 'Send alerts, with the key in the address',
      description: `${explained} For senders that have no header for it: give them a key of their own, with no scope but \`alerts:write\`.`,
      request: { params: params.extend({ key: z.string().max(200) }), body: body(Sent) },
      responses: answers,
    }),
    async (c) => c.json(await take(c, c.req.valid('param'), c.req.valid('json')), 200),
  );
}
