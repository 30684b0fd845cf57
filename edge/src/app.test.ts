import { mintReaderToken } from '@pharos/core/reader-token';
import { encodeVersion } from '@pharos/core/version';
import type { View } from '@pharos/resources/view';
import { describe, expect, it } from 'vitest';
import { emptyView, greenView, incident } from '../test/sample.ts';
import { assets, minute, readerKey, world } from '../test/edge-world.ts';

describe('the public page', () => {
  it('shows what is wrong without a script, and never by colour alone', async () => {
    const { get } = world();
    const page = await (await get('/nordlicht')).text();
    expect(page).toContain('Minor Service Outage');
    expect(page).toContain('Elevated error rates in Frankfurt');
    expect(page).toContain('<span>Partial outage</span>');
    expect(page).toContain('<strong>storage node in Frankfurt</strong>');
    expect(page).toMatch(/<time datetime="2026-03-14T10:14:00.000Z"\s*>14 Mar, 11:14<\/time\s*>/);
  });

  it('says so when there is nothing yet', async () => {
    const page = await (await world(emptyView()).get('/nordlicht')).text();
    expect(page).toContain('No components are listed on this page yet');
    expect(page).toContain('No incidents in the last 14 days');
  });

  it('lets nothing that people write become a script', async () => {
    const evil = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](http://z/y.png) </script><script>alert(2)</script>';
    const shown = incident(evil, {
      updates: [{ id: 'u', status: 'identified', body: evil, at: '2026-03-14T11:00:00.000Z', editedAt: null }],
    });
    const view = { ...greenView(), incidents: [shown] };
    view.page.name = evil;
    const response = await world(view).get(`/p/${view.page.id}`);
    const page = await response.text();
    const start = /<script type="application\/json" id="start">(.*?)<\/script>/s.exec(page)![1]!;
    expect((JSON.parse(start) as { view: View }).view.page.name).toBe(evil);
    const rest = page.replace(start, '');
    expect(rest).not.toMatch(/<img|<script>|href="javascript|onerror=(?!alert\(1\)&gt;)/);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
  });

  it('shows a post-mortem with its incident, as safe as everything else', async () => {
    const view = {
      ...greenView(),
      incidents: [incident('Down', { status: 'resolved', postmortem: 'A **disk** broke. <script>x</script>' })],
    };
    const html = async (shown: View) => (await world(shown).get(`/p/${shown.page.id}`)).text();
    const text = await html(view);
    expect(text).toMatch(/<h4 [^>]*>What happened, and why<\/h4>/);
    expect(text).toContain('A <strong>disk</strong> broke. &lt;script&gt;');
    expect(await html({ ...view, incidents: [incident('Down')] })).not.toContain('class="postmortem"');
  });

  it('leads to the updates that it leaves out, and asks for them once for a crowd', async () => {
    const long = incident('A long night');
    const view = { ...greenView(), incidents: [{ ...long, updates: long.updates.slice(0, 1), older: 1 }] };
    const { get, regions } = world(view);
    regions.eu.wholes = [long];
    const address = `/p/${view.page.id}/incidents/${long.id}`;
    expect(await (await get(`/p/${view.page.id}`)).text()).toContain(`<a href="${address}">1 earlier update</a>`);
    const look = async () => (await get(address, { 'x-visitor': '10.0.0.1' })).text();
    const texts = await Promise.all(Array.from({ length: 10 }, look));
    // All of one company, behind one address: what is at hand is refused to nobody.
    for (let at = 0; at < 80; at++) texts.push(await look());
    for (const { id } of long.updates) expect(texts[0]).toContain(`id="update-${id}"`);
    expect(texts[0]).not.toContain('earlier update');
    expect(new Set(texts).size).toBe(1);
    expect(regions.eu.asked.filter((path) => path.includes('/incidents/'))).toHaveLength(1);
    expect((await get(address.replace(/.$/, (end) => (end === '0' ? '1' : '0')))).status).toBe(404);
  });

  it('a page stands at the root of its own host name, and nobody at the root of another', async () => {
    const { get } = world();
    const own = await get('http://status.nordlicht.example/');
    expect({ status: own.status, isPage: (await own.text()).includes('Nordlicht') }).toEqual({ status: 200, isPage: true });
    expect((await get('http://status.other.example/')).status).toBe(404);
    expect((await get('http://127.0.0.1/')).status).toBe(404);
  });

  it('marks links of responders as theirs', async () => {
    const page = await (await world().get('/nordlicht')).text();
    expect(page).toContain('<a href="https://example.com/eng" rel="nofollow ugc noopener">');
  });

  it('answers 304 to whoever has it already, and 404 in person to whoever is lost', async () => {
    const { get, view } = world();
    for (const path of ['/nordlicht', `/p/${view.page.id}/view.json`]) {
      const first = await get(path);
      expect(first.headers.get('cache-control')).toContain('stale-if-error');
      expect((await get(path, { 'if-none-match': first.headers.get('etag')! })).status).toBe(304);
    }
    for (const path of ['/nobody', '/No-Slug', '/a/b/c', '/p/0192f0c4-0000-7000-8000-000000000000']) {
      const lost = await get(path);
      expect(lost.status).toBe(404);
      expect(await lost.text()).toContain('There is no such page');
    }
  });

  it('sends readers on to a gateway, with what they have seen and nothing else', async () => {
    const { get, view } = world();
    const response = await get(`/live/${view.page.id}?after=v1.BwE&utm=x`);
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`http://gateway:1234/live/${view.page.id}?after=v1.BwE`);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('lets other sites follow a page, and says so to browsers that ask first', async () => {
    const { get, app, view } = world();
    for (const path of [`/live/${view.page.id}`, `/p/${view.page.id}/view.json`]) {
      const headers = {
        origin: 'https://shop.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      };
      const asked = await app.request(path, { method: 'OPTIONS', headers });
      expect({ status: asked.status, site: asked.headers.get('access-control-allow-origin') }).toEqual({ status: 204, site: '*' });
      expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      expect((await get(path)).headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await get('/nordlicht')).headers.get('access-control-allow-origin')).toBeNull();
    // Also what is not there says so to scripts of other sites.
    expect((await get(`/p/${emptyView().page.id}/view.json`)).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('tells the browser of the other regions, and not of its own twice', async () => {
    const page = await (await world().get('/nordlicht')).text();
    expect(page).toContain('http://us.example/live/');
    expect(page).not.toContain('http://eu.example/live/');
  });
});

describe('when regions go', () => {
  it('asks the next region when the near one does not answer', async () => {
    const { get, regions } = world();
    regions.eu.isDown = true;
    expect((await get('/nordlicht')).status).toBe(200);
    expect(regions.us.asked.length).toBeGreaterThan(0);
  });

  it('serves the last good copy when none does, and says how old it is', async () => {
    const { get, regions, pass } = world();
    await get('/nordlicht');
    regions.eu.isDown = regions.us.isDown = true;
    pass(7 * minute);
    const started = performance.now();
    const response = await get('/nordlicht');
    expect(response.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(500);
    expect(await response.text()).toContain('This is the last good copy, 7 minutes old.');
    regions.us.isDown = false;
    pass(4_000);
    await get('/nordlicht');
    await expect.poll(async () => (await get('/nordlicht')).text()).not.toContain('last good copy');
  });

  it('stops asking a region that is down, and soon finds out that it is back', async () => {
    const { get, regions, view, pass } = world();
    regions.eu.isDown = true;
    for (let visit = 0; visit < 20; visit++) {
      pass(minute / 60);
      await get(`/p/${view.page.id}`);
    }
    const asked = regions.eu.asked.length;
    expect(asked).toBeLessThan(12);
    regions.eu.isDown = false;
    pass(20_000);
    // One that was begun before, and that nobody waits for, may be under way still: until it is over nobody else looks.
    const askedNow = async () => {
      await get(`/p/${view.page.id}`);
      pass(1_000);
      return regions.eu.asked.length;
    };
    await expect.poll(askedNow).toBeGreaterThan(asked);
  });

  it('does not go back in time when a fallback lags behind', async () => {
    const view = { ...greenView(), version: encodeVersion({ 7: 5 }) };
    const { get, regions, pass } = world(view);
    await get('/nordlicht');
    regions.us.view = { ...view, version: encodeVersion({ 7: 3 }), page: { ...view.page, name: 'Old name' } };
    regions.eu.isDown = true;
    pass(minute);
    expect(await (await get('/nordlicht')).text()).not.toContain('Old name');
  });
});

describe('the sign-up', () => {
  const post = (app: ReturnType<typeof world>['app'], page: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
    return app.request(`/p/${page}/subscribe`, { method: 'POST', headers, body });
  };

  it('hands a wish to the first region that answers, and thanks', async () => {
    const { app, view, posted, regions } = world();
    await app.request('/nordlicht');
    regions.eu.isDown = true;
    const answer = await post(app, view.page.id, { channel: 'email', address: ' a@example.com ', component: view.components[0]!.id });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Almost there');
    expect(posted).toEqual([{ channel: 'email', address: 'a@example.com', components: [view.components[0]!.id], language: 'en' }]);
  });

  it('takes what was typed in the field of the channel that was chosen, or in the only one that holds anything', async () => {
    const { app, view, posted } = world();
    await app.request('/nordlicht');
    const hook = 'https://hooks.slack.com/services/T0/B0/x';
    const chosen = await post(app, view.page.id, { channel: 'slack', 'address-slack': hook, 'address-email': 'a@example.com' });
    expect(await chosen.text()).toContain('a message there in Slack');
    await post(app, view.page.id, { channel: 'email', 'address-email': '', 'address-discord': hook });
    expect(posted).toMatchObject([
      { channel: 'slack', address: hook },
      { channel: 'discord', address: hook },
    ]);
  });

  it('says beside the field what is wrong, and keeps what was typed', async () => {
    const { app, view } = world();
    for (const [fields, why] of [
      [{ channel: 'email', address: '"nope' }, 'not an email address'],
      [{ channel: 'pigeon', address: '"nope' }, 'choose how'],
      [{}, 'choose how'],
    ] as const) {
      const answer = await post(app, view.page.id, fields);
      expect(answer.status).toBe(422);
      const page = await answer.text();
      expect(page).toContain(why);
      expect(page).toContain('address' in fields ? 'value="&quot;nope"' : 'value=""');
    }
  });

  it('says so when no region can take it', async () => {
    const { app, view, regions } = world();
    await app.request('/nordlicht');
    regions.eu.isDown = regions.us.isDown = true;
    const answer = await post(app, view.page.id, { channel: 'email', address: 'a@example.com' });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Please try again');
  });
});

describe('a private page', () => {
  const secret = () => {
    const view = greenView();
    const domain = { host: 'status.nordlicht.example', state: 'confirmed' as const };
    return { ...view, page: { ...view.page, domain, private: true, tokensFrom: '2026-03-14T11:00:00.000Z' } };
  };
  const at = Date.parse('2026-03-14T12:00:00Z');
  const tokenFor = (page: string, issuedAt = at - minute) => mintReaderToken({ page, issuedAt, expiresAt: at + minute }, readerKey);
  const told = async (response: Response) => ({
    status: response.status,
    headers: [...response.headers].filter(([name]) => name !== 'date'),
    text: await response.text(),
  });

  it('looks like one that is not there to those without a good token', async () => {
    const { get, app, view } = world(secret());
    const { id } = view.page;
    const absent = await told(await get('/nothing-here'));
    const noJson = await told(await get(`/p/${emptyView().page.id}/view.json`));
    expect(absent.status).toBe(404);
    const wrong = [await tokenFor(emptyView().page.id), await tokenFor(id, at - 61 * minute), 'rt1.1.2.x'];
    for (const token of ['', ...wrong.map((each) => `?token=${each}`)]) {
      expect(await told(await get(`/nordlicht${token}`))).toEqual(absent);
      expect(await told(await get(`/p/${id}${token}`))).toEqual(absent);
      expect(await told(await get(`/p/${id}/view.json${token}`))).toEqual(noJson);
      // Under its own host name every address is as closed as under ours.
      const own = 'http://status.nordlicht.example';
      for (const path of ['/', '/nordlicht', `/p/${id}`]) expect(await told(await get(`${own}${path}${token}`))).toEqual(absent);
      expect(await told(await get(`${own}/p/${id}/view.json${token}`))).toEqual(noJson);
      const head = await app.request(`${own}/${token}`, { method: 'HEAD' });
      expect({ status: head.status, etag: head.headers.get('etag') }).toEqual({ status: 404, etag: null });
      expect((await get(`${own}/${token}`, { 'if-none-match': `W/"${view.version}-${assets.folder.slice(8)}"` })).status).toBe(404);
      const form = { method: 'POST', body: new URLSearchParams({ channel: 'email', address: 'a@example.com' }) };
      expect((await app.request(`/p/${id}/subscribe${token}`, form)).status).toBe(404);
    }
  });

  it('stands at the root of its own host name for those with a token only, and no shared cache keeps it', async () => {
    const { get, view } = world(secret());
    const root = 'http://status.nordlicht.example/';
    const first = await get(`${root}?token=${await tokenFor(view.page.id)}`);
    expect({ status: first.status, caching: first.headers.get('cache-control') }).toEqual({ status: 200, caching: 'private, no-store' });
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
    expect(await (await get(root, { cookie })).text()).toContain(`/live/${view.page.id}?token=`);
    // It was shown to somebody: that opens it to nobody else.
    expect((await get(root)).status).toBe(404);
  });

  it('opens by a token in the address, and from then on by a cookie; no shared cache keeps it', async () => {
    const { get, view } = world(secret());
    const { id } = view.page;
    const token = await tokenFor(id);
    const first = await get(`/nordlicht?token=${token}`);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('private, no-store');
    const page = await first.text();
    expect(page).toContain(`http://us.example/live/${id}?token=${token}`);
    const cookie = first.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    const again = await get(`/p/${id}/view.json`, { cookie: cookie.split(';')[0]! });
    expect(await again.json()).toMatchObject({ page: { id } });
    expect((await get(`/p/${id}/view.json`, { authorization: `Bearer ${token}` })).status).toBe(200);
    const live = await get(`/live/${id}?after=v1.x`, { cookie: cookie.split(';')[0]! });
    expect(live.headers.get('location')).toBe(`http://gateway:1234/live/${id}?after=v1.x&token=${token}`);
  });
});
