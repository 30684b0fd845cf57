import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { createLog } from '@pharos/core/log';
import { systemRandom } from '@pharos/core/random';
import { testKit } from '@pharos/core/testing/kit';
import { codeForm, codeOf } from '@pharos/resources/statuspage/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { openApi } from './open-api.ts';
import { openStatuspage, type StatuspageWorld } from './statuspage-world.ts';

let world: StatuspageWorld;
beforeAll(async () => (world = await openStatuspage()));
afterAll(() => world[Symbol.asyncDispose]());

const component = async (name: string, more: object = {}): Promise<string> =>
  ((await world.on('POST', '/components', { component: { name, ...more } })).json as { id: string }).id;

describe('who may come in', () => {
  it('is asked for a key, in each of the ways in which clients bring one', async () => {
    const { ask, key, code } = world;
    const path = `/pages/${code}`;
    for (const authorization of [`OAuth ${key}`, `oauth ${key}`, `Bearer ${key}`]) {
      expect((await ask('GET', path, undefined, { authorization })).status).toBe(200);
    }
    expect((await ask('GET', `${path}?api_key=${key}`, undefined, { authorization: '' })).status).toBe(200);
    expect((await ask('GET', `${path}.json?api_key=${key}`, undefined, { authorization: '' })).status).toBe(200);
    for (const headers of [{ authorization: '' }, { authorization: 'OAuth wrong' }, { authorization: 'Basic eDp5' }]) {
      const { status, json } = await ask('GET', path, undefined, headers);
      expect(status).toBe(401);
      expect(json).toEqual({ error: expect.any(String), message: expect.any(String) });
    }
  });

  it('sees nothing of another page, nor of one that everybody may read, and may do no more than the key', async () => {
    const { opened, ask, code } = world;
    const other = String((await opened.api.ask('POST', '/v1/pages', { name: 'Other', slug: newId() })).json['id']);
    const foreign = await opened.api.keyFor(other, ['admin']);
    const mine = await component('Mine');
    for (const [method, path, body] of [
      ['GET', ''],
      ['GET', '/components'],
      ['GET', '/incidents'],
      ['POST', '/components', { component: { name: 'Theirs' } }],
      ['DELETE', `/components/${mine}`],
    ] as const) {
      expect((await ask(method, `/pages/${code}${path}`, body, { authorization: `OAuth ${foreign}` })).status, path).toBe(404);
    }
    // A component of ours is none of theirs, also on their own page.
    const theirs = await ask('DELETE', `/pages/${codeOf(other)}/components/${mine}`, undefined, { authorization: `OAuth ${foreign}` });
    expect(theirs.status).toBe(404);
    const reader = await opened.api.keyFor(opened.page, ['read']);
    const refused = await world.on('POST', '/components', { component: { name: 'x' } }, { authorization: `OAuth ${reader}` });
    expect([refused.status, Object.keys(refused.json)]).toEqual([403, ['error', 'message']]);
    expect((await world.on('GET', '/subscribers', undefined, { authorization: `OAuth ${reader}` })).status).toBe(403);
  });

  it('is known to our own API as who wrote, and the same request under one key is one write', async () => {
    const headers = { 'idempotency-key': newId() };
    const first = await world.on('POST', '/components', { component: { name: 'Once' } }, headers);
    const again = await world.on('POST', '/components', { component: { name: 'Once' } }, headers);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await world.on('POST', '/components', { component: { name: 'Another' } }, headers)).status).toBe(409);
  });

  it('is sent away with the time to wait when it was too much', async () => {
    const { opened, key, code } = world;
    await using strict = await openApi(opened.database.url, { limits: { perKey: 1, perEdge: 1, perAddress: 1, trustProxy: false } });
    const headers = { authorization: `OAuth ${key}` };
    const ask = () => fetch(`${strict.url}/statuspage/v1/pages/${code}`, { headers });
    // Ten in ten seconds; each of them asks more than once of ours, and counts once.
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ error: expect.stringContaining('more than 10'), message: expect.any(String) });
  });
});

