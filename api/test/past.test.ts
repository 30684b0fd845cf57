import { PastView } from '@pharos/resources/past';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
});
afterAll(() => opened[Symbol.asyncDispose]());

const guest = { authorization: '' };
const post = async (path: string, body: object) => String((await api.ask('POST', `/v1/pages/${page}/${path}`, body)).json['id']);
const past = async (query = '') => PastView.parse((await api.ask('GET', `/v1/pages/${page}/past${query}`, undefined, guest)).json);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

it('tells in short of all that there was, newest first, with what was said last; what was removed or is a draft is not told of', async () => {
  const long = await post('incidents', {
    title: 'Long',
    body: 'First',
    impact: 'minor',
    startedAt: hoursAgo(2_000),
    texts: { de: { title: 'Lang', body: 'x' } },
  });
  await post(`incidents/${long}/updates`, { status: 'resolved', body: `Last ${'x'.repeat(1_000)}` });
  const gone = await post('incidents', { title: 'Mistake', body: 'x', impact: 'minor' });
  await api.ask('DELETE', `/v1/pages/${page}/incidents/${gone}`);
  await post('drafts', { title: 'Not yet', body: 'x' });
  const planned = { title: 'Upgrade', body: 'Short.', startsAt: hoursAgo(-48), endsAt: hoursAgo(-50) };
  const maintenance = await post('maintenances', planned);
  const { items, older } = await past();
  expect(items.map(({ id }) => id)).toEqual([maintenance, long]);
  expect(items[0]).toMatchObject({
    kind: 'maintenance',
    title: 'Upgrade',
    status: 'scheduled',
    cancelled: false,
    at: planned.startsAt,
    endedAt: planned.endsAt,
    said: 'Short.',
  });
  expect(items[1]).toMatchObject({ kind: 'incident', status: 'resolved', impact: 'minor', texts: { de: { title: 'Lang' } } });
  expect(items[1]!.said).toBe(`Last ${'x'.repeat(275)}`);
  expect(older).toBe(false);
  expect((await past(`?before=${encodeURIComponent(hoursAgo(1_000))}`)).items.map(({ id }) => id)).toEqual([long]);
});

it('is there for nobody who may not see the page, and is known again by its tag', async () => {
  const ask = (headers = {}) => api.ask('GET', `/v1/pages/${page}/past`, undefined, headers);
  const first = await ask(guest);
  expect((await ask({ ...guest, 'if-none-match': first.headers.get('etag')! })).status).toBe(304);
  await api.ask('PATCH', `/v1/pages/${page}`, { private: true });
  expect([(await ask(guest)).status, (await ask()).status]).toEqual([404, 200]);
});
