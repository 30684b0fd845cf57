import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, bodyOf, nameOf, operationsOf, type Operation, type Schema } from './described.ts';
import { openPage, type TestApi, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestApi;
let operations: Operation[];
let page: string;
let session: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
  operations = await operationsOf(api);
  session = await api.signIn();
});

/** With a key, or, where it is about an account, in a session. */
function ask(each: Operation, path: string, body?: unknown) {
  const isOfAccount = JSON.stringify(each.security)?.includes('session');
  return api.ask(each.method, path, body, isOfAccount ? { authorization: `Bearer ${session}` } : {});
}

afterAll(() => opened[Symbol.asyncDispose]());

const fieldsOf = (json: Record<string, unknown>) => (json['fields'] ?? []) as { path: string; message: string }[];

/** What was not refused as it should be: its name, and what it was answered. */
async function wrongOf(of: Operation[], send: (each: Operation) => Promise<string | undefined>): Promise<string[]> {
  const wrong = await Promise.all(of.map(async (each) => ({ each, fault: await send(each) })));
  return wrong.flatMap(({ each, fault }) => (fault === undefined ? [] : [`${nameOf(each)}: ${fault}`]));
}

describe('every route', () => {
  it('refuses a query that it does not know, by name', async () => {
    expect(operations.length).toBeGreaterThan(30);
    const wrong = await wrongOf(operations, async (each) => {
      const { status, json, text } = await ask(each, `${addressOf(each, page)}?nothing=1`);
      return status === 422 && fieldsOf(json).some(({ path }) => path === 'nothing') ? undefined : text;
    });
    expect(wrong).toEqual([]);
  });

  it('refuses a field that is mistyped, at any depth, and says which was meant', async () => {
    const withBody = operations.filter((each) => bodyOf(each));
    const wrong = await wrongOf(withBody, async (each) => {
      for (const { body, path, meant } of mistyped(bodyOf(each)!)) {
        const { status, json, text } = await ask(each, addressOf(each, page), body);
        const told = fieldsOf(json).find((fault) => fault.path === path)?.message;
        if (status !== 422 || !told?.includes(`did you mean "${meant}"?`)) return `${path}: ${text}`;
      }
      return undefined;
    });
    expect(wrong).toEqual([]);
  });

  it('that takes no body refuses one', async () => {
    const withoutBody = operations.filter((each) => each.method !== 'GET' && !each.requestBody);
    // Of a file, no other one: each says which.
    const withFile = operations.filter((each) => each.requestBody && !bodyOf(each));
    expect(await Promise.all(withFile.map(async (each) => (await api.ask('POST', addressOf(each, page), {})).status))).toEqual(
      withFile.map(() => 415),
    );
    expect(withoutBody.length).toBeGreaterThan(5);
    const wrong = await wrongOf(withoutBody, async (each) => {
      const { status, json, text } = await ask(each, addressOf(each, page), { reason: 'x' });
      return status === 422 && fieldsOf(json)[0]?.path === 'reason' ? undefined : text;
    });
    expect(wrong).toEqual([]);
  });

  it('that changes something refuses a body that changes nothing, and says what there is', async () => {
    const wrong = await wrongOf(
      operations.filter(({ method }) => method === 'PATCH'),
      async (each) => {
        const { status, json, text } = await ask(each, addressOf(each, page), {});
        const names = Object.keys(bodyOf(each)!.properties!);
        return status === 422 && names.every((name) => String(json['detail']).includes(name)) ? undefined : text;
      },
    );
    expect(wrong).toEqual([]);
  });
});

it('a field that is said twice is refused, at any depth', async () => {
  const said = { title: 'x', body: 'x' };
  const twice = (json: string) => api.ask('POST', `/v1/pages/${page}/incidents`, json);
  expect(fieldsOf((await twice('{"title":"x","body":"x","ti\\u0074le":"y"}')).json)).toMatchObject([{ path: 'title' }]);
  const component = '{"id":"1","status":"operational","status":"major_outage"}';
  const deep = await twice(JSON.stringify({ ...said, components: [] }).replace('[]', `[${component}]`));
  expect(fieldsOf(deep.json)).toMatchObject([{ path: 'components.status' }]);
  expect((await twice('{"title":"{\\"a\\":1,\\"a\\":2}","body":"\\\\"}')).status).toBe(201);
});

/** One name of each object of this body, with a letter lost. */
function mistyped(schema: Schema): { body: unknown; path: string; meant: string }[] {
  const meant = Object.keys(schema.properties ?? {}).find((name) => name.length > 3);
  const name = meant?.slice(0, -1);
  const own = meant === undefined ? [] : [{ body: { [name!]: 'x' }, path: name!, meant }];
  const deeper = Object.entries(schema.properties ?? {}).flatMap(([field, { items }]) =>
    items?.properties === undefined
      ? []
      : mistyped(items).map((each) => ({ ...each, body: { [field]: [each.body] }, path: `${field}.0.${each.path}` })),
  );
  return [...own, ...deeper];
}