it('a key that stands in the address is in no line of the log, also when something is wrong on our side', async () => {
  const lines: string[] = [];
  const log = createLog({ role: 'api', region: 'us', level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const fails = () => {
    throw new Error('a bug');
  };
  const app = createApp({
    kit: testKit({ clock: systemClock, random: systemRandom, log }),
    reads: (work) => work(world.opened.database.sql, () => false),
    writer: { write: fails, [Symbol.asyncDispose]: async () => undefined },
    limits: { perKey: 1_000, perEdge: 1_000, perAddress: 1_000, trustProxy: false },
    readerKeys: [],
    elsewhere: ['https://other.example'],
    resolveTxt: undefined,
  });
  const { key, code } = world;
  const ask = async (method: string, path: string, body?: object) => {
    const sent = { method, headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) };
    const request = new Request(`http://api.example/statuspage/v1${path}?api_key=${key}`, sent);
    return app.fetch(request, { remoteAddress: '127.0.0.1', cut: () => undefined });
  };
  expect((await ask('GET', '/pages')).status).toBe(200);
  expect((await ask('GET', '/nothing')).status).toBe(404);
  const broken = await ask('POST', `/pages/${code}/components`, { component: { name: 'x' } });
  expect([broken.status, await broken.json()]).toMatchObject([500, { error: expect.any(String), message: expect.any(String) }]);
  expect(JSON.stringify([...broken.headers])).not.toContain(key);
  expect(lines.join('')).toContain('a bug');
  expect(lines.join('')).not.toContain(key);
});

describe('addresses', () => {
  it('a client that has no path in its base address is known by its codes', async () => {
    const { opened, code, key } = world;
    const headers = { authorization: `OAuth ${key}` };
    for (const path of [`/v1/pages/${code}/components.json`, `/v1/pages/${code}`, '/v1/pages.json', '/v1/pages', '/v1/pages?per_page=5']) {
      const answer = await fetch(opened.api.url + path, { headers });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(JSON.stringify(await answer.json())).toContain(code);
    }
    // Ours stay ours.
    expect((await opened.api.ask('GET', `/v1/pages/${opened.page}/components`)).json).toHaveProperty('items');
  });

  it('one that is not there is not found, and one that is asked in another way says how', async () => {
    expect(await world.on('GET', '/nothing')).toMatchObject({ status: 404, json: { error: 'there is no such address' } });
    const wrong = await world.on('DELETE', '/incidents');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
    for (const page of ['000000000000', 'zzzzzzzzzzzz', 'x', newId(), '%00', '..%2f..'])
      expect((await world.ask('GET', `/pages/${page}/components`)).status, page).toBe(404);
  });
});

describe('pages', () => {
  it('are listed, read and changed', async () => {
    const { code, ask } = world;
    const all = (await ask('GET', '/pages')).json as { id: string }[];
    expect(all.map(({ id }) => id)).toEqual([code]);
    const page = { page: { name: 'Acme Status', time_zone: 'Europe/Berlin', css_link_color: '#0a84ff', allow_sms_subscribers: false } };
    for (const method of ['PATCH', 'PUT']) {
      const { status, json } = await ask(method, `/pages/${code}`, page);
      expect(status).toBe(200);
      expect(json).toMatchObject({ id: code, ...page.page, subdomain: 'acme', domain: null, allow_email_subscribers: true });
    }
    const told = (await ask('GET', `/pages/${code}`)).json as Record<string, unknown>;
    expect(told['created_at']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    // What is not named there stays as it was.
    const { channels } = (await world.opened.api.ask('GET', `/v1/pages/${world.opened.page}`)).json as { channels: string[] };
    expect(channels).toEqual(expect.arrayContaining(['email', 'webhook', 'slack']));
    expect(channels).not.toContain('sms');
    expect((await ask('PATCH', `/pages/${code}`, { page: { time_zone: 'Mars/Olympus' } })).json).toEqual({
      error: [expect.stringMatching(/^time_zone /)],
      message: expect.stringMatching(/^time_zone /),
    });
  });
});

describe('components', () => {
  it('are made, read, changed and removed, by JSON and by form', async () => {
    const made = await world.on('POST', '/components', {
      component: { name: 'API', description: 'REST', status: 'operational', start_date: '2026-01-01' },
    });
    expect(made.status).toBe(201);
    const told = made.json as Record<string, unknown>;
    expect(Object.keys(told)).toEqual([
      'id',
      'page_id',
      'group_id',
      'created_at',
      'updated_at',
      'group',
      'name',
      'description',
      'position',
      'status',
      'showcase',
      'only_show_if_degraded',
      'automation_email',
      'start_date',
    ]);
    expect(told).toMatchObject({
      id: expect.stringMatching(codeForm),
      page_id: world.code,
      name: 'API',
      description: 'REST',
      start_date: '2026-01-01',
    });
    const path = `/components/${String(told['id'])}`;
    expect((await world.on('GET', path)).json).toEqual(told);
    const changed = await world.on('PATCH', path, 'component[status]=major_outage&component[description]=&component[showcase]=false');
    expect([changed.status, changed.json]).toMatchObject([
      200,
      { name: 'API', status: 'major_outage', description: null, showcase: false },
    ]);
    // A form of which nobody says that it is one.
    const put = await world.on('PUT', path, 'component%5Bname%5D=The+API', { 'content-type': '' });
    expect([put.status, put.json]).toMatchObject([200, { name: 'The API', status: 'major_outage' }]);
    const gone = await world.on('DELETE', path);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await world.on('GET', path)).status).toBe(404);
  });

  it('are listed in pages, however long somebody asks for', async () => {
    const all = (await world.on('GET', '/components?per_page=5000')).json as { id: string }[];
    expect(all.length).toBeGreaterThan(1);
    const pages = await Promise.all(
      [1, 2].map(async (page) => (await world.on('GET', `/components?per_page=1&page=${page}`)).json as object[]),
    );
    expect(pages).toEqual([[all[0]], [all[1]]]);
    expect((await world.on('GET', '/components?page=900')).json).toEqual([]);
    expect((await world.on('GET', '/components?page=x&per_page=-3')).json).toEqual(all);
  });
});

