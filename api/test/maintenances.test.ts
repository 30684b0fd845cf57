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

it('reminds its subscribers once before it starts, and once more when it is moved', async () => {
  const notices = async (path: string) =>
    (await opened.database.sql`select 1 from notify_job where fact ->> 'maintenance' = ${path.split('/').at(-1)!}`).length;
  const path = await schedule({ startsAt: at(61_000), endsAt: at(hourMs), remindMinutes: 1 });
  await until('it has reminded', async () => (await shown(path)).updates.length === 2);
  expect((await shown(path)).updates[0]).toMatchObject({ status: 'scheduled', body: 'A reminder: this begins in 1 minute, as planned.' });
  expect(await notices(path)).toBe(2);
  // Planned within that time it says nothing more; what nobody asked for is not sent.
  const late = await schedule({ startsAt: at(30_000), endsAt: at(hourMs), remindMinutes: 1 });
  const quiet = await schedule({ startsAt: at(30_000), endsAt: at(hourMs) });
  await api.ask('POST', `${path}/reschedule`, { startsAt: at(62_000), endsAt: at(hourMs), body: 'A little later.' });
  await until('it reminds of the new time', async () => (await shown(path)).updates.length === 4);
  expect([await notices(late), await notices(quiet)]).toEqual([1, 1]);
});

it('comes again: the next one is planned when one begins, with its id known from its time', async () => {
  const listed = async () =>
    (await api.ask('GET', `/v1/pages/${page}/maintenances?limit=100`)).json['items'] as {
      title: string;
      startsAt: string;
      status: string;
      recurrence?: string;
    }[];
  const startsAt = at(-1_000);
  const path = await schedule({ title: 'Each week', startsAt, endsAt: at(hourMs), recurrence: 'FREQ=WEEKLY;COUNT=2', notify: false });
  const series = async () => (await listed()).filter(({ title }) => title === 'Each week');
  await until('the next is planned', async () => (await series()).length === 2);
  const [next, first] = await series();
  expect(Date.parse(next!.startsAt) - Date.parse(startsAt)).toBe(7 * 24 * hourMs);
  // It was the last but one.
  expect(first).toMatchObject({ status: 'in_progress', recurrence: 'FREQ=WEEKLY;COUNT=2' });
  expect(next).toMatchObject({ status: 'scheduled' });
  expect(next).not.toHaveProperty('recurrence');
  expect((await api.ask('POST', `${path}/cancel`, { body: 'We stop here.' })).status).toBe(201);
  expect(await shown(path)).toMatchObject({ status: 'completed', cancelled: true, updates: [{ body: 'We stop here.' }, {}, {}] });
  expect((await api.ask('POST', `${path}/cancel`, { body: 'Again.' })).status).toBe(409);
  const wrong = { title: 'x', body: 'y', startsAt: at(hourMs), endsAt: at(50 * hourMs), recurrence: 'FREQ=DAILY' };
  expect((await api.ask('POST', `/v1/pages/${page}/maintenances`, wrong)).json['fields']).toMatchObject([{ path: 'recurrence' }]);
  expect((await api.ask('POST', `/v1/pages/${page}/maintenances`, { ...wrong, recurrence: 'FREQ=HOURLY' })).json['fields']).toMatchObject([
    { path: 'recurrence' },
  ]);
});
