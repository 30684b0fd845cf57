import { until } from '@pharos/core/testing/until';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;
let component: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
  component = String((await api.ask('POST', `/v1/pages/${page}/components`, { name: 'Disks' })).json['id']);
});
afterAll(() => opened[Symbol.asyncDispose]());

const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const hourMs = 3_600_000;
const schedule = async (more: object = {}) => {
  const body = {
    title: 'A new disk',
    body: 'We replace it.',
    startsAt: at(hourMs),
    endsAt: at(2 * hourMs),
    components: [component],
    ...more,
  };
  const answer = await api.ask('POST', `/v1/pages/${page}/maintenances`, body);
  return `/v1/pages/${page}/maintenances/${String(answer.json['id'])}`;
};
const shown = async (path: string) => (await api.ask('GET', path)).json as { status: string; updates: { status: string; body: string }[] };

it('starts and ends by itself, with the words that were given', async () => {
  const path = await schedule({ startsAt: at(-1_000), endsAt: at(2_500), startBody: 'We begin.', endBody: 'All is well.' });
  await until('it is over', async () => (await shown(path)).status === 'completed');
  expect((await shown(path)).updates.map(({ body }) => body)).toEqual(['All is well.', 'We begin.', 'We replace it.']);
});

it('waits for people when it is asked to', async () => {
  const path = await schedule({ startsAt: at(-hourMs), endsAt: at(hourMs), automatic: false });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await shown(path)).toMatchObject({ status: 'scheduled', updates: [{ status: 'scheduled' }] });
});

it('is moved in silence, or with a word to whoever was told the old times', async () => {
  const path = await schedule();
  expect((await api.ask('PATCH', path, { title: 'Two new disks', endsAt: at(3 * hourMs) })).status).toBe(200);
  expect(await shown(path)).toMatchObject({ title: 'Two new disks', updates: [{ body: 'We replace it.' }] });
  const moved = { startsAt: at(24 * hourMs), endsAt: at(25 * hourMs), body: 'A day later.' };
  expect((await api.ask('POST', `${path}/reschedule`, moved)).status).toBe(201);
  expect(await shown(path)).toMatchObject({ status: 'scheduled', startsAt: moved.startsAt, updates: [{ body: 'A day later.' }, {}] });
});

it('is not moved to an end before its beginning, nor onto components that are not there, nor once it is over', async () => {
  const path = await schedule();
  expect((await api.ask('PATCH', path, { endsAt: at(1_000) })).json).toMatchObject({ status: 422, fields: [{ path: 'endsAt' }] });
  const other = page;
  expect((await api.ask('PATCH', path, { components: [other] })).json).toMatchObject({ status: 422, fields: [{ path: 'components.0' }] });
  expect((await api.ask('POST', `${path}/updates`, { status: 'completed', body: 'Done.' })).status).toBe(201);
  expect((await api.ask('POST', `${path}/reschedule`, { endsAt: at(9 * hourMs), body: 'Longer.' })).status).toBe(409);
});
