import { expect, it, vi } from 'vitest';
import { createPharos, NoRegionAnswers, PharosError, type PharosOptions } from './index.ts';

const json = (status: number, said: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(said), { status, headers: { 'content-type': 'application/json', ...headers } });
const page = { path: { page: 'p 1' } };
const made = { ...page, body: { name: 'API' } };

interface Asked {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

/** A client of two regions, with a clock of its own. */
function open(answer: (asked: Asked, count: number) => Response | Promise<Response>, options: Partial<PharosOptions> = {}) {
  let now = 0;
  const asked: Asked[] = [];
  const slept: number[] = [];
  const fetch = vi.fn<typeof globalThis.fetch>(async (url, init = {}) => {
    asked.push({ url: url as string, method: init.method!, headers: new Headers(init.headers), body: init.body });
    return answer(asked.at(-1)!, asked.length);
  });
  const pharos = createPharos({
    regions: ['https://us.example/', 'https://eu.example'],
    key: 'phr_key',
    fetch,
    random: () => 1,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    ...options,
  });
  const hosts = () => asked.map(({ url }) => new URL(url).host.split('.')[0]);
  return { pharos, asked, slept, hosts };
}

it('asks where and how the description says, and answers what was said', async () => {
  const { pharos, asked } = open(() => json(200, { items: [], next: null }));
  await pharos.listComponents({ ...page, query: { fields: 'id,name' } });
  expect(asked[0]).toMatchObject({ method: 'GET', url: 'https://us.example/v1/pages/p%201/components?fields=id%2Cname', body: undefined });
  expect(asked[0]!.headers.get('authorization')).toBe('Bearer phr_key');
  expect(asked[0]!.headers.get('idempotency-key')).toBeNull();
  // @ts-expect-error: it needs a page
  await expect(pharos.listComponents({})).rejects.toThrow('needs path.page');
});

it('a region that does not answer is followed by the next one, under the same key, and is not gone back to', async () => {
  const { pharos, asked, hosts, slept } = open(({ url }) => {
    if (url.startsWith('https://us')) throw new TypeError('network');
    return json(201, { id: 'c' });
  });
  expect(await pharos.createComponent(made)).toMatchObject({ id: 'c' });
  await pharos.createComponent({ ...made, key: 'mine' });
  expect(hosts()).toEqual(['us', 'eu', 'eu']);
  const keys = asked.map(({ headers }) => headers.get('idempotency-key'));
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys).toEqual([keys[0], keys[0], 'mine']);
  expect(slept).toEqual([]);
});

it('a region that cannot says who may, and that one is asked next; over an open line only where one is used', async () => {
  const away = (elsewhere: string[]) => json(503, { code: 'unavailable', elsewhere }, { 'retry-after': '1' });
  const told = open(({ url }) =>
    url.startsWith('https://ap') ? json(200, { items: [], next: null }) : away(['https://ap.example', 'http://open.example']),
  );
  await told.pharos.listPages();
  expect(told.hosts()).toEqual(['us', 'ap']);
  const local = open(({ url }) => (url.startsWith('http://open') ? json(200, { items: [], next: null }) : away(['http://open.example'])), {
    regions: ['http://us.example'],
  });
  await local.pharos.listPages();
  expect(local.hosts()).toEqual(['us', 'open']);
});

it('when none can, all are asked again after as long as they say, or a little longer each time; then it says so', async () => {
  const told = open((_, count) => (count < 5 ? json(503, {}, { 'retry-after': '7' }) : json(200, { items: [], next: null })));
  await told.pharos.listPages();
  expect(told.slept).toEqual([7_000, 7_000]);
  const gone = open(() => {
    throw new TypeError('network');
  });
  const error = await gone.pharos.createComponent(made).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NoRegionAnswers);
  expect((error as NoRegionAnswers).key).toBe(gone.asked[0]!.headers.get('idempotency-key'));
  expect(gone.slept).toEqual([250, 500, 1_000]);
  expect(gone.asked).toHaveLength(8);
});

