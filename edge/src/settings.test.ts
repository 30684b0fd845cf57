import { isEdgeToken, edgeHeader, visitorHeader } from '@pharos/core/edge-token';
import { mintReaderToken } from '@pharos/core/reader-token';
import type { View } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { readerKey, world } from '../test/edge-world.ts';
import { emptyView, greenView, incident } from '../test/sample.ts';

const withPage = (page: Partial<View['page']>, view = greenView()): View => ({ ...view, page: { ...view.page, ...page } });

it('a page has its own logo, colours and style, and pictures come from nowhere else', async () => {
  const { get, view } = world(
    withPage({
      logo: 'https://cdn.acme.example/logo.svg',
      colours: { accent: '#0a84ff', text: 'red; } body {' },
      css: '.top { border: 0 }',
    }),
  );
  const response = await get('/nordlicht');
  const page = await response.text();
  expect(page).toContain('<img class="logo" src="https://cdn.acme.example/logo.svg" alt=""');
  expect(response.headers.get('content-security-policy')).toContain("img-src 'self' data: https://cdn.acme.example;");
  const [, href] = /<link rel="stylesheet" href="(\/p\/[^"]+brand\.css[^"]*)"/.exec(page)!;
  const css = await get(href!);
  expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8');
  // Its colour as it can be read by day, and as it is by night; its own rules in a file, and a layer, by themselves.
  const brand = await css.text();
  expect(brand).toContain(`/own.css?v=${view.version}") layer(page);`);
  expect(brand).toMatch(/--accent: #0[\s\S]*@media \(prefers-color-scheme: dark\)[\s\S]*--accent: #0a84ff;/);
  expect(await (await get(`/p/${view.page.id}/own.css`)).text()).toBe('.top { border: 0 }');
  const plain = world(emptyView());
  expect((await plain.get(`/p/${view.page.id}/brand.css`)).status).toBe(404);
  const bare = await plain.get('/nordlicht');
  expect(await bare.text()).not.toContain('brand.css');
  expect(bare.headers.get('content-security-policy')).toContain("img-src 'self' data:;");
});

it('a page says what it is about, and where help is, as safe as everything else', async () => {
  const page = await (
    await world(withPage({ about: 'All **we** run. <script>x</script>', support: 'mailto:help@acme.example' })).get('/nordlicht')
  ).text();
  expect(page).toContain('All <strong>we</strong> run. &lt;script&gt;');
  expect(page).toContain('<a href="mailto:help@acme.example"');
});

it('a page tells all readers first what its team announces, and nothing where nobody does', async () => {
  const page = await (await world(withPage({ announcement: 'We **move** on Sunday. <script>x</script>' })).get('/nordlicht')).text();
  expect(page).toMatch(
    /<aside\s+id="announcement"[^>]*aria-label="Announcement"[\s\S]*We <strong>move<\/strong> on Sunday\. &lt;script&gt;[\s\S]*<main/,
  );
  expect(await (await world(emptyView()).get('/nordlicht')).text()).not.toContain('<aside');
});

it('a visitor reads in the language that he chose, where there is a text in it', async () => {
  const shown = incident('Ausfall', { texts: { en: { title: 'Outage' } } });
  const view = withPage({ language: 'de', languages: ['en', 'fr'] }, { ...greenView(), incidents: [shown, incident('Nur so')] });
  const { get } = world(view);
  const german = await get('/nordlicht');
  const text = await german.text();
  expect(text).toContain('<html lang="de"');
  expect(text).toMatch(/<h3[^>]*>\s*<a [^>]*>Ausfall<\/a>/);
  expect(text).toMatch(/<a href="\?lang=en" hreflang="en" lang="en" rel="nofollow"\s*>English<\/a\s*>/);
  const english = await get('/nordlicht?lang=en');
  const told = await english.text();
  expect(told).toContain('<html lang="en"');
  expect(told).toMatch(/<h3[^>]*dir="auto"\s*>\s*<a [^>]*>Outage<\/a>/);
  // What is said in no other language is marked as what it is.
  expect(told).toMatch(/<h3[^>]*lang="de">\s*<a [^>]*>Nur so<\/a>/);
  // By what the browser asks for, the page is in that language too; who chose has the last word.
  expect(await (await get('/nordlicht', { 'accept-language': 'fr-CH,fr;q=0.9,en;q=0.5' })).text()).toContain('<html lang="fr"');
  expect(await (await get('/nordlicht?lang=en', { 'accept-language': 'fr' })).text()).toContain('<html lang="en"');
  expect(english.headers.get('vary')).toMatch(/accept-language/i);
  expect(english.headers.get('etag')).not.toBe(german.headers.get('etag'));
  expect(await (await get('/nordlicht?lang=xx')).text()).toContain('<html lang="de"');
});

it('offers the channels that the page allows, and no form where it tells nobody', async () => {
  const form = async (page: Partial<View['page']>) => (await world(withPage(page)).get('/nordlicht')).text();
  expect(await form({ channels: ['webhook'] })).not.toContain('value="email"');
  expect(await form({ channels: [] })).not.toContain('id="subscribe"');
});

const post = (app: ReturnType<typeof world>['app'], path: string, password: string) => {
  const body = `password=${encodeURIComponent(password)}`;
  const headers = { host: 'eu.example', 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  return app.request(path, { method: 'POST', headers, body });
};

it('a password opens the page in the browser, and under every other name the form says the same', async () => {
  const { app, get, regions, view } = world(withPage({ private: true, tokensFrom: null, visibility: 'password' }));
  const token = await mintReaderToken(
    { page: view.page.id, issuedAt: Date.parse('2026-03-14T12:00:00Z'), expiresAt: Date.parse('2026-03-14T23:00:00Z') },
    readerKey,
  );
  regions.eu.unlock = (page, asked) => (page === view.page.id && asked.password === 'open sesame' ? token : undefined);
  expect((await get('/nordlicht')).status).toBe(404);
  expect(await (await get('/nordlicht/unlock')).text()).toBe(
    (await (await get('/nobody/unlock')).text()).replaceAll('/nobody/', '/nordlicht/'),
  );
  const [wrong, nobody] = [await post(app, '/nordlicht/unlock', 'open'), await post(app, '/nobody/unlock', 'open sesame')];
  expect([wrong.status, nobody.status]).toEqual([403, 403]);
  expect(await wrong.text()).toContain('This password opens no page here.');
  const opened = await post(app, '/nordlicht/unlock', 'open sesame');
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/p/${view.page.id}`]);
  const cookie = opened.headers.get('set-cookie')!;
  expect(cookie).toMatch(/HttpOnly.*SameSite=Lax/);
  expect((await get(`/p/${view.page.id}`, { cookie: cookie.split(';')[0]! })).status).toBe(200);
});

it('under its own host name a page is opened at its root; under ours that is a name like any other', async () => {
  const { app, get, regions, view } = world(withPage({ private: true, tokensFrom: null, visibility: 'password' }));
  regions.eu.unlock = () => 'rt1.1.2.x';
  const own = 'http://status.nordlicht.example/unlock';
  expect((await app.request(own)).status).toBe(200);
  const body = 'password=sesame';
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  const opened = await app.request(own, { method: 'POST', headers, body });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
  expect(opened.headers.get('set-cookie')).toContain(view.page.id);
  expect((await get('/unlock')).status).toBe(404);
});

it('who comes from one of its addresses is let in, his own page and stream have the token, and others see nothing', async () => {
  const { get, regions, view } = world(withPage({ private: true, tokensFrom: null, visibility: 'addresses' }));
  const token = await mintReaderToken(
    { page: view.page.id, issuedAt: Date.parse('2026-03-14T12:00:00Z'), expiresAt: Date.parse('2026-03-14T13:00:00Z') },
    readerKey,
  );
  regions.eu.unlock = (_page, _asked, visitor) => (visitor === '192.0.2.7' ? token : undefined);
  expect((await get('/nordlicht', { 'x-visitor': '203.0.113.1' })).status).toBe(404);
  const let1 = await get('/nordlicht', { 'x-visitor': '192.0.2.7' });
  expect(let1.status).toBe(200);
  expect(await let1.text()).toContain(`/live/${view.page.id}?token=${encodeURIComponent(token)}`);
  expect(let1.headers.get('set-cookie')).toContain(token);
  // A region is asked for nobody else, and of no other page.
  const other = world(withPage({ private: true, tokensFrom: null }));
  other.regions.eu.unlock = () => token;
  expect((await other.get('/nordlicht', { 'x-visitor': '192.0.2.7' })).status).toBe(404);
  const asked = regions.eu.headers.findLast((headers) => headers[visitorHeader] === '192.0.2.7')!;
  expect(await isEdgeToken(asked[edgeHeader]!, [readerKey], Date.parse('2026-03-14T12:00:00Z'))).toBe(true);
});