describe('component groups', () => {
  it('hold what they are said to, and stay readable when they are removed', async () => {
    const [one, two] = [await component('One'), await component('Two')];
    const made = await world.on('POST', '/component-groups', {
      description: 'Both',
      component_group: { name: 'Pair', components: [one, two] },
    });
    expect(made.status).toBe(201);
    const group = made.json as { id: string; components: string[] };
    expect(group).toMatchObject({ page_id: world.code, name: 'Pair', description: 'Both' });
    expect(new Set(group.components)).toEqual(new Set([one, two]));
    expect((await world.on('GET', `/components/${one}`)).json).toMatchObject({ group_id: group.id });
    const path = `/component-groups/${group.id}`;
    expect((await world.on('PUT', path, { component_group: { name: 'Single', components: [two] } })).json).toMatchObject({
      name: 'Single',
      components: [two],
    });
    expect((await world.on('GET', `/components/${one}`)).json).toMatchObject({ group_id: null });
    expect((await world.on('GET', '/component-groups')).json).toMatchObject([{ id: group.id }]);
    expect((await world.on('PATCH', path, { component_group: { components: ['000000000000'] } })).status).toBe(404);
    const gone = await world.on('DELETE', path);
    expect([gone.status, gone.json]).toMatchObject([200, { id: group.id, name: 'Single' }]);
    expect((await world.on('GET', `/components/${two}`)).json).toMatchObject({ group_id: null });
  });

  it('of a component that somebody put into one by its code, too', async () => {
    const { id } = (await world.on('POST', '/component-groups', { component_group: { name: 'Later', components: [] } })).json as {
      id: string;
    };
    const inside = await component('Inside', { group_id: id });
    expect((await world.on('GET', `/component-groups/${id}`)).json).toMatchObject({ components: [inside] });
    expect((await world.on('PATCH', `/components/${inside}`, { component: { group_id: null } })).json).toMatchObject({ group_id: null });
  });
});

it('uptime is told in per cent and seconds, with what had to do with it', async () => {
  const id = await component('Measured', { status: 'major_outage', start_date: '2026-01-01' });
  const { status, json } = await world.on('GET', `/components/${id}/uptime?skip_related_events=true`);
  expect([status, json]).toMatchObject([200, { id, name: 'Measured', uptime_percentage: expect.any(Number), warnings: [] }]);
  expect(json).not.toHaveProperty('related_events');
  expect((await world.on('GET', `/components/${id}/uptime`)).json).toHaveProperty('related_events.incidents');
  const range = await world.on('GET', `/components/${id}/uptime?start=2026-02-01T00:00:00Z&end=2026-02-03T00:00:00Z`);
  expect(range.json).toMatchObject({ range_start: '2026-02-01T00:00:00.000Z', range_end: '2026-02-03T00:00:00.000Z' });
  expect((await world.on('GET', `/components/${id}/uptime?start=soon`)).status).toBe(400);
});

describe('what nobody can read', () => {
  it.each([
    ['JSON that breaks off', '{"component":', 'application/json', 400],
    ['JSON that is a list', '[]', 'application/json', 400],
    ['JSON without what it is about', '{}', 'application/json', 400],
    ['a form with a name that breaks off', 'component[name', 'application/x-www-form-urlencoded', 400],
    ['a form in another encoding', 'component[name]=%ff', 'application/x-www-form-urlencoded', 400],
    ['a field that is said in two ways', 'component[name]=x&component[name][a]=y', 'application/x-www-form-urlencoded', 400],
    ['a field that is too deep', 'component[a][b][c][d][e][f][g]=x', 'application/x-www-form-urlencoded', 400],
    ['another form', '<xml/>', 'application/xml', 415],
    ['a body that is too long', JSON.stringify({ component: { name: 'x'.repeat(200_000) } }), 'application/json', 413],
    ['a name that is empty', JSON.stringify({ component: { name: '' } }), 'application/json', 422],
    ['a name that is a list', JSON.stringify({ component: { name: ['x'] } }), 'application/json', 422],
    ['a text in the place of a component', JSON.stringify({ component: 'x' }), 'application/json', 422],
    ['a flag that is none', 'component[name]=x&component[showcase]=perhaps', 'application/x-www-form-urlencoded', 422],
    [
      'a field with a name of the language itself',
      'component[__proto__][x]=1&component[name]=Plain',
      'application/x-www-form-urlencoded',
      201,
    ],
  ])('%s is answered in the shape that clients read', async (_label, body, type, status) => {
    const answer = await world.on('POST', '/components', body, { 'content-type': type });
    expect(answer.status).toBe(status);
    if (status === 201) return;
    const { error, message } = answer.json as { error: string | string[]; message: string };
    expect([error].flat().join('')).not.toBe('');
    expect(typeof message).toBe('string');
  });

  it('bytes that are no text are no body', async () => {
    const { opened, code, key } = world;
    const answer = await fetch(`${opened.api.url}/statuspage/v1/pages/${code}/components`, {
      method: 'POST',
      headers: { authorization: `OAuth ${key}`, 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'the body is not encoded as UTF-8' }]);
  });
});
