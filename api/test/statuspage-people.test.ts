import { codeForm, codeOf } from '@pharos/resources/statuspage/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStatuspage, type StatuspageWorld } from './statuspage-world.ts';

let world: StatuspageWorld;
let mail: string;
beforeAll(async () => {
  world = await openStatuspage();
  mail = ((await world.on('POST', '/components', { component: { name: 'Mail' } })).json as { id: string }).id;
});
afterAll(() => world[Symbol.asyncDispose]());

type Told = Record<string, unknown> & { id: string };
const subscribe = async (subscriber: object) => {
  const { status, json } = await world.on('POST', '/subscribers', { subscriber });
  expect(status).toBe(201);
  return json as Told;
};
const list = async (query = '') =>
  ((await world.on('GET', `/subscribers${query}`)).json as Told[]).map(({ email, endpoint }) => String(email ?? endpoint));

describe('subscribers', () => {
  it('are asked first, unless that is not wanted, and told in their shape', async () => {
    const asked = await subscribe({ email: 'ada@example.com', component_ids: [mail] });
    expect(asked).toMatchObject({
      id: expect.stringMatching(codeForm),
      mode: 'email',
      email: 'ada@example.com',
      components: [mail],
      endpoint: null,
    });
    expect(await list()).toEqual([]);
    expect(await list('?state=unconfirmed')).toEqual(['ada@example.com']);
    const sure = await subscribe({ email: 'Bob@example.com', skip_confirmation_notification: true });
    const hook = await subscribe({
      endpoint: 'https://hooks.example.com/status',
      email: 'ops@example.com',
      skip_confirmation_notification: 'true',
    });
    expect(hook).toMatchObject({ mode: 'webhook', endpoint: 'https://hooks.example.com/status', email: null });
    expect(new Set(await list())).toEqual(new Set(['Bob@example.com', 'https://hooks.example.com/status']));
    expect(await list('?type=webhook')).toEqual(['https://hooks.example.com/status']);
    expect(await list('?type=slack')).toEqual([]);
    expect(await list('?state=all&q=ada')).toEqual(['ada@example.com']);
    expect(await list('?limit=1&page=0')).toHaveLength(1);
    expect([...(await list('?limit=1&page=0')), ...(await list('?limit=1&page=1'))]).toEqual(await list());
    expect((await world.on('GET', '/subscribers/count')).json).toMatchObject({ email: 1, webhook: 1, sms: 0, slack: 0 });
    expect((await world.on('GET', '/subscribers/count?type=email&state=unconfirmed')).json).toEqual({ email: 1 });
    expect((await world.on('GET', '/subscribers/histogram_by_state')).json).toMatchObject({
      email: { active: 1, unconfirmed: 1, quarantined: 0, total: 2 },
    });

    const path = `/subscribers/${sure.id}`;
    expect((await world.on('GET', path)).json).toEqual(sure);
    expect((await world.on('PATCH', path, { component_ids: [mail] })).json).toMatchObject({ components: [mail] });
    const gone = await world.on('DELETE', path);
    expect([gone.status, gone.json]).toMatchObject([200, { id: sure.id, mode: 'email' }]);
    expect(await list('?type=email')).toEqual([]);
    expect(await list('/unsubscribed')).toHaveLength(1);
    expect((await world.on('GET', '/subscribers/000000000000')).status).toBe(404);
  });

  it('in bulk leave, and come back', async () => {
    const ids = await Promise.all(
      ['one', 'two'].map(async (name) => (await subscribe({ email: `${name}@example.org`, skip_confirmation_notification: true })).id),
    );
    expect((await world.on('POST', '/subscribers/unsubscribe', { subscribers: ids })).status).toBe(201);
    expect(await list('?type=email&q=one')).toEqual([]);
    expect((await world.on('POST', '/subscribers/reactivate', { subscribers: ids })).status).toBe(201);
    expect(await list('?type=email&q=one')).toEqual(['one@example.org']);
    expect((await world.on('POST', '/subscribers/unsubscribe', { subscribers: 'all', type: 'email' })).status).toBe(201);
    expect(await list('?type=email')).toEqual([]);
    // Of another way: still there.
    expect(await list('?type=webhook')).toHaveLength(1);
    expect((await world.on('POST', '/subscribers/unsubscribe', {})).status).toBe(400);
    expect((await world.on('POST', '/subscribers/unsubscribe', { subscribers: ['000000000000'] })).status).toBe(404);
  });

  it('of a chat service are listed as such, and their address, which is a secret, is not brought back', async () => {
    const { api, page } = world.opened;
    const address = 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx';
    expect((await api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'slack', address })).status).toBe(202);
    const found = (await world.on('GET', '/subscribers?type=slack')).json as Told[];
    expect(found).toMatchObject([{ mode: 'slack', email: null, endpoint: null }]);
    expect(JSON.stringify(found)).not.toContain('abcdefghijklmnopqrstuvwx');
    expect((await world.on('GET', '/subscribers/count?type=slack')).json).toEqual({ slack: 1 });
    const { status, json } = await world.on('POST', '/subscribers/reactivate', { subscribers: [found[0]!.id] });
    expect([status, json]).toMatchObject([422, { error: expect.stringContaining('not carried') }]);
    expect((await world.on('DELETE', `/subscribers/${found[0]!.id}`)).status).toBe(200);
  });

  it('that nobody can tell anything are refused', async () => {
    for (const subscriber of [
      {},
      { email: 'nobody' },
      { endpoint: 'ftp://example.com' },
      { phone_country: 'DE', phone_number: '0170 123' },
    ]) {
      const { status, json } = await world.on('POST', '/subscribers', { subscriber });
      expect([400, 422]).toContain(status);
      expect(json).toHaveProperty('error');
    }
  });

  it('may follow one incident, and are of that alone', async () => {
    const open = async () => ((await world.on('POST', '/incidents', { incident: { name: 'x', body: 'x' } })).json as Told).id;
    const [one, other] = [await open(), await open()];
    const subscriber = { email: 'eve@example.com', skip_confirmation_notification: true };
    const made = await world.on('POST', `/incidents/${one}/subscribers`, { subscriber });
    expect(made.status).toBe(201);
    const { id } = made.json as Told;
    expect((await world.on('GET', `/incidents/${one}/subscribers`)).json).toEqual([made.json]);
    expect((await world.on('GET', `/incidents/${other}/subscribers`)).json).toEqual([]);
    expect((await world.on('GET', `/incidents/${other}/subscribers/${id}`)).status).toBe(404);
    expect((await world.on('GET', `/incidents/${one}/subscribers/${id}`)).json).toEqual(made.json);
    expect((await world.on('POST', `/incidents/${one}/subscribers/${id}/resend_confirmation`)).status).toBe(409);
    expect((await world.on('DELETE', `/incidents/${one}/subscribers/${id}`)).status).toBe(200);
    expect((await world.on('GET', `/incidents/${one}/subscribers`)).json).toEqual([]);
  });
});

