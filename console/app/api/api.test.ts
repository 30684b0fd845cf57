import { expect, it, vi } from 'vitest';
import { createApi } from './api.ts';
import { NobodyAnswers, Refusal } from './refusal.ts';
import { createRegions } from './regions.ts';

const doors = ['us', 'eu'].map((name) => ({ name, url: `https://${name}.example` }));
const json = (status: number, said: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(said), { status, headers });
const page = { path: { page: 'p 1' } };

function open(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const regions = createRegions(doors);
  const session = { token: () => 'ps1.token', renewed: vi.fn<(token: string) => void>(), ended: vi.fn<() => void>() };
  const fetch = vi.fn<typeof globalThis.fetch>(async (url, init = {}) => answer(url instanceof Request ? url.url : String(url), init));
  return { api: createApi({ regions, session, fetch: fetch }), regions, session, fetch };
}

it('asks the next region what one does not answer, under the same key, and stays there', async () => {
  const { api, regions, fetch } = open((url) => {
    if (url.startsWith('https://us')) throw new TypeError('network');
    return json(201, { id: 'c', version: 'v1.x', regions: 1 });
  });
  const answered = await api.ask('POST /v1/pages/{page}/components', { ...page, body: { name: 'a' }, key: 'k1' });
  expect(answered.region.name).toBe('eu');
  expect(fetch.mock.calls.map(([url, init]) => [url, new Headers(init!.headers).get('idempotency-key')])).toEqual([
    ['https://us.example/v1/pages/p%201/components', 'k1'],
    ['https://eu.example/v1/pages/p%201/components', 'k1'],
  ]);
  expect(regions.here().name).toBe('eu');
});

it('a region whose database is away is left for the next one, and what one refuses is not asked again', async () => {
  const away = open((url) => (url.startsWith('https://us') ? json(503, { detail: 'away' }) : json(200, { items: [] })));
  expect((await away.api.ask('GET /v1/pages/{page}/components', page)).region.name).toBe('eu');
  const refused = open(() => json(422, { detail: 'no', fields: [{ path: 'name', message: 'is needed' }] }));
  const error = await refused.api.ask('GET /v1/pages/{page}/components', page).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  expect(error).toMatchObject({ status: 422, fields: [{ path: 'name', message: 'is needed' }] });
  expect(refused.fetch).toHaveBeenCalledTimes(1);
});

it('says so when no region answers, and when the session is over', async () => {
  const gone = open(() => {
    throw new TypeError('network');
  });
  await expect(gone.api.ask('GET /v1/account', {})).rejects.toBeInstanceOf(NobodyAnswers);
  const over = open(() => json(401, { detail: 'this session is over' }));
  await expect(over.api.ask('GET /v1/account', {})).rejects.toMatchObject({ status: 401 });
  expect(over.session.ended).toHaveBeenCalledTimes(1);
});

it('goes on under the token that it is given', async () => {
  const { api, session } = open(() => json(200, {}, { 'x-session-token': 'ps1.next' }));
  await api.ask('GET /v1/account', {});
  expect(session.renewed).toHaveBeenCalledExactlyOnceWith('ps1.next');
});

it('asks for the tag of an answer alone, and says what refuses that', async () => {
  const { api, fetch } = open(() => new Response(null, { status: 200, headers: { etag: 'W/"v1.abc"' } }));
  expect(await api.tagIn(doors[0]!, 'GET /v1/pages/{page}/view', page)).toBe('v1.abc');
  expect(fetch.mock.calls[0]![1]!.method).toBe('HEAD');
  const refused = open(() => new Response(null, { status: 404 }));
  await expect(refused.api.tagIn(doors[0]!, 'GET /v1/pages/{page}/view', page)).rejects.toMatchObject({ status: 404 });
});
