import { newId } from '@pharos/core/id';
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

const given = { name: 'Login', title: 'Sign-in fails', body: 'We are looking into it.' };

it('a template is made, listed, edited and removed, and what was not said has its default', async () => {
  const templates = `/v1/pages/${page}/templates`;
  const made = await api.ask('POST', templates, given, { 'idempotency-key': 'first' });
  expect(made.status).toBe(201);
  const { id } = made.json;
  expect((await api.ask('POST', templates, given, { 'idempotency-key': 'first' })).json['id']).toBe(id);
  const one = (await api.ask('GET', `${templates}/${String(id)}`)).json;
  expect(one).toMatchObject({ id, ...given, status: 'investigating', impact: 'minor', components: [], notify: true });
  expect(Object.keys(one)).toEqual(expect.arrayContaining(['createdAt', 'updatedAt']));

  expect((await api.ask('PATCH', `${templates}/${String(id)}`, { impact: 'major' })).status).toBe(200);
  const { items, next } = (await api.ask('GET', templates)).json as { items: unknown[]; next: unknown };
  expect(items).toEqual([{ ...one, impact: 'major', updatedAt: expect.any(String) }]);
  expect(next).toBeNull();

  expect((await api.ask('DELETE', `${templates}/${String(id)}`)).status).toBe(200);
  expect((await api.ask('GET', `${templates}/${String(id)}`)).status).toBe(404);
  expect((await api.ask('GET', templates)).json['items']).toEqual([]);
  expect((await api.ask('PATCH', `${templates}/${String(id)}`, { name: 'x' })).status).toBe(404);
});

it('templates are the team’s: no key, no list; another page’s are not there', async () => {
  const templates = `/v1/pages/${page}/templates`;
  const { id } = (await api.ask('POST', templates, given)).json;
  expect((await api.ask('GET', templates, undefined, { authorization: '' })).status).toBe(401);
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  expect((await api.ask('GET', `/v1/pages/${other}/templates/${String(id)}`)).status).toBe(404);
  const key = await api.keyFor(other, ['admin']);
  expect((await api.ask('GET', templates, undefined, { authorization: `Bearer ${key}` })).status).toBe(404);
  const foreign = await api.ask('PATCH', `/v1/pages/${other}/templates/${String(id)}`, { name: 'Mine' });
  expect(foreign.status).toBe(404);
});

it('a page that is not there has none, and what is wrong is named', async () => {
  expect((await api.ask('POST', `/v1/pages/${newId()}/templates`, given)).status).toBe(404);
  const wrong = await api.ask('POST', `/v1/pages/${page}/templates`, { ...given, body: 'x'.repeat(20_001), impact: 'huge' });
  expect(wrong.status).toBe(422);
  expect((wrong.json['fields'] as { path: string }[]).map(({ path }) => path)).toEqual(['body', 'impact']);
});

it('a template is opened as an incident, and posted as an update, with its variables filled in', async () => {
  const component = String((await api.ask('POST', `/v1/pages/${page}/components`, { name: 'Mail' })).json['id']);
  const components = [{ id: component, status: 'partial_outage' }];
  const said = { name: 'Down', title: '{{service}} fails', body: '{{service}} is down.', texts: { de: { title: '{{service}} gestört' } } };
  const template = String((await api.ask('POST', `/v1/pages/${page}/templates`, { ...said, components, impact: 'computed' })).json['id']);
  const path = `/v1/pages/${page}/templates/${template}/open`;
  const asked = { variables: { service: 'Mail' }, status: 'identified' };
  const opened = await api.ask('POST', path, asked, { 'idempotency-key': 'open' });
  expect(opened.status).toBe(201);
  const incident = `/v1/pages/${page}/incidents/${String(opened.json['id'])}`;
  expect((await api.ask('GET', incident)).json).toMatchObject({
    title: 'Mail fails',
    texts: { de: { title: 'Mail gestört' } },
    status: 'identified',
    impact: 'major',
    components,
    updates: [{ id: opened.json['update'], body: 'Mail is down.' }],
  });
  expect((await api.ask('POST', path, asked, { 'idempotency-key': 'open' })).json['id']).toBe(opened.json['id']);
  expect((await api.ask('POST', path, { variables: { service: 'X' } }, { 'idempotency-key': 'open' })).status).toBe(409);
  expect((await api.ask('POST', path, { variables: { servce: 'X' } })).json).toMatchObject({
    status: 422,
    fields: [{ path: 'variables.service' }, { path: 'variables.servce' }],
  });

  const next = {
    name: 'Over',
    body: '{{service}} works again.',
    status: 'resolved',
    components: [{ id: component, status: 'operational' }],
  };
  const update = String((await api.ask('POST', `/v1/pages/${page}/templates`, next)).json['id']);
  const posted = await api.ask('POST', `${incident}/templates/${update}/post`, { variables: { service: 'Mail' } });
  expect(posted.status).toBe(201);
  expect((await api.ask('GET', incident)).json).toMatchObject({
    title: 'Mail fails',
    status: 'resolved',
    components: [{ id: component, status: 'operational' }],
    updates: [{ id: posted.json['id'], body: 'Mail works again.' }, {}],
  });
  // It has no title: whoever opens it says one.
  const untitled = { variables: { service: 'Mail' }, components: [] };
  expect((await api.ask('POST', `/v1/pages/${page}/templates/${update}/open`, untitled)).json['fields']).toMatchObject([{ path: 'title' }]);
  expect((await api.ask('POST', `/v1/pages/${page}/templates/${update}/open`, { ...untitled, title: 'Mail' })).status).toBe(201);
  await api.ask('DELETE', `/v1/pages/${page}/templates/${template}`);
  expect((await api.ask('POST', path, asked)).status).toBe(404);
  const mayEdit = { authorization: `Bearer ${await api.keyFor(page, ['templates:write'])}` };
  expect((await api.ask('POST', `/v1/pages/${page}/templates/${update}/open`, { ...untitled, title: 'x' }, mayEdit)).status).toBe(403);
});
