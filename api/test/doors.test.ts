import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, bodyOf, leastOf, operationsOf, type Operation } from './described.ts';
import { openPage, type TestApi, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestApi;
let operations: Operation[];
let page: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
  operations = await writesOf(api);
});

afterAll(() => opened[Symbol.asyncDispose]());

// What the description says of itself is what is asked: a route that is added tomorrow is in here without a word.
describe('every route that writes with a key', () => {
  it('is found in the description', () => {
    expect(operations.length).toBeGreaterThan(12);
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toContain('POST /v1/pages/{page}/incidents');
  });

  it('refuses who has no key', async () => {
    expect(await refusals((each) => ask(each, { authorization: '' }))).toEqual(all(401));
  });

  it('refuses a key that may only read', async () => {
    const key = await api.keyFor(page, ['read']);
    expect(await refusals((each) => ask(each, { authorization: `Bearer ${key}` }))).toEqual(all(403));
  });

  it("does not know another tenant's page", async () => {
    const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
    const key = await api.keyFor(other, ['admin']);
    const ofPages = operations.filter(({ path }) => path.includes('{page}'));
    const answers = await refusals((each) => ask(each, { authorization: `Bearer ${key}` }), ofPages);
    expect(answers).toEqual(all(404, ofPages));
  });

  it("does not know another organisation's page, whatever its key may do: nor does one that reads", async () => {
    const organisation = String((await api.ask('POST', '/v1/organisations', { name: 'Fourth' })).json['id']);
    const asked = { name: 'Fourth', scopes: ['admin'], organisation };
    const key = String((await api.ask('POST', '/v1/keys', asked)).json['secret']);
    const ofPages = (await keyedOf(api)).filter(({ path }) => path.includes('{page}'));
    expect(ofPages.length).toBeGreaterThan(operations.filter(({ path }) => path.includes('{page}')).length);
    const answers = await refusals((each) => ask(each, { authorization: `Bearer ${key}` }), ofPages);
    expect(answers).toEqual(all(404, ofPages));
  });

  it("does not know another tenant's things below its own page", async () => {
    const other = String((await api.ask('POST', '/v1/pages', { name: 'Third', slug: 'third' })).json['id']);
    const theirs = await thingsOf(other);
    const ofThings = operations.filter(({ path }) => path.includes('{page}/') && /\{(?!page)\w+\}/.test(path));
    expect(ofThings.length).toBeGreaterThan(10);
    const answers: string[] = [];
    for (const each of ofThings) {
      const address = each.path.replace('{page}', page).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        if (!theirs[name]) throw new Error(`make a ${name} in thingsOf, so that another tenant can be refused it`);
        return theirs[name];
      });
      const answer = await api.ask(each.method, address, bodyOf(each) && leastOf(bodyOf(each)!));
      answers.push(`${each.method} ${each.path} ${answer.status}`);
    }
    expect(answers).toEqual(all(404, ofThings));
    // They are there all the same.
    expect((await api.ask('GET', `/v1/pages/${other}/view`)).json).toMatchObject({
      components: [{ id: theirs['component'] }],
      incidents: [{ id: theirs['incident'] }],
      maintenances: [{ id: theirs['maintenance'] }],
    });
  });

  it('names the field of a body that is not what it asks for', async () => {
    // Of alerts each sender has a shape of its own: `alerts.test.ts` sends what is none.
    const withBody = operations.filter((each) => bodyOf(each) && !each.path.includes('/{source}/alerts'));
    const wrong: string[] = [];
    for (const each of withBody) {
      // Of the wrong type for every field there is, whatever it is called.
      const names = ['name', 'title', 'status', 'body', 'text', 'slug', 'impact', 'scopes', 'expiresInSeconds', 'overlapSeconds'];
      const answer = await ask(each, {}, Object.fromEntries(names.map((name) => [name, { not: 'this' }])));
      const fields = answer.json['fields'] as { path: string; message: string }[] | undefined;
      if (answer.status !== 422 || !fields?.[0]?.path) wrong.push(`${each.method} ${each.path}: ${answer.status} ${answer.text}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('every route of an account', () => {
  it('refuses who is not signed in, and a key, which is nobody', async () => {
    const ofAccounts = (await operationsOf(api)).filter(({ security }) => JSON.stringify(security)?.includes('session'));
    expect(ofAccounts.length).toBeGreaterThan(10);
    expect(await refusals((each) => ask(each, { authorization: '' }), ofAccounts)).toEqual(all(401, ofAccounts));
    expect(await refusals((each) => ask(each, {}), ofAccounts)).toEqual(all(401, ofAccounts));
  });
});

/** One of each, by the name that it has in an address. */
async function thingsOf(of: string): Promise<Record<string, string>> {
  const make = async (what: string, body: unknown) => (await api.ask('POST', `/v1/pages/${of}/${what}`, body)).json;
  const said = { title: 'Down', body: 'We look.' };
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  const incident = await make('incidents', said);
  await make('subscriptions', { channel: 'email', address: 'a@b.example' });
  const { items } = (await api.ask('GET', `/v1/pages/${of}/subscriptions`)).json as { items: { id: string }[] };
  const file = await api.ask('POST', `/v1/pages/${of}/subscription-imports`, 'email\na@b.example\n', { 'content-type': 'text/csv' });
  return {
    job: String(file.json['id']),
    group: String((await make('groups', { name: 'Down' }))['id']),
    component: String((await make('components', { name: 'Down' }))['id']),
    incident: String(incident['id']),
    update: String(incident['update']),
    note: String((await make(`incidents/${String(incident['id'])}/notes`, { body: 'Down' }))['id']),
    metric: String((await make('metrics', { name: 'Latency' }))['id']),
    publication: String((await make('publications', { incident: incident['id'], status: 'monitoring', body: 'Soon' }))['id']),
    draft: String((await make('drafts', said))['id']),
    source: String((await make('alert-sources', { name: 'Checks', format: 'generic' }))['id']),
    // At the end of an address for senders of alerts; the key that is asked with comes in a header here.
    key: 'none',
    maintenance: String((await make('maintenances', { ...said, ...times }))['id']),
    template: String((await make('templates', { ...said, name: 'Down' }))['id']),
    subscription: items[0]!.id,
  };
}

async function writesOf(of: TestApi): Promise<Operation[]> {
  return (await keyedOf(of)).filter(({ method }) => method !== 'GET');
}

async function keyedOf(of: TestApi): Promise<Operation[]> {
  return (await operationsOf(of)).filter(({ security }) => JSON.stringify(security)?.includes('bearer'));
}

function ask(each: Operation, headers: Record<string, string>, body: unknown = {}) {
  return api.ask(each.method, addressOf(each, page), bodyOf(each) ? body : undefined, headers);
}

async function refusals(send: (each: Operation) => ReturnType<typeof ask>, of = operations): Promise<string[]> {
  const answers: string[] = [];
  for (const each of of) answers.push(`${each.method} ${each.path} ${(await send(each)).status}`);
  return answers;
}

function all(status: number, of = operations): string[] {
  return of.map(({ method, path }) => `${method} ${path} ${status}`);
}
