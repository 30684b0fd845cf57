import { createRoute, z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';
import { isStorable, Time } from '@pharos/core/value';
import { readAudit, readRefusals } from '@pharos/region/reading/audit';
import { needs, whoseOf } from '../caller.ts';
import type { Api, Deps } from '../env.ts';
import { json, listOf, problems, slice } from './shapes.ts';

const tags = ['audit'];
const fields = z.record(z.string(), z.unknown());
const Audited = z.object({
  id: z.string(),
  at: z.string(),
  region: z.string().describe('Where it was written'),
  page: z.string().nullable(),
  actor: z.string().describe('The id of a key or a person, or a word for who has none'),
  actorKind: z.string().nullable().describe('`key`, `person`, `automation` or `system`'),
  actorName: z.string().nullable().describe('What they are called by now'),
  verb: z.string().nullable().describe('What was asked, as `open-incident`'),
  address: z.string().nullable().describe('From where'),
  kind: z.string(),
  thing: z.string().describe('The id of what was changed'),
  before: fields.describe('What these fields said before'),
  after: fields.describe('What was written; long texts are cut, and secrets are left out'),
});
const Refused = z.object({
  minute: z.string(),
  reason: z.enum(['sign-in', 'not-known', 'not-allowed']),
  who: z.string().describe('The id of the key or the person that was tried; empty, where none is known'),
  address: z.string().describe('From where; of IPv6 the network'),
  organisation: z.string().nullable(),
  page: z.string().nullable(),
  count: z.number(),
});
const word = z.string().min(1).max(80).refine(isStorable, 'must be whole characters, without NUL');
const dayMs = 86_400_000;

/** Who did what: a route of its own, because it is read from the log and not from a resource. */
export function auditRoutes(app: Api, { reads, kit }: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/audit',
      operationId: 'listAudit',
      summary: 'Who changed what',
      description:
        'Every change, in all regions, the latest first: of the page or the organisation that this key opens, or of all. It is there a second after the change, and as long as the archive keeps the log.',
      tags,
      ...needs('admin', 'audit', 'own'),
      request: {
        query: slice.extend({
          page: Id.optional(),
          actor: word.optional().describe('The id of a key or a person'),
          verb: word.optional().describe('As `open-incident`'),
          kind: word.optional().describe('As `incident`'),
          thing: word.optional().describe('The id of what was changed'),
          since: Time.optional(),
          until: Time.optional(),
        }),
      },
      responses: { 200: json(listOf(Audited), 'The latest first'), ...problems },
    }),
    async (c) => {
      const { page: ofPage, ...filter } = c.req.valid('query');
      return c.json(await reads((sql) => readAudit(sql, { ...filter, ofPage, ...whoseOf(c) })), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/v1/audit/refusals',
      operationId: 'listRefusals',
      summary: 'Who was refused',
      description:
        'Sign-ins that failed, keys that are not known, and what was not allowed, counted by the minute, as this region saw it. A minute late.',
      tags,
      ...needs('admin', 'audit', 'own'),
      request: {
        query: z.object({
          since: Time.optional().describe('A day ago, where nothing is said'),
          limit: z.coerce.number().int().min(1).max(1_000).default(100),
        }),
      },
      responses: { 200: json(z.object({ items: z.array(Refused) }), 'The latest first'), ...problems },
    }),
    async (c) => {
      const { since, limit } = c.req.valid('query');
      const from = new Date(since ?? kit.clock.now() - dayMs);
      return c.json({ items: await reads((sql) => readRefusals(sql, whoseOf(c), { since: from, limit })) }, 200);
    },
  );
}