describe('metrics', () => {
  it('are made under the provider that pushes, measured one by one and many at once, and removed', async () => {
    const [provider] = (await world.on('GET', '/metrics_providers')).json as Told[];
    expect(provider).toMatchObject({ type: 'Self', page_id: world.code });
    const path = `/metrics_providers/${provider!.id}`;
    expect((await world.on('GET', path)).json).toEqual(provider);
    expect((await world.on('POST', '/metrics_providers', { metrics_provider: { type: 'Self' } })).json).toEqual(provider);
    expect((await world.on('POST', '/metrics_providers', { metrics_provider: { type: 'Datadog' } })).status).toBe(422);
    const made = await world.on('POST', `${path}/metrics`, {
      metric: { name: 'Latency', suffix: 'ms', display: true, decimal_places: 1, tooltip_description: 'p99' },
    });
    expect([made.status, made.json]).toMatchObject([
      201,
      { name: 'Latency', suffix: 'ms', display: true, decimal_places: 1, tooltip_description: 'p99', metrics_provider_id: provider!.id },
    ]);
    const { id } = made.json as Told;
    expect((await world.on('GET', '/metrics')).json).toEqual([made.json]);
    expect((await world.on('GET', `${path}/metrics`)).json).toEqual([made.json]);
    expect((await world.on('PATCH', `/metrics/${id}`, { metric: { name: 'Delay' } })).json).toMatchObject({
      id,
      name: 'Delay',
      suffix: 'ms',
    });
    const now = Math.floor(Date.now() / 1_000);
    const point = await world.on('POST', `/metrics/${id}/data`, `data[timestamp]=${now}&data[value]=12.5`);
    expect([point.status, point.json]).toEqual([201, { data: { timestamp: now, value: 12.5 } }]);
    const many = await world.on('POST', '/metrics/data', {
      data: {
        [id]: [
          { timestamp: now - 60, value: 1 },
          { timestamp: now - 120, value: 2 },
        ],
      },
    });
    expect(many.status).toBe(202);
    const metric = (await world.opened.api.ask('GET', `/v1/pages/${world.opened.page}/metrics`)).json['items'] as Told[];
    const points = await world.opened.api.ask('GET', `/v1/pages/${world.opened.page}/metrics/${metric[0]!.id}/points?points=1`);
    expect(points.json['items']).toMatchObject([{ count: 3, max: 12.5, min: 1 }]);
    expect((await world.on('POST', '/metrics/data', { data: { '000000000000': [{ timestamp: now, value: 1 }] } })).status).toBe(404);
    expect((await world.on('POST', `/metrics/${id}/data`, { data: { timestamp: 'now', value: 1 } })).status).toBe(422);
    const gone = await world.on('DELETE', `/metrics/${id}`);
    expect([gone.status, gone.json]).toMatchObject([200, { id }]);
    expect((await world.on('GET', '/metrics')).json).toEqual([]);
  });
});

