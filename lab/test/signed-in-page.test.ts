import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openReader } from '../../sse-gateway/test/reader.ts';
import { openSignedInWorld } from './signed-in-world.ts';

let world: Awaited<ReturnType<typeof openSignedInWorld>>;
beforeAll(async () => {
  world = await openSignedInWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A browser: every name is this machine, and each host has its own cookies. */
function openBrowser() {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => jars.get(host) ?? jars.set(host, new Map()).get(host)!;
  const go = (address: string, { method = 'GET', body }: { method?: string; body?: object } = {}) => {
    const url = new URL(address);
    const jar = jarOf(url.hostname);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: url.host, ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) };
    const at = { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers };
    return new Promise<{ status: number; headers: Record<string, unknown>; text: string; location: string }>((resolve, reject) => {
      const asking = request(at, (answer) => {
        for (const said of answer.headers['set-cookie'] ?? []) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(said)!;
          if (/max-age=0/i.test(said)) jar.delete(name!);
          else jar.set(name!, value!);
        }
        let text = '';
        answer.on('data', (part: Buffer) => (text += part.toString()));
        const location = answer.headers.location ? new URL(answer.headers.location, url).href : '';
        answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text, location }));
      });
      asking.on('error', reject);
      asking.end(body && JSON.stringify(body));
    });
  };
  return { go, jarOf };
}

type Browser = ReturnType<typeof openBrowser>;
const own = (path: string) => world.urls.own + path;
const edge = (path: string) => world.urls.pages + path;

async function signIn({ go }: Browser, email: string, more?: object): Promise<void> {
  const link = new URL(await world.invite(email, more)).hash.slice('#link='.length);
  const answer = await go(`${world.urls.api}/v1/sign-in/link/open`, { method: 'POST', body: { link } });
  expect(answer.status, answer.text).toBe(200);
}

/** To the API and back, as a browser is sent: the last answer, and the address with the code. */
async function enter({ go }: Browser, address: string) {
  const begun = await go(address);
  expect([begun.status, begun.headers['cache-control']]).toEqual([302, 'no-store']);
  const asked = await go(begun.location);
  expect([asked.status, asked.headers['cache-control']]).toEqual([302, 'no-store']);
  return { back: asked.location, answer: await go(asked.location) };
}

it('a guest finds nothing at the page, signs in at the API, and comes back to the page at its own address', async () => {
  const browser = openBrowser();
  const { go, jarOf } = browser;
  await expect.poll(async () => (await go(own('/unlock'))).status).toBe(200);
  expect((await go(own('/'))).status).toBe(404);
  expect((await go(own('/unlock'))).text).toContain('href="/sign-in"');
  const begun = await go(own('/sign-in'));
  expect(begun.location).toMatch(new RegExp(`^${world.urls.api}/v1/sign-in/page\\?of=host%3A${world.names.own}&`));
  const toSignIn = await go(begun.location);
  const returned = new URL(toSignIn.location);
  expect([returned.hostname, returned.pathname]).toEqual([world.names.api, '/sign-in']);
  await signIn(browser, 'ada@acme.example');
  const back = await go(`${world.urls.api}${returned.searchParams.get('return')!}`);
  expect(back.location.startsWith(own('/sign-in?code='))).toBe(true);
  const arrived = await go(back.location);
  expect([arrived.status, arrived.location]).toEqual([303, own('/')]);
  const shown = await go(own('/'));
  expect([shown.status, shown.headers['cache-control']]).toEqual([200, 'private, no-store']);
  expect((await go(own(`/p/${world.page}/view.json`))).status).toBe(200);
  // The API's cookie is the API's: the page's host has a reader's, of this page alone.
  expect([...jarOf(world.names.own).keys()]).toEqual([`pharos_reader_${world.page}`]);
});

