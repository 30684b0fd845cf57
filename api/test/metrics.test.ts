import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let metrics: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api } = opened);
  metrics = `/v1/pages/${opened.page}/metrics`;
});
afterAll(() => opened[Symbol.asyncDispose]());

const guest = { authorization: '' };
const make = async (body: object = {}) =>
  `${metrics}/${String((await api.ask('POST', metrics, { name: 'Latency', unit: 'ms', ...body })).json['id'])}/points`;
const at = (ms: number) => new Date(Date.now() - ms).toISOString();

it('points are pushed one by one or two thousand at once, and read as so many parts as were asked for', async () => {
  const path = await make({ public: true });
  expect((await api.ask('POST', path, { points: [{ value: 182 }] })).status).toBe(200);
  const many = Array.from({ length: 2_000 }, (_, second) => ({ at: at((second + 1) * 1_000), value: second }));
  expect((await api.ask('POST', path, { points: many })).status).toBe(200);
  const read = await api.ask('GET', `${path}?from=${at(3_600_000)}&to=${at(-1_000)}&points=60`, undefined, guest);
  const { items } = read.json as { items: { min: number | null; max: number | null; count: number }[] };
  expect(items).toHaveLength(60);
  expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(2_001);
  expect([items[0]!.min, Math.max(...items.map(({ max }) => max ?? 0))]).toEqual([null, 1_999]);
  expect(((await api.ask('GET', path)).json['items'] as unknown[]).length).toBe(288);

  const more = [...many, { at: at(0), value: 1 }];
  expect((await api.ask('POST', path, { points: more })).json['fields']).toMatchObject([{ path: 'points' }]);
  const old = [
    { at: at(0), value: 1 },
    { at: at(14 * 86_400_000), value: 1 },
  ];
  expect((await api.ask('POST', path, { points: old })).json['fields']).toMatchObject([{ path: 'points.1.at' }]);
  expect((await api.ask('POST', path, '{"points":[{"value":1e999}]}')).status).toBe(422);
  expect((await api.ask('GET', `${path}?from=${at(0)}&to=${at(60_000)}`)).json['fields']).toMatchObject([{ path: 'from' }]);
  expect((await api.ask('GET', `${path}?from=${at(401 * 86_400_000)}`)).status).toBe(422);
});

it('a page draws those that are public: the last day by quarters of an hour, and no more of them than anybody looks at', async () => {
  const { json } = await api.ask('POST', '/v1/pages', { name: 'Drawn', slug: 'drawn' });
  const own = `/v1/pages/${String(json['id'])}`;
  const graphs = async () =>
    (await api.ask('GET', `${own}/metric-graphs`, undefined, guest)).json as { items: { name: string; values: unknown[]; min: unknown }[] };
  expect((await graphs()).items).toEqual([]);
  const push = async (name: string, body: object) => {
    const { id } = (await api.ask('POST', `${own}/metrics`, { name, ...body })).json;
    await api.ask('POST', `${own}/metrics/${String(id)}/points`, {
      points: [
        { at: at(3_600_000), value: 4 },
        { at: at(1_000), value: 8 },
      ],
    });
  };
  await push('Secret', {});
  await push('Latency', { public: true, unit: 'ms' });
  const [drawn, ...others] = (await graphs()).items;
  expect(others).toEqual([]);
  expect(drawn).toMatchObject({ name: 'Latency', unit: 'ms', min: 4, max: 8 });
  expect(drawn!.values).toHaveLength(96);
  expect(drawn!.values.filter((value) => value !== null)).toEqual([4, 8]);
  for (let nth = 0; nth < 12; nth++) await api.ask('POST', `${own}/metrics`, { name: `M${nth}`, public: true, order: 'W' });
  expect((await graphs()).items.map(({ name }) => name)).toEqual([
    'Latency',
    ...Array.from({ length: 11 }, () => expect.any(String) as unknown),
  ]);
  await api.ask('PATCH', own, { private: true });
  expect((await api.ask('GET', `${own}/metric-graphs`, undefined, guest)).status).toBe(404);
});

it('one that is not public is there for keys of the page alone, and is written with its own scope', async () => {
  const path = await make();
  expect((await api.ask('GET', path, undefined, guest)).status).toBe(404);
  const shown = (await api.ask('GET', `/v1/pages/${opened.page}/public-metrics`, undefined, guest)).json['items'];
  expect(shown).toEqual([{ id: expect.any(String), name: 'Latency', description: '', unit: 'ms', decimals: 2, order: 'V' }]);
  expect((await api.ask('GET', metrics, undefined, guest)).status).toBe(401);
  const key = async (scope: 'metrics:read' | 'metrics:write' | 'incidents:write') => ({
    authorization: `Bearer ${await api.keyFor(opened.page, [scope])}`,
  });
  expect((await api.ask('GET', path, undefined, await key('metrics:read'))).status).toBe(200);
  expect((await api.ask('GET', path, undefined, await key('incidents:write'))).status).toBe(403);
  expect((await api.ask('POST', path, { points: [{ value: 1 }] }, await key('metrics:write'))).status).toBe(200);
  expect((await api.ask('POST', path, { points: [{ value: 1 }] }, await key('metrics:read'))).status).toBe(403);
  expect((await api.ask('DELETE', path.replace('/points', ''))).status).toBe(200);
  expect((await api.ask('POST', path, { points: [{ value: 1 }] })).status).toBe(404);
  expect((await api.ask('GET', path)).status).toBe(404);
});
