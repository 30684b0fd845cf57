import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;
let component: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
  component = String((await api.ask('POST', `/v1/pages/${page}/components`, { name: 'API' })).json['id']);
});
afterAll(() => opened[Symbol.asyncDispose]());

interface Item {
  key: string;
  alert: string | null;
  incident: string | null;
  state: string;
  opened: string;
  trouble: string | null;
}

const sources = () => `/v1/pages/${page}/alert-sources`;
const makeSource = async (said: object = {}): Promise<string> => {
  const rules = [
    {
      labels: { team: 'shop*' },
      opens: 'incident',
      title: '{{service}}: {{title}}',
      components: [{ id: component, status: 'major_outage' }],
    },
  ];
  const made = await api.ask('POST', sources(), { name: 'Checks', format: 'generic', quietSeconds: 0, rules, ...said });
  expect(made.status, made.text).toBe(201);
  return String(made.json['id']);
};
const alertOf = (key: string, state: string, labels: object = { team: 'shop-eu', service: 'Cart' }) => ({
  key,
  state,
  title: 'is slow',
  labels,
});
const send = async (source: string, body: unknown): Promise<Item[]> => {
  const answer = await api.ask('POST', `${sources()}/${source}/alerts`, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json['items'] as Item[];
};
const incident = async (id: string | null) => (await api.ask('GET', `/v1/pages/${page}/incidents/${id}`)).json;
const countIncidents = async () => ((await api.ask('GET', `/v1/pages/${page}/incidents`)).json['items'] as object[]).length;

it('an alert opens an incident by the rule that fits it, once however often it is sent, and resolves it when it is over', async () => {
  const source = await makeSource();
  const [opened] = await send(source, alertOf('a', 'firing'));
  expect(opened).toMatchObject({ key: 'a', state: 'firing', opened: 'incident', trouble: null });
  const found = await incident(opened!.incident);
  expect(found).toMatchObject({ title: 'Cart: is slow', status: 'investigating', impact: 'minor' });
  expect((found['updates'] as { body: string }[]).map(({ body }) => body)).toEqual(['We are looking into it.']);
  expect(await send(source, [alertOf('a', 'firing'), alertOf('a', 'FIRING')])).toEqual([opened]);
  const { items } = (await api.ask('GET', `/v1/pages/${page}/components`)).json;
  expect(items).toMatchObject([{ id: component, status: 'major_outage' }]);

  const [over] = await send(source, alertOf('a', 'ok'));
  expect(over).toMatchObject({ incident: opened!.incident, state: 'resolved' });
  const resolved = await incident(opened!.incident);
  expect(resolved['status']).toBe('resolved');
  expect((resolved['updates'] as object[]).length).toBe(2);
  expect(await send(source, alertOf('a', 'ok'))).toEqual([over]);
  const [again] = await send(source, alertOf('a', 'firing'));
  expect(again!.incident).not.toBe(opened!.incident);
  await send(source, alertOf('a', 'ok'));
});

it('sent by many at once it is still one, and each of a group is one of its own', async () => {
  const source = await makeSource();
  const before = await countIncidents();
  const answers = await Promise.all(Array.from({ length: 12 }, () => send(source, [alertOf('x', 'firing'), alertOf('y', 'firing')])));
  const incidents = new Set(answers.flat().map(({ incident: id }) => id));
  expect(incidents.size).toBe(2);
  expect(await countIncidents()).toBe(before + 2);
  await send(source, [alertOf('x', 'ok'), alertOf('y', 'ok')]);
});

it('what no rule is for is left out, and so is the end of what was never heard of', async () => {
  const source = await makeSource();
  const none = { alert: null, incident: null, state: 'ignored', opened: 'none', trouble: null };
  expect(await send(source, [alertOf('b', 'firing', { team: 'core' }), alertOf('c', 'ok')])).toEqual([
    { key: 'b', ...none },
    { key: 'c', ...none },
  ]);
});

it('where nothing else is said a draft waits for the team; an alert that is over takes it away again, and resolves what was published', async () => {
  const source = await makeSource({ rules: [{}] });
  const [drafted] = await send(source, alertOf('d', 'firing'));
  expect(drafted).toMatchObject({ opened: 'draft', state: 'firing' });
  const draft = () => api.ask('GET', `/v1/pages/${page}/drafts/${drafted!.incident}`);
  expect((await draft()).json).toMatchObject({ title: 'is slow', body: 'We are looking into it.' });
  expect((await api.ask('GET', `/v1/pages/${page}/incidents/${drafted!.incident}`)).status).toBe(404);
  await send(source, alertOf('d', 'ok'));
  expect((await draft()).status).toBe(404);

  const [second] = await send(source, alertOf('d', 'firing'));
  expect((await api.ask('POST', `/v1/pages/${page}/drafts/${second!.incident}/publish`, {})).status).toBe(200);
  await send(source, alertOf('d', 'ok'));
  expect(await incident(second!.incident)).toMatchObject({ status: 'resolved' });
});

it('an alert that comes back within its quiet time changes nothing, and is over after it by itself', async () => {
  const source = await makeSource({ quietSeconds: 1, onResolved: 'post' });
  const [opened] = await send(source, alertOf('e', 'firing'));
  expect((await send(source, alertOf('e', 'ok')))[0]).toMatchObject({ state: 'quiet' });
  expect((await send(source, alertOf('e', 'firing')))[0]).toMatchObject({ state: 'firing', incident: opened!.incident });
  expect(((await incident(opened!.incident))['updates'] as object[]).length).toBe(1);
  await send(source, alertOf('e', 'ok'));
  await expect.poll(async () => (await incident(opened!.incident))['status']).toBe('monitoring');
  expect((await api.ask('GET', `/v1/pages/${page}/alerts/${opened!.alert}`)).json).toMatchObject({
    state: 'resolved',
    episode: 1,
    publishAt: null,
  });
});

it('one that fires for long enough is opened by itself', async () => {
  const source = await makeSource({ waitSeconds: 1 });
  const [waiting] = await send(source, alertOf('f', 'firing'));
  expect(waiting).toMatchObject({ state: 'waiting', opened: 'none', incident: null });
  const alert = async () => (await api.ask('GET', `/v1/pages/${page}/alerts/${waiting!.alert}`)).json;
  await expect.poll(async () => (await alert())['opened']).toBe('incident');
  expect(await incident(String((await alert())['incident']))).toMatchObject({ title: 'Cart: is slow' });
});

it('what the team has resolved or removed meanwhile stays so, and a component that is gone is the alert’s trouble and no refusal', async () => {
  const source = await makeSource();
  const [opened] = await send(source, alertOf('g', 'firing'));
  const updates = `/v1/pages/${page}/incidents/${opened!.incident}/updates`;
  expect((await api.ask('POST', updates, { status: 'resolved', body: 'We have mended it.' })).status).toBe(201);
  await send(source, alertOf('g', 'ok'));
  expect(((await incident(opened!.incident))['updates'] as object[]).length).toBe(2);

  const gone = await makeSource({ rules: [{ opens: 'incident', components: [{ id: newId(), status: 'major_outage' }] }] });
  const [troubled] = await send(gone, alertOf('h', 'firing'));
  expect(troubled).toMatchObject({ state: 'firing', opened: 'none', incident: null });
  expect(troubled!.trouble).toContain('component');
});

it('who was not told of its beginning is not told of its end', async () => {
  const notices = async () => (await opened.database.sql`select from notify_job where page = ${page}`).length;
  const before = await notices();
  const quiet = await makeSource({ rules: [{ labels: { team: '*' }, opens: 'incident', notify: false }] });
  await send(quiet, alertOf('q', 'firing'));
  await send(quiet, alertOf('q', 'ok', {})); // a sender that says less of an end
  expect(await notices()).toBe(before);
  const loud = await makeSource({ rules: [{ opens: 'incident' }] });
  for (const state of ['firing', 'ok']) await send(loud, alertOf('l', state));
  expect(await notices()).toBe(before + 2);
});

it('a key that may do nothing but send alerts does that, by a header or in the address; no other way in is open', async () => {
  const source = await makeSource();
  const path = `${sources()}/${source}/alerts`;
  const key = await api.keyFor(page, ['alerts:write']);
  const nobody = { authorization: '' };
  expect((await api.ask('POST', path, alertOf('i', 'firing'), { authorization: `Bearer ${key}` })).status).toBe(200);
  const byAddress = await api.ask('POST', `${path}/${key}`, alertOf('i', 'ok'), nobody);
  expect(byAddress.json['items']).toMatchObject([{ key: 'i', state: 'resolved' }]);

  expect((await api.ask('POST', path, alertOf('i', 'firing'), nobody)).status).toBe(401);
  expect((await api.ask('POST', `${path}/phr_nobody`, alertOf('i', 'firing'), nobody)).status).toBe(401);
  expect((await api.ask('GET', sources(), undefined, { authorization: `Bearer ${key}` })).status).toBe(403);
  expect((await api.ask('POST', `${path}/${await api.keyFor(page, ['incidents:write'])}`, alertOf('i', 'firing'), nobody)).status).toBe(
    403,
  );
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: `other-${newId()}` })).json['id']);
  expect((await api.ask('POST', `${path}/${await api.keyFor(other, ['alerts:write'])}`, alertOf('i', 'firing'), nobody)).status).toBe(404);
});