it('who asks too much waits as he is told, in the same region', async () => {
  const { pharos, hosts, slept } = open((_, count) =>
    count < 3 ? json(429, { code: 'limit' }, { 'retry-after': '2' }) : json(200, { items: [], next: null }),
  );
  await pharos.listPages();
  expect(hosts()).toEqual(['us', 'us', 'us']);
  expect(slept).toEqual([2_000, 2_000]);
});

it('waits no longer than it may', async () => {
  const { pharos, slept } = open(() => json(429, { code: 'limit' }, { 'retry-after': '45' }), { deadlineMs: 60_000 });
  await expect(pharos.listPages()).rejects.toMatchObject({ status: 429, code: 'limit', retryAfterMs: 45_000 });
  expect(slept).toEqual([45_000]);
});

it('what is refused is said once, with all that was said of it', async () => {
  const said = { detail: 'name: is needed', code: 'invalid', fields: [{ path: 'name', message: 'is needed' }], trace: 't1' };
  const { pharos, asked } = open(() => json(422, said));
  const error = await pharos.createComponent(made).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PharosError);
  expect(error).toMatchObject({
    message: 'name: is needed',
    status: 422,
    code: 'invalid',
    trace: 't1',
    fields: said.fields,
    isUncertain: false,
  });
  expect(asked).toHaveLength(1);
  const bare = open(() => new Response('<html>', { status: 500 }));
  await expect(bare.pharos.listPages()).rejects.toMatchObject({ status: 500, code: 'unknown' });
});

it('a region that hangs is left, and who calls it off is told so at once', async () => {
  const hang = (init: RequestInit | undefined) =>
    new Promise<Response>((_, reject) => init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason as Error)));
  const fetch = vi.fn<typeof globalThis.fetch>(async (url, init) =>
    (url as string).startsWith('https://us') ? hang(init) : json(200, { items: [], next: null }),
  );
  const { pharos } = open(() => json(200, {}), { fetch, timeoutMs: 20 });
  await pharos.listPages();
  expect(fetch).toHaveBeenCalledTimes(2);
  const stop = new AbortController();
  const asking = open(() => json(200, {}), { fetch: async (_url, init) => hang(init) }).pharos.listPages({ signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});

it('reads a list to its end, and no further than somebody reads', async () => {
  const { pharos, asked } = open(({ url }) => {
    const after = Number(new URL(url).searchParams.get('after') ?? 0);
    return json(200, { items: [{ id: `${after}a` }, { id: `${after}b` }], next: after < 2 ? String(after + 1) : null });
  });
  const all: string[] = [];
  for await (const { id } of pharos.each('listIncidents', { ...page, query: { limit: 2 } })) all.push(id);
  expect(all).toEqual(['0a', '0b', '1a', '1b', '2a', '2b']);
  expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?limit=2', '?limit=2&after=1', '?limit=2&after=2']);
  for await (const _ of pharos.each('listIncidents', page)) break;
  expect(asked).toHaveLength(4);
});

it('sends files as they are, reads what is no JSON as text, and nothing as nothing', async () => {
  const { pharos, asked } = open((_, count) =>
    count === 1
      ? json(202, { id: 'j' })
      : count === 2
        ? new Response('a,b\r\n', { headers: { 'content-type': 'text/csv' } })
        : new Response(null, { status: 204 }),
  );
  await pharos.importSubscriptions({ ...page, query: { consent: 'given' }, body: 'address\na@example.com\n' });
  expect(asked[0]).toMatchObject({ body: 'address\na@example.com\n' });
  expect(asked[0]!.headers.get('content-type')).toBe('text/csv');
  expect(await (await pharos.send('exportSubscriptions', page)).text()).toBe('a,b\r\n');
  expect(await pharos.revokeApiKey({ path: { key: 'k' } })).toBeUndefined();
});
