import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { recordsOf } from '@pharos/resources/history/days';
import { ViewWithHistory } from '@pharos/resources/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

const hour = 3_600_000;
let database: FreshDatabase;
let api: TestApi;
let page: string;

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  page = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme', timeZone: 'Europe/Berlin' })).json['id']);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface History {
  timeZone: string;
  uptime: number | null;
  days: { date: string; uptime: number; seconds: Record<string, number>; incidents: { id: string; title: string; impact: string }[] }[];
}
const at = (rest = '') => `/v1/pages/${page}${rest}`;
const made = async (what: string, body: object) => String((await api.ask('POST', at(`/${what}`), body)).json['id']);
const guest = { authorization: '' };
const uptime = async (what: string, from: number, to: number) => {
  const range = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  return (await api.ask('GET', at(`/${what}/uptime?${range}`), undefined, guest)).json;
};

it('uptime and days follow from what incidents said: a partial outage counts 30 %, a major one all, or what the page says', async () => {
  const group = await made('groups', { name: 'All' });
  const inner = await made('groups', { name: 'Inner', parent: group });
  const one = await made('components', { name: 'One', startDate: '2020-01-01', groupId: inner });
  const two = await made('components', { name: 'Two', startDate: '2020-01-01', groupId: group });
  await made('components', { name: 'Elsewhere', startDate: '2020-01-01' });
  const now = Date.now();
  // Filled in when it is over: it went on until now.
  const startedAt = new Date(now - 10 * hour).toISOString();
  const said = { title: 'Down', body: 'x', status: 'resolved', impact: 'critical', startedAt };
  const incident = await made('incidents', { ...said, components: [{ id: one, status: 'partial_outage' }] });

  const range = [now - 20 * hour, now] as const;
  expect(await uptime(`components/${one}`, ...range)).toMatchObject({
    uptime: 85,
    seconds: { partial_outage: 36_000, operational: 36_000, major_outage: 0 },
    observedSeconds: 72_000,
  });
  expect(await uptime(`components/${two}`, ...range)).toMatchObject({ uptime: 100 });
  expect(await uptime(`groups/${group}`, ...range)).toMatchObject({ uptime: 92.5, observedSeconds: 144_000 });
  expect(await uptime(`groups/${inner}`, ...range)).toMatchObject({ uptime: 85 });

  const told = await api.ask('GET', at(`/components/${one}/history?days=3`), undefined, guest);
  const history = told.json as unknown as History;
  expect(history.timeZone).toBe('Europe/Berlin');
  expect(history.days).toHaveLength(3);
  expect(history.days.flatMap(({ incidents }) => incidents.map(({ id }) => id))).toContain(incident);
  expect(history.days.reduce((sum, { seconds }) => sum + seconds['partial_outage']!, 0)).toBe(36_000);
  const [, whole] = history.days;
  expect([23, 24, 25]).toContain(Object.values(whole!.seconds).reduce((sum, each) => sum + each, 0) / 3_600);

  expect((await api.ask('PATCH', at(), { partialOutageWeight: 50 })).status).toBe(200);
  expect(await uptime(`components/${one}`, ...range)).toMatchObject({ uptime: 75 });
  expect((await api.ask('GET', at())).json).toMatchObject({ partialOutageWeight: 50 });
  expect((await api.ask('PATCH', at(), { majorOutageWeight: 101 })).status).toBe(422);
});

it('the View tells the same of the last days as the history, so that whoever has it can show them without asking again', async () => {
  const one = await made('components', { name: 'Shown', startDate: '2020-01-01' });
  const hidden = await made('components', { name: 'Hidden', showcase: false });
  const startedAt = new Date(Date.now() - 30 * hour).toISOString();
  const said = {
    title: 'Filled in',
    body: 'x',
    status: 'resolved',
    impact: 'minor',
    startedAt,
    resolvedAt: new Date(Date.now() - 6 * hour).toISOString(),
  };
  const incident = await made('incidents', { ...said, components: [{ id: one, status: 'partial_outage' }] });
  await api.ask('PATCH', at(`/components/${one}`), { status: 'major_outage' });
  const view = ViewWithHistory.parse((await api.ask('GET', at('/view'), undefined, guest)).json);
  expect(view.history!.parts.map(({ id }) => id)).not.toContain(hidden);
  const weights = { partial: view.page.partialOutageWeight ?? 30, major: 100 };
  const now = Date.now();
  const shown = recordsOf(view.history!, { now, knownUntil: now, timeZone: view.page.timeZone, weights }).of([one])!;
  const told = (await api.ask('GET', at(`/components/${one}/history`), undefined, guest)).json as unknown as History;
  expect(shown.days.map(({ date, incidents }) => [date, incidents.map((place) => view.history!.incidents[place]!.id)])).toEqual(
    told.days.map(({ date, incidents }) => [date, incidents.map(({ id }) => id)]),
  );
  expect(shown.days.some(({ incidents }) => incidents.some((place) => view.history!.incidents[place]!.id === incident))).toBe(true);
  // All but today, which went on between the two questions.
  expect(shown.days.slice(0, -1).map(({ seconds }) => seconds)).toEqual(told.days.slice(0, -1).map(({ seconds }) => seconds));
});

it('what people set by hand counts from when it was set, and days before the history began are left out', async () => {
  const fresh = await made('components', { name: 'Fresh' });
  await api.ask('PATCH', at(`/components/${fresh}`), { status: 'major_outage' });
  const history = (await api.ask('GET', at(`/components/${fresh}/history`))).json as unknown as History;
  // Of today, or, when midnight has just passed, of two days.
  expect(history.days.length).toBeLessThanOrEqual(2);
  const future = await made('components', { name: 'Future', startDate: '2099-01-01' });
  expect((await api.ask('GET', at(`/components/${future}/history`))).json).toEqual({ timeZone: 'Europe/Berlin', uptime: null, days: [] });
  expect(await uptime(`components/${future}`, Date.now() - hour, Date.now())).toMatchObject({ uptime: null, observedSeconds: 0 });
});

it('a range has an end, and so has what may be asked; who is not there has no history', async () => {
  const part = await made('components', { name: 'Part' });
  const now = Date.now();
  const status = async (rest: string) => (await api.ask('GET', at(rest))).status;
  for (const [from, to] of [
    [now - 401 * 24 * hour, now],
    [now, now - hour],
    [now + hour, now + 2 * hour],
  ] as const) {
    expect(await uptime(`components/${part}`, from, to)).toMatchObject({ status: 422, fields: [{ path: 'from' }] });
  }
  expect(await status(`/components/${part}/history?days=401`)).toBe(422);
  expect(await status(`/components/${part}/history?days=400`)).toBe(200);
  expect(await status(`/components/${part}/uptime`)).toBe(200);
  expect(await status(`/components/${newId()}/uptime`)).toBe(404);
  expect(await status(`/groups/${newId()}/history`)).toBe(404);
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  expect((await api.ask('GET', `/v1/pages/${other}/components/${part}/uptime`)).status).toBe(404);
  await api.ask('DELETE', at(`/components/${part}`));
  expect(await status(`/components/${part}/uptime`)).toBe(404);
  expect((await api.ask('PATCH', at(), { private: true })).status).toBe(200);
  const kept = await made('components', { name: 'Kept' });
  expect([
    await status(`/components/${kept}/uptime`),
    (await api.ask('GET', at(`/components/${kept}/uptime`), undefined, guest)).status,
  ]).toEqual([200, 404]);
});
