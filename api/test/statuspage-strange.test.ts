import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';
import { openStatuspage, type StatuspageWorld } from './statuspage-world.ts';

let world: StatuspageWorld;
let api: TestApi;
beforeAll(async () => {
  world = await openStatuspage();
  const none = 1_000_000;
  api = await openApi(world.opened.database.url, { limits: { perKey: none, perEdge: none, perAddress: none, trustProxy: false } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const wrappers = [
  'component',
  'component_group',
  'incident',
  'incident_update',
  'postmortem',
  'template',
  'subscriber',
  'subscribers',
  'metric',
  'data',
  'page',
  'metrics_provider',
  'status_embed_config',
  'page_access_user',
];
const fields = [
  'name',
  'body',
  'status',
  'components',
  'component_ids',
  'group_id',
  'scheduled_for',
  'scheduled_until',
  'backfill_date',
  'backfilled',
  'email',
  'endpoint',
  'timestamp',
  'value',
  'time_zone',
  'domain',
  'description',
  'position',
  '__proto__',
  'constructor',
  'toString',
  'length',
];
const places = [
  '',
  '/components',
  '/component-groups',
  '/incidents',
  '/incidents/unresolved',
  '/incidents/upcoming',
  '/incident_templates',
  '/subscribers',
  '/subscribers/count',
  '/subscribers/unsubscribe',
  '/metrics',
  '/metrics/data',
  '/metrics_providers',
  '/page_access_users',
  '/page_access_groups',
  '/status_embed_config',
];
const strange = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '[]',
    '{}',
    'null',
    '-1',
    '1e999',
    'NaN',
    '../..',
    '%00',
    'operational',
    '2026-13-45',
    '9999-12-31T23:59:59Z',
    '000000000000',
    '../components',
    'all',
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.oneof(strange, fc.array(strange, { maxLength: 3 }), fc.dictionary(fc.constantFrom(...fields), strange, { maxKeys: 3 }));
const body = fc.dictionary(
  fc.constantFrom(...wrappers),
  fc.oneof(value, fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 5 })),
  { maxKeys: 2 },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  place: fc.constantFrom(...places),
  below: fc.option(
    fc.constantFrom(
      '000000000000',
      '%ff',
      '..%2f',
      'a b',
      '018f0000-0000-7000-8000-000000000000',
      'x/uptime',
      'x/postmortem',
      'x/subscribers',
      'x/data',
      'x/incident_updates/y',
    ),
  ),
  query: fc.dictionary(
    fc.constantFrom('page', 'per_page', 'limit', 'q', 'state', 'type', 'start', 'end'),
    fc.oneof(fc.constantFrom('-1', '0', '1e9', 'x', '\0', 'constructor', '__proto__'), fc.string()),
    { maxKeys: 3 },
  ),
  body,
  isForm: fc.boolean(),
});

const formOf = (given: unknown, name = ''): string[] => {
  if (typeof given !== 'object' || given === null)
    return [`${encodeURIComponent(name)}=${encodeURIComponent(String(given).toWellFormed())}`];
  return Object.entries(given).flatMap(([key, each]) => formOf(each, name === '' ? key : `${name}[${Array.isArray(given) ? '' : key}]`));
};

it('whatever somebody sends, it is answered in the shape that clients read, and nothing breaks', { timeout: 120_000 }, async () => {
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, place, below, query, body: said, isForm }) => {
      const asked = new URLSearchParams(Object.entries(query).map(([name, each]) => [name, each.toWellFormed()] as [string, string]));
      const path = `/statuspage/v1/pages/${world.code}${place}${below === null ? '' : `/${below}`}?${asked.toString()}`;
      const answer = await fetch(api.url + path, {
        method,
        headers: { authorization: `OAuth ${world.key}`, 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' },
        ...(method === 'GET' ? {} : { body: isForm ? formOf(said).join('&') : JSON.stringify(said) }),
      });
      const text = await answer.text();
      seen.add(answer.status);
      expect(answer.status, `${method} ${path} ${JSON.stringify(said)} ${text}`).toBeLessThan(500);
      if (answer.status < 400) return;
      const told = JSON.parse(text) as { error: unknown; message: unknown };
      expect(typeof told.message).toBe('string');
      expect([told.error].flat().every((each) => typeof each === 'string')).toBe(true);
    }),
    { numRuns: 400 },
  );
  // Else it would show nothing.
  for (const status of [200, 400, 404, 405, 422]) expect(seen).toContain(status);
});