it('what is no alert is told by the field; a source that is not there, and a wrong rule, too', async () => {
  const source = await makeSource({ format: 'alertmanager' });
  const wrong = await api.ask('POST', `${sources()}/${source}/alerts`, { status: 'firing' });
  expect(wrong.status).toBe(422);
  expect(wrong.json['fields']).toEqual([{ path: 'alerts', message: 'is missing: send a list' }]);
  expect((await api.ask('POST', `${sources()}/${newId()}/alerts`, alertOf('j', 'firing'))).status).toBe(404);
  const rule = await api.ask('POST', sources(), { name: 'x', format: 'nagios', rules: [{ opens: 'all' }] });
  expect((rule.json['fields'] as { path: string }[]).map(({ path }) => path)).toEqual(['format', 'rules.0.opens']);
});

it('texts that no database takes are refused by their field, and mended where a sender cannot help it', async () => {
  const wrong = await api.ask('POST', sources(), { name: 'Checks', format: 'generic', mapping: { text: 'half \ud83d' } });
  expect(wrong.json).toMatchObject({ status: 422, fields: [{ path: 'mapping.text' }] });
  const rules = [{ labels: { 'a\0': 'b' }, opens: 'draft' }];
  expect((await api.ask('POST', sources(), { name: 'Checks', format: 'generic', rules })).json).toMatchObject({
    status: 422,
    fields: [{ path: 'rules.0.labels' }],
  });
  const source = await makeSource();
  const [taken] = await send(source, alertOf('half \ud83d', 'firing', { team: 'shop-eu', service: 'Cart', 'odd\0': '\udc00' }));
  expect(taken).toMatchObject({ state: 'firing', opened: 'incident' });
});
