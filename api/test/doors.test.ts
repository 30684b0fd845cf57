import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

interface Operation {
  method: string;
  path: string;
  hasBody: boolean;
}

let database: FreshDatabase;
let api: TestApi;
let operations: Operation[];
let page: string;

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  operations = await writesOf(api);
  page = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

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

  it('names the field of a body that is not what it asks for', async () => {
    const withBody = operations.filter(({ hasBody }) => hasBody);
    const wrong: string[] = [];
    for (const each of withBody) {
      // Of the wrong type for every field there is, whatever it is called.
      const names = ['name', 'title', 'status', 'body', 'text', 'slug', 'impact', 'scopes', 'expiresInSeconds'];
      const answer = await ask(each, {}, Object.fromEntries(names.map((name) => [name, { not: 'this' }])));
      const fields = answer.json['fields'] as { path: string; message: string }[] | undefined;
      if (answer.status !== 422 || !fields?.[0]?.path) wrong.push(`${each.method} ${each.path}: ${answer.status} ${answer.text}`);
    }
    expect(wrong).toEqual([]);
  });
});

async function writesOf({ ask }: TestApi): Promise<Operation[]> {
  const { paths } = (await ask('GET', '/openapi.json')).json as {
    paths: Record<string, Record<string, { security?: unknown[]; requestBody?: unknown }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, { security }]) => method !== 'get' && security !== undefined)
      .map(([method, { requestBody }]) => ({ method: method.toUpperCase(), path, hasBody: requestBody !== undefined })),
  );
}

function ask({ method, path, hasBody }: Operation, headers: Record<string, string>, body: unknown = {}) {
  const address = path.replace('{page}', page).replaceAll(/\{\w+\}/g, () => newId());
  return api.ask(method, address, hasBody ? body : undefined, headers);
}

async function refusals(send: (each: Operation) => ReturnType<typeof ask>, of = operations): Promise<string[]> {
  const answers: string[] = [];
  for (const each of of) answers.push(`${each.method} ${each.path} ${(await send(each)).status}`);
  return answers;
}

function all(status: number, of = operations): string[] {
  return of.map(({ method, path }) => `${method} ${path} ${status}`);
}