describe('the people of an organisation', () => {
  it('are invited, permitted and removed by an administrator of it', async () => {
    const { api } = world.opened;
    const organisation = String((await api.ask('POST', '/v1/organisations', { name: 'Acme' })).json['id']);
    const page = String((await api.ask('POST', '/v1/pages', { name: 'Theirs', slug: 'theirs', organisation })).json['id']);
    const key = String((await api.ask('POST', '/v1/keys', { name: 'k', scopes: ['admin'], organisation })).json['secret']);
    const headers = { authorization: `OAuth ${key}` };
    const path = `/organizations/${codeOf(organisation)}`;
    const made = await world.ask(
      'POST',
      `${path}/users`,
      { user: { email: 'grace@example.com', first_name: 'Grace', last_name: 'Hopper' } },
      headers,
    );
    expect([made.status, made.json]).toMatchObject([
      201,
      { email: 'grace@example.com', first_name: 'Grace', last_name: 'Hopper', organization_id: codeOf(organisation) },
    ]);
    const { id } = made.json as Told;
    expect((await world.ask('GET', `${path}/users`, undefined, headers)).json).toEqual([made.json]);
    const permissions = `${path}/permissions/${id}`;
    expect((await world.ask('GET', permissions, undefined, headers)).json).toEqual({
      data: { user_id: id, pages: { [codeOf(page)]: { page_configuration: false, incident_manager: false, maintenance_manager: false } } },
    });
    const said = { pages: { [codeOf(page)]: { page_configuration: false, incident_manager: true, maintenance_manager: true } } };
    expect((await world.ask('PUT', permissions, said, headers)).json).toMatchObject({ data: said });
    expect((await world.ask('PUT', permissions, { pages: { [world.code]: said.pages[codeOf(page)] } }, headers)).status).toBe(404);
    expect((await world.ask('GET', `${path}/users`)).status).toBe(403);
    expect((await world.ask('DELETE', `${path}/users/${id}`, undefined, headers)).status).toBe(200);
    expect((await world.ask('GET', `${path}/users`, undefined, headers)).json).toEqual([]);
    expect((await world.ask('GET', '/organizations/000000000000/users', undefined, headers)).status).toBe(404);
  });
});

