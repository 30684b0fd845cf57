import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { fuzzApi } from '../../proof/api-fuzz/run.ts';
import { openFuzzWorld } from '../../proof/api-fuzz/world.ts';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url, { limits: { perKey: 100_000, perEdge: 100_000, perAddress: 100_000, trustProxy: false } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const id = '018f0000-0000-7000-8000-000000000000';
const key = (...words: unknown[]) => Buffer.from(JSON.stringify(words)).toString('base64url');
const strange = [
  '%00',
  '%ff',
  '%E0%A4%A',
  '%F0%9F%94%A5',
  '..%2f..',
  id.toUpperCase(),
  `{${id}}`,
  id.replaceAll('-', ''),
  "'; select 1",
  '9'.repeat(400),
  'null',
  '-1',
  '1e309',
  key('x', id),
  key('', id),
  key('-infinity', id),
  key('9999-12-31T23:59:59Z', id),
  key('2026-01-01T00:00:00Z', '\0'),
  key(null, null),
  key(),
  'v1.gICAgAQB',
  'v1.____________',
];
const values = [
  null,
  0,
  -1,
  1e300,
  '',
  '\0',
  '\ud800',
  'x'.repeat(30_000),
  [],
  {},
  [[[[]]]],
  true,
  '0000-01-01T00:00:00+16:00',
  id,
  [id],
  [{}],
  { length: 5 },
];
const types = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '',
];

it('whatever is sent to whatever route, with a key or without: nothing is a bug of ours', async () => {
  const page = (await api.ask('POST', '/v1/pages', { name: 'A', slug: 'a' })).json.id as string;
  const { paths } = (await api.ask('GET', '/openapi.json')).json as { paths: Record<string, Record<string, Described>> };
  // The same each time: what fails can be found again.
  let seed = 1;
  const any = <T>(of: readonly T[]): T => of[(seed = (seed * 48_271) % 2_147_483_647) % of.length]!;
  const bugs: string[] = [];
  const throwOne = async (method: string, path: string, { parameters = [], requestBody }: Described) => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      name === 'page' && any([true, true, false]) ? page : any(strange),
    );
    const query = parameters.filter((each) => each.in === 'query').map(({ name }) => `${name}=${any(strange)}`);
    const fields = Object.keys(requestBody?.content['application/json']?.schema.properties ?? {});
    const body = any(
      [undefined, '{', '[]', '"x"', 'null', {}, {}, {}, {}, {}, {}].map((each) =>
        typeof each === 'object' ? Object.fromEntries(fields.map((name) => [name, any(values)])) : each,
      ),
    );
    const headers: Record<string, string> = {
      'content-type': any(types),
      ...any<Record<string, string>>([{}, { authorization: '' }, { authorization: 'Bearer rt1.a.b' }, { authorization: 'Basic x' }]),
      ...any<Record<string, string>>([
        {},
        { 'if-version-at-least': any(strange) },
        { 'if-none-match': any(strange) },
        { 'idempotency-key': any(strange) },
      ]),
    };
    const asked = method === 'GET' ? undefined : body;
    const { status, text } = await api.ask(method, `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`, asked, headers);
    if (status >= 500)
      bugs.push(`${method} ${filled} ${JSON.stringify(asked)?.slice(0, 200)} ${JSON.stringify(headers)}: ${status} ${text}`);
  };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, described] of Object.entries(methods)) {
      await Promise.all(Array.from({ length: 20 }, () => throwOne(method.toUpperCase(), path, described)));
    }
  }
  expect(bugs).toEqual([]);
});

it('whatever is asked of whatever route is answered as the description says, and in time', async () => {
  await using fresh = await freshDatabase([['region', migrationsFolder]]);
  await using world = await openFuzzWorld(fresh.url);
  const casesMax = 20_000;
  const { cases, statuses, faults } = await fuzzApi({ ...world, seed: 1, casesMax, msMax: 280_000 });
  expect(faults).toEqual([]);
  expect(cases).toBe(casesMax);
  // Enough of them get beyond the first check.
  expect((statuses[200] ?? 0) + (statuses[201] ?? 0)).toBeGreaterThan(cases / 10);
}, 300_000);

interface Described {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, unknown> } } | undefined> };
}