it('a code opens the page once, for the browser that asked for it and no other', async () => {
  const browser = openBrowser();
  await signIn(browser, 'bob@acme.example');
  const begun = await browser.go(edge('/acme/sign-in'));
  const secret = browser.jarOf(world.names.pages).get('pharos_entry')!;
  const { location } = await browser.go(begun.location);
  const thief = openBrowser();
  expect((await thief.go(location)).status).toBe(403);
  thief.jarOf(world.names.pages).set('pharos_entry', 'A'.repeat(22));
  expect((await thief.go(location)).status).toBe(403);
  expect((await browser.go(location)).location).toBe(edge('/acme'));
  expect((await browser.go(edge('/acme'))).status).toBe(200);
  thief.jarOf(world.names.pages).set('pharos_entry', secret);
  expect((await thief.go(location)).status).toBe(403);
  expect((await thief.go(edge('/acme'))).status).toBe(404);
});

it('leads to no address that an edge of ours has not signed, and under no host that is none of ours', async () => {
  const browser = openBrowser();
  await signIn(browser, 'eve@acme.example');
  const begun = new URL((await browser.go(edge('/acme/sign-in'))).location);
  for (const [name, value] of [
    ['back', 'http://evil.example/acme/sign-in'],
    ['of', 'slug:other'],
    ['proof', 'rt1.1.2.x'],
  ]) {
    const url = new URL(begun);
    url.searchParams.set(name!, value!);
    expect((await browser.go(url.href)).status).toBe(403);
  }
  const elsewhere = await browser.go(edge('/acme/sign-in').replace('pages.', 'evil.'));
  expect([elsewhere.status, elsewhere.location]).toEqual([403, '']);
});

it('tells a guest and whoever may not see the page the same as of a page that is not there', async () => {
  const [guest, stranger] = [openBrowser(), openBrowser()];
  const organisation = String((await world.api.ask('POST', '/v1/organisations', { name: 'Other' })).json['id']);
  await signIn(stranger, 'sam@other.example', { role: 'owner', organisation });
  const plain = (text: string) => text.replaceAll(/acme|nobody/g, 'x').replaceAll(/(state|proof)=[^&"]+/g, '$1=');
  const both = async (look: (name: string) => Promise<{ status: number; location: string; text: string }>) => {
    const [there, nowhere] = [await look('acme'), await look('nobody')];
    const told = ({ status, location, text }: typeof there) => [status, plain(location).length, plain(text)];
    expect(told(there)).toEqual(told(nowhere));
    return there;
  };
  await both((name) => guest.go(edge(`/${name}`)));
  await both((name) => guest.go(edge(`/${name}/sign-in`)));
  const refused = await both(async (name) => (await enter(stranger, edge(`/${name}/sign-in`))).answer);
  expect(refused.text).toContain('Your account opens no page at this address.');
});

it('whoever ends the session, or takes the role away, ends the reading and the stream', async () => {
  const browser = openBrowser();
  await signIn(browser, 'cas@acme.example');
  expect((await enter(browser, edge('/acme/sign-in'))).answer.status).toBe(303);
  const live = await browser.go(edge(`/live/${world.page}`));
  expect(live.status).toBe(307);
  const stream = new URL(live.location);
  using reader = openReader(Number(stream.port), stream.pathname + stream.search);
  await expect.poll(() => reader.of('hello').length).toBe(1);
  const { items } = (await world.api.ask('GET', '/v1/people?limit=100')).json as { items: { id: string; email: string }[] };
  const seat = items.find(({ email }) => email === 'cas@acme.example')!.id;
  expect((await browser.go(edge('/acme'))).status).toBe(200);
  await world.api.ask('DELETE', `/v1/people/${seat}`);
  await expect.poll(() => reader.isClosed).toBe(true);
  await expect.poll(async () => (await browser.go(edge('/acme'))).status).toBe(404);
  using again = openReader(Number(stream.port), stream.pathname + stream.search);
  await expect.poll(() => again.head).toMatch(/ 204 /);
});