it('who may see a page that is not for everybody looks at that page alone', async () => {
  const { api } = world.opened;
  const organisation = String((await api.ask('POST', '/v1/organisations', { name: 'Closed' })).json['id']);
  const page = String((await api.ask('POST', '/v1/pages', { name: 'Closed', slug: 'closed', organisation })).json['id']);
  const key = String((await api.ask('POST', '/v1/keys', { name: 'k', scopes: ['admin'], organisation })).json['secret']);
  const path = `/pages/${codeOf(page)}/page_access_users`;
  const ask = (method: string, below = '', body?: object) => world.ask(method, path + below, body, { authorization: `OAuth ${key}` });
  const made = await ask('POST', '', { page_access_user: { email: 'reader@example.com' } });
  expect([made.status, made.json]).toMatchObject([200, { email: 'reader@example.com', page_id: codeOf(page), page_access_group_ids: [] }]);
  const { id } = made.json as Told;
  expect((await ask('POST', '', { page_access_user: { email: 'Reader@example.com' } })).json).toMatchObject({ id });
  expect((await ask('GET')).json).toEqual([made.json]);
  expect((await ask('GET', '?email=other@example.com')).json).toEqual([]);
  expect((await ask('GET', `/${id}`)).json).toEqual(made.json);
  expect((await ask('PATCH', `/${id}`, { page_access_user: { email: 'reader@example.com' } })).status).toBe(200);
  const people = (await api.ask('GET', `/v1/people?organisation=${organisation}`)).json['items'];
  expect(people).toMatchObject([{ email: 'reader@example.com', role: null, pages: { [page]: 'viewer' } }]);
  expect((await ask('PUT', `/${id}/components`, { component_ids: [] })).status).toBe(422);
  expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  expect((await ask('GET')).json).toEqual([]);
  expect((await ask('GET', `/${id}`)).status).toBe(404);
  // People are the organisation's: a key of the page alone does not say who they are.
  expect((await world.on('GET', '/page_access_users')).status).toBe(403);
});

it('what is not carried says so', async () => {
  expect((await world.on('GET', '/page_access_groups')).json).toEqual([]);
  for (const [method, path, body] of [['POST', '/page_access_groups', { page_access_group: { name: 'x' } }]] as const) {
    const { status, json } = await world.on(method, path, body);
    expect([status, json]).toMatchObject([
      422,
      { error: expect.stringContaining('not carried'), message: expect.stringContaining('docs/statuspage.md') },
    ]);
  }
});

it('the frame on other pages is put where somebody says, and has their colours', async () => {
  const usual = (await world.on('GET', '/status_embed_config')).json as Record<string, string>;
  expect(Object.keys(usual)).toEqual([
    'page_id',
    'position',
    'incident_background_color',
    'incident_text_color',
    'maintenance_background_color',
    'maintenance_text_color',
  ]);
  const said = { position: 'top-left', incident_text_color: '#ffffff' };
  for (const method of ['PATCH', 'PUT']) {
    const { status, json } = await world.on(method, '/status_embed_config', { status_embed_config: said });
    expect([status, json]).toEqual([200, { ...usual, ...said }]);
  }
  const wrong = await world.on('PATCH', '/status_embed_config', { status_embed_config: { position: 'up', incident_text_color: 'red;}' } });
  expect(wrong.status).toBe(422);
  expect((await world.on('GET', '/status_embed_config')).json).toEqual({ ...usual, ...said });
});
