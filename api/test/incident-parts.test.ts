import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, nameOf, operationsOf } from './described.ts';
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

const post = async (path: string, body?: unknown, headers = {}) => api.ask('POST', `/v1/pages/${page}/${path}`, body, headers);
const open = async (body: object = {}) => String((await post('incidents', { title: 'Down', body: 'We look.', ...body })).json['id']);
const read = async (path: string) => (await api.ask('GET', `/v1/pages/${page}/${path}`)).json;
const updatesOf = async (incident: string) => (await read(`incidents/${incident}`))['updates'] as object[];

/** Every answer that anybody gets without a key, with these ids in its address, in which this text stands. */
async function toldIn(text: string, ids: Record<string, string>): Promise<string[]> {
  const open = (await operationsOf(api)).filter(({ method, security }) => method === 'GET' && security === undefined);
  expect(open.length).toBeGreaterThan(12);
  const found: string[] = [];
  for (const each of open) {
    const path = Object.entries(ids).reduce((filled, [name, id]) => filled.replace(`{${name}}`, id), each.path);
    const answer = await api.ask('GET', addressOf({ ...each, path }, page), undefined, { authorization: '' });
    if (answer.text.includes(text)) found.push(nameOf(each));
  }
  return found;
}

/** Tables in which this text stands: what gateways stream, notifiers tell and edges show is read from one of them. */
async function tablesWith(text: string): Promise<string[]> {
  const { sql } = opened.database;
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('audit', 'log') -- who did what is for administrators, and the log for regions`;
  const held = await Promise.all(
    tables.map(async ({ name }) =>
      (await sql`select 1 from ${sql(name)} each where each::text like ${`%${text}%`} limit 1`).length > 0 ? [name] : [],
    ),
  );
  return held.flat().sort();
}

it('a draft is seen by nobody but the team, wherever one looks, until it is published', async () => {
  const mark = `mark-${newId()}`;
  const said = { title: `Down ${mark}`, body: `We look. ${mark}`, components: [{ id: component, status: 'major_outage' }] };
  const draft = String((await post('drafts', said)).json['id']);
  expect((await api.ask('PATCH', `/v1/pages/${page}/drafts/${draft}`, { impact: 'critical' })).status).toBe(200);
  expect(await read(`drafts/${draft}`)).toMatchObject({ ...said, impact: 'critical' });

  const ids = { incident: draft, draft, component };
  expect(await toldIn(mark, ids)).toEqual([]);
  expect(await tablesWith(mark)).toEqual(['record']);
  expect((await read(`components`))['items']).toMatchObject([{ status: 'operational' }]);
  expect((await opened.database.sql`select 1 from status_span`).length).toBe(0);
  for (const path of [`drafts`, `drafts/${draft}`]) {
    expect((await api.ask('GET', `/v1/pages/${page}/${path}`, undefined, { authorization: '' })).status).toBe(401);
  }
  const reader = await api.keyFor(page, ['incidents:read']);
  expect((await api.ask('GET', `/v1/pages/${page}/drafts`, undefined, { authorization: `Bearer ${reader}` })).text).toContain(mark);
  const templates = await api.keyFor(page, ['templates:write']);
  const asTemplates = { authorization: `Bearer ${templates}` };
  expect((await api.ask('POST', `/v1/pages/${page}/drafts/${draft}/publish`, {}, asTemplates)).status).toBe(403);

  expect(await post(`drafts/${draft}/publish`, {})).toMatchObject({ status: 200, json: { id: draft } });
  const found = await read(`incidents/${draft}`);
  expect(found).toMatchObject({ title: said.title, impact: 'critical', components: said.components, updates: [{ body: said.body }] });
  expect(Date.parse(String(found['startedAt']))).toBeGreaterThan(Date.now() - 60_000);
  expect(await toldIn(mark, ids)).toEqual(
    expect.arrayContaining(['GET /v1/pages/{page}/view', 'GET /v1/pages/{page}/incidents', 'GET /v1/pages/{page}/incidents/{incident}']),
  );
  expect(await tablesWith(mark)).toEqual(['incident', 'incident_update', 'notify_job', 'page_event', 'record']);
  expect((await read(`components`))['items']).toMatchObject([{ status: 'major_outage' }]);
  // Once more: it is the same incident, and the draft is no more.
  expect((await post(`drafts/${draft}/publish`, {})).status).toBe(200);
  expect(await updatesOf(draft)).toHaveLength(1);
  expect((await opened.database.sql`select 1 from notify_job`).length).toBe(1);
  expect((await read('drafts'))['items']).toEqual([]);
  await post(`incidents/${draft}/updates`, { status: 'resolved', body: 'Over.', components: [{ id: component, status: 'operational' }] });
});

it('an update that is scheduled is seen by nobody but the team, until it is posted, by hand or by itself', async () => {
  const incident = await open();
  const mark = `mark-${newId()}`;
  const said = { incident, status: 'monitoring', body: `It holds. ${mark}`, publishAt: '2040-01-01T00:00:00+01:00' };
  const made = await post('publications', said, { 'idempotency-key': 'scheduled' });
  expect((await post('publications', said, { 'idempotency-key': 'scheduled' })).json['id']).toBe(made.json['id']);
  const publication = String(made.json['id']);
  expect(await read(`publications/${publication}`)).toMatchObject({ ...said, publishAt: '2039-12-31T23:00:00.000Z', notify: true });
  expect(await toldIn(mark, { incident, publication })).toEqual([]);
  expect(await tablesWith(mark)).toEqual(['record']);
  expect((await api.ask('GET', `/v1/pages/${page}/publications`, undefined, { authorization: '' })).status).toBe(401);
  const wrong = `incidents/${newId()}/publications/${publication}/publish`;
  expect((await post(wrong, {})).status).toBe(404);
  expect((await post(`incidents/${incident}/publications/${publication}/publish`, {})).status).toBe(200);
  expect((await post(`incidents/${incident}/publications/${publication}/publish`, {})).status).toBe(200);
  expect(await updatesOf(incident)).toHaveLength(2);
  expect((await read('publications'))['items']).toEqual([]);
});

it('a draft is published in silence when it is asked to, and not onto what is gone by then', async () => {
  const gone = String((await post('components', { name: 'Gone' })).json['id']);
  const draft = String(
    (await post('drafts', { title: 'Later', body: 'x', components: [{ id: gone, status: 'major_outage' }] })).json['id'],
  );
  await api.ask('DELETE', `/v1/pages/${page}/components/${gone}`);
  const refused = await post(`drafts/${draft}/publish`, { notify: false });
  expect(refused).toMatchObject({ status: 422, json: { fields: [{ path: 'components.0.id' }] } });
  expect((await api.ask('PATCH', `/v1/pages/${page}/drafts/${draft}`, { components: [] })).status).toBe(200);
  const jobs = async () => (await opened.database.sql`select 1 from notify_job`).length;
  const before = await jobs();
  expect((await post(`drafts/${draft}/publish`, { notify: false })).status).toBe(200);
  expect(await jobs()).toBe(before);
  const dropped = String((await post('drafts', { title: 'Never', body: 'x' })).json['id']);
  expect((await api.ask('DELETE', `/v1/pages/${page}/drafts/${dropped}`)).status).toBe(200);
  expect((await post(`drafts/${dropped}/publish`, {})).status).toBe(404);
  expect((await api.ask('GET', `/v1/pages/${page}/incidents/${dropped}`)).status).toBe(404);
});

it('internal notes are for the team alone, and change nothing that a reader is sent', async () => {
  const incident = await open();
  const mark = `mark-${newId()}`;
  const events = async () => (await opened.database.sql`select 1 from page_event`).length;
  const before = await events();
  const path = `incidents/${incident}/notes`;
  const first = await post(path, { body: `Ask the provider. ${mark}` }, { 'idempotency-key': 'one' });
  expect(first.status).toBe(201);
  expect((await post(path, { body: `Ask the provider. ${mark}` }, { 'idempotency-key': 'one' })).json['id']).toBe(first.json['id']);
  expect((await post(path, { body: 'Another' }, { 'idempotency-key': 'one' })).status).toBe(409);
  const second = String((await post(path, { body: 'A disk?' })).json['id']);
  expect((await api.ask('PATCH', `/v1/pages/${page}/${path}/${second}`, { body: 'Two disks' })).status).toBe(200);
  expect((await read(path))['items']).toMatchObject([
    { id: first.json['id'], body: `Ask the provider. ${mark}`, editedAt: null },
    { id: second, body: 'Two disks', editedAt: expect.any(String) },
  ]);
  expect((await api.ask('DELETE', `/v1/pages/${page}/${path}/${second}`)).status).toBe(200);
  expect((await read(path))['items']).toHaveLength(1);

  expect(await toldIn(mark, { incident })).toEqual([]);
  expect(await tablesWith(mark)).toEqual(['incident_note']);
  expect(await events()).toBe(before);
  expect((await api.ask('GET', `/v1/pages/${page}/${path}`, undefined, { authorization: '' })).status).toBe(401);
  expect((await post(`incidents/${newId()}/notes`, { body: 'x' })).status).toBe(404);
});

it('titles and bodies in other languages stand beside the others, are edited, and only languages are taken', async () => {
  const texts = { de: { title: 'Ausfall', body: 'Wir sehen nach.' }, 'pt-BR': { title: 'Fora do ar' } };
  const incident = await open({ texts });
  expect(await read(`incidents/${incident}`)).toMatchObject({
    texts: { de: { title: 'Ausfall' }, 'pt-BR': { title: 'Fora do ar' } },
    updates: [{ texts: { de: { body: 'Wir sehen nach.' } } }],
  });
  const update = String(
    (await post(`incidents/${incident}/updates`, { status: 'identified', body: 'A disk.', texts: { de: { body: 'Eine Platte.' } } })).json[
      'id'
    ],
  );
  const one = `/v1/pages/${page}/incidents/${incident}/updates/${update}`;
  await api.ask('PATCH', one, { body: 'Two disks.' });
  expect((await updatesOf(incident))[0]).toMatchObject({ body: 'Two disks.', texts: { de: { body: 'Eine Platte.' } } });
  await api.ask('PATCH', one, { body: 'Two disks.', texts: {} });
  expect((await updatesOf(incident))[0]).not.toHaveProperty('texts');
  const view = (await read('view'))['incidents'] as { id: string; texts?: unknown }[];
  expect(view.find(({ id }) => id === incident)).toMatchObject({ texts: { de: { title: 'Ausfall' } } });

  const wrong = await post('incidents', { title: 'x', body: 'y', texts: { DE: { title: 'x' }, fr: { titel: 'x' } } });
  expect(wrong.json['fields']).toMatchObject([
    { path: 'texts.DE', message: expect.stringContaining('must be a language') },
    { path: 'texts.fr.titel', message: expect.stringContaining('did you mean "title"') },
  ]);
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`x${String.fromCharCode(97 + at)}`, { title: 'x' }]));
  expect((await post('incidents', { title: 'x', body: 'y', texts: many })).json['fields']).toMatchObject([{ path: 'texts' }]);
});

it('an incident names those that have to do with it, of its page and not removed', async () => {
  const [first, second] = [await open(), await open()];
  const third = await open({ related: [first, second] });
  expect(await read(`incidents/${third}`)).toMatchObject({ related: [first, second] });
  await api.ask('DELETE', `/v1/pages/${page}/incidents/${first}`);
  expect(await read(`incidents/${third}`)).toMatchObject({ related: [second] });
  const path = `/v1/pages/${page}/incidents/${third}`;
  expect((await api.ask('PATCH', path, { related: [third, newId()] })).json['fields']).toMatchObject([
    { path: 'related.0', message: 'is the incident itself' },
    { path: 'related.1', message: 'is no incident of this page' },
  ]);
  await api.ask('PATCH', path, { related: [] });
  expect(await read(`incidents/${third}`)).not.toHaveProperty('related');
});

it('an impact that is computed follows the components until somebody says another', async () => {
  const incident = await open({ impact: 'computed', components: [{ id: component, status: 'partial_outage' }] });
  const impact = async () => (await read(`incidents/${incident}`))['impact'];
  const update = (body: object) => post(`incidents/${incident}/updates`, { status: 'identified', body: 'x', ...body });
  expect(await impact()).toBe('major');
  await update({ components: [{ id: component, status: 'major_outage' }] });
  expect(await impact()).toBe('critical');
  await update({});
  expect(await impact()).toBe('critical');
  await api.ask('PATCH', `/v1/pages/${page}/incidents/${incident}`, { impact: 'minor' });
  await update({});
  expect(await impact()).toBe('minor');
  await update({ impact: 'computed', components: [{ id: component, status: 'operational' }] });
  expect(await impact()).toBe('none');
  // Said to be what it is: that is somebody's word, too.
  await api.ask('PATCH', `/v1/pages/${page}/incidents/${incident}`, { impact: 'none' });
  await update({ components: [{ id: component, status: 'major_outage' }] });
  expect(await impact()).toBe('none');
});

it('a maintenance that was removed is restored', async () => {
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  const texts = { de: { title: 'Arbeiten', body: 'Wir arbeiten.' } };
  const id = String((await post('maintenances', { title: 'Works', body: 'We work.', ...times, texts })).json['id']);
  await api.ask('DELETE', `/v1/pages/${page}/maintenances/${id}`);
  expect((await api.ask('GET', `/v1/pages/${page}/maintenances/${id}`)).status).toBe(404);
  expect((await post(`maintenances/${id}/restore`)).status).toBe(200);
  expect(await read(`maintenances/${id}`)).toMatchObject({
    texts: { de: { title: 'Arbeiten' } },
    updates: [{ texts: { de: { body: 'Wir arbeiten.' } } }],
  });
});
