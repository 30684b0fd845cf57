import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { until } from '@pharos/core/testing/until';
import { noteKeyUse } from '@pharos/region/reading/access';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type TestAnswer, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
let acme: Tenant;
let other: Tenant;
let common: string;

interface Tenant {
  organisation: string;
  /** Of its administrator. */
  key: string;
  page: string;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const id = (answer: TestAnswer) => String(answer.json['id']);
const secret = (answer: TestAnswer) => String(answer.json['secret']);
const items = (answer: TestAnswer) => answer.json['items'] as Record<string, unknown>[];
const as = (key: string) => (method: string, path: string, body?: unknown) => api.ask(method, path, body, bearer(key));

async function makeTenant(name: string): Promise<Tenant> {
  const organisation = id(await api.ask('POST', '/v1/organisations', { name }));
  const key = secret(await api.ask('POST', '/v1/keys', { name: `${name}'s administrator`, scopes: ['admin'], organisation }));
  const page = id(await as(key)('POST', '/v1/pages', { name, slug: name.toLowerCase() }));
  return { organisation, key, page };
}

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  [acme, other] = [await makeTenant('Acme'), await makeTenant('Other')];
  common = id(await api.ask('POST', '/v1/pages', { name: 'Ours', slug: 'ours' }));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe('an organisation', () => {
  it('has pages that only its own keys open', async () => {
    const ask = as(acme.key);
    expect((await ask('POST', `/v1/pages/${acme.page}/components`, { name: 'API' })).status).toBe(201);
    for (const page of [other.page, common]) {
      expect((await ask('POST', `/v1/pages/${page}/components`, { name: 'API' })).status).toBe(404);
      expect((await ask('GET', `/v1/pages/${page}/subscriptions`)).status).toBe(404);
    }
    expect(items(await ask('GET', '/v1/pages')).map((page) => page['id'])).toEqual([acme.page]);
    // Who runs the installation sees all.
    expect(items(await api.ask('GET', '/v1/pages')).length).toBe(3);
  });

  it('does not see a private page of another one, whatever its key may do', async () => {
    expect((await as(other.key)('PATCH', `/v1/pages/${other.page}`, { private: true })).status).toBe(200);
    expect((await as(acme.key)('GET', `/v1/pages/${other.page}/view`)).status).toBe(404);
    expect((await as(other.key)('GET', `/v1/pages/${other.page}/view`)).status).toBe(200);
  });

  it('is seen and renamed by itself alone, and made by who runs the installation', async () => {
    const ask = as(acme.key);
    expect(items(await ask('GET', '/v1/organisations'))).toMatchObject([{ id: acme.organisation, name: 'Acme' }]);
    expect((await ask('GET', `/v1/organisations/${other.organisation}`)).status).toBe(404);
    expect((await ask('PATCH', `/v1/organisations/${other.organisation}`, { name: 'Mine' })).status).toBe(404);
    expect((await ask('PATCH', `/v1/organisations/${acme.organisation}`, { name: 'Acme Inc' })).status).toBe(200);
    expect((await ask('GET', `/v1/organisations/${acme.organisation}`)).json).toMatchObject({ name: 'Acme Inc' });
    expect((await ask('POST', '/v1/organisations', { name: 'Another' })).status).toBe(403);
    expect((await ask('GET', '/v1/mesh')).status).toBe(403);
  });

  it('makes pages for itself alone', async () => {
    const wanted = { name: 'Theirs', slug: 'theirs', organisation: other.organisation };
    expect((await as(acme.key)('POST', '/v1/pages', wanted)).status).toBe(404);
    expect((await api.ask('POST', '/v1/pages', { ...wanted, organisation: acme.page })).status).toBe(404);
    const made = await api.ask('POST', '/v1/pages', wanted);
    expect(items(await as(other.key)('GET', '/v1/pages')).map((page) => page['id'])).toContain(id(made));
  });
});

describe('a key', () => {
  it('is made by a key that may do as much, of whoever makes it, and its secret is shown once', async () => {
    const ask = as(acme.key);
    const made = await ask('POST', '/v1/keys', { name: 'CI', scopes: ['incidents:write', 'subscribers:read'] });
    expect(made).toMatchObject({ status: 201, json: { secret: expect.stringMatching(/^phr_/) as string } });
    const listed = items(await ask('GET', '/v1/keys')).find((key) => key['id'] === id(made));
    expect(listed).toMatchObject({ organisation: acme.organisation, page: null, scopes: ['incidents:write', 'subscribers:read'] });
    expect(JSON.stringify(items(await ask('GET', '/v1/keys')))).not.toContain(secret(made));
    const limited = as(secret(made));
    const incident = { title: 'Down', body: 'We look.', notify: false };
    expect((await limited('POST', `/v1/pages/${acme.page}/incidents`, incident)).status).toBe(201);
    expect((await limited('GET', `/v1/pages/${acme.page}/subscriptions`)).status).toBe(200);
    expect((await limited('POST', `/v1/pages/${acme.page}/components`, { name: 'Web' })).json).toMatchObject({
      status: 403,
      detail: expect.stringContaining('components:write') as string,
    });
    expect((await limited('POST', '/v1/keys', { name: 'more', scopes: ['read'] })).status).toBe(403);
  });

  it('gives nobody more than it has', async () => {
    const maker = secret(await as(acme.key)('POST', '/v1/keys', { name: 'maker', scopes: ['keys:write', 'incidents:read'] }));
    const give = async (body: object) => (await as(maker)('POST', '/v1/keys', { name: 'x', ...body })).status;
    expect(await give({ scopes: ['incidents:read'] })).toBe(201);
    expect(await give({ scopes: ['incidents:write'] })).toBe(403);
    expect(await give({ scopes: ['admin'] })).toBe(403);
    expect(await give({ scopes: ['incidents:read'], page: other.page })).toBe(404);
    expect(await give({ scopes: ['incidents:read'], organisation: other.organisation })).toBe(404);
    expect(await give({ scopes: ['lighthouses:read'] })).toBe(422);
    expect((await api.ask('POST', '/v1/keys', { name: 'x', scopes: ['read'], organisation: acme.page })).status).toBe(404);
    // One of a page makes keys of that page.
    const ofPage = secret(await as(acme.key)('POST', '/v1/keys', { name: 'page', scopes: ['admin'], page: acme.page }));
    const made = await as(ofPage)('POST', '/v1/keys', { name: 'y', scopes: ['write'] });
    expect(items(await as(ofPage)('GET', '/v1/keys')).find((key) => key['id'] === id(made))).toMatchObject({ page: acme.page });
    expect((await as(ofPage)('POST', '/v1/pages', { name: 'z', slug: 'zzz' })).status).toBe(403);
  });

  it('of another tenant can neither be seen, rotated nor revoked', async () => {
    const made = id(await as(other.key)('POST', '/v1/keys', { name: 'x', scopes: ['read'] }));
    const ask = as(acme.key);
    expect(items(await ask('GET', '/v1/keys?limit=100')).every((key) => key['organisation'] === acme.organisation)).toBe(true);
    expect((await ask('DELETE', `/v1/keys/${made}`)).status).toBe(404);
    expect((await ask('POST', `/v1/keys/${made}/rotate`, {})).status).toBe(404);
    expect((await as(other.key)('DELETE', `/v1/keys/${made}`)).status).toBe(200);
  });

  it('is rotated: both work for a while, then only the new one', async () => {
    const made = await as(acme.key)('POST', '/v1/keys', { name: 'rotated', scopes: ['read'] });
    const rotated = await as(acme.key)('POST', `/v1/keys/${id(made)}/rotate`, { overlapSeconds: 1 });
    expect(rotated.status).toBe(201);
    const opens = async (key: string) => (await as(key)('GET', '/v1/pages')).status;
    expect([await opens(secret(made)), await opens(secret(rotated))]).toEqual([200, 200]);
    await until('the old one has ended', async () => (await opens(secret(made))) === 401);
    expect(await opens(secret(rotated))).toBe(200);
    const old = items(await as(acme.key)('GET', '/v1/keys?limit=100')).find((key) => key['id'] === id(made));
    expect(Date.parse(String(old!['expiresAt']))).toBeLessThan(Date.now());
    expect((await as(acme.key)('POST', `/v1/keys/${id(made)}/rotate`, {})).status).toBe(409);
  });

  it('that has a last day ends by itself', async () => {
    const soon = new Date(Date.now() + 1_500).toISOString();
    const made = await as(acme.key)('POST', '/v1/keys', { name: 'short', scopes: ['read'], expiresAt: soon });
    expect(made.status).toBe(201);
    await until('it has ended', async () => (await as(secret(made))('GET', '/v1/pages')).status === 401);
    const past = await as(acme.key)('POST', '/v1/keys', { name: 'past', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 422, json: { fields: [{ path: 'expiresAt' }] } });
  });

  it('says when it was last used, and never an earlier time than before', async () => {
    const made = id(await as(acme.key)('POST', '/v1/keys', { name: 'used', scopes: ['read'] }));
    const usedAt = async () => items(await as(acme.key)('GET', '/v1/keys?limit=100')).find((key) => key['id'] === made)!['lastUsedAt'];
    expect(await usedAt()).toBeNull();
    for (const at of ['2026-01-02T00:00:00.000Z', '2026-01-01T00:00:00.000Z'])
      await noteKeyUse(database.sql, new Map([[made, new Date(at)]]));
    expect(await usedAt()).toBe('2026-01-02T00:00:00.000Z');
  });

  it('of an organisation opens nothing for a version that does not know organisations', async () => {
    const made = await as(acme.key)('POST', '/v1/keys', { name: 'x', scopes: ['read'] });
    const { createPostgresStore } = await import('../../crdt-sync/src/store/postgres-store.ts');
    const { foldState } = await import('../../crdt-sync/src/document/registers.ts');
    const docs = await createPostgresStore(database.sql).transact((tx) => tx.readDocs([`apikey:${id(made)}`]));
    const fold = foldState(docs.get(`apikey:${id(made)}`)!.state);
    // There it counts as the key of a page that is not there.
    expect(fold.get('page')!.value).toBe(acme.organisation);
  });
});
