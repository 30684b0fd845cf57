import { mintReaderToken } from '@pharos/core/reader-token';
import { newId } from '@pharos/core/id';
import type { PastEntry } from '@pharos/resources/past';
import type { ViewWithHistory } from '@pharos/resources/view';
import { describe, expect, it } from 'vitest';
import { ago, emptyView, maintenance, troubledView } from '../test/sample.ts';
import { minute, readerKey, world } from '../test/edge-world.ts';

const now = Date.parse('2026-03-14T12:00:00Z');
const old: PastEntry = {
  kind: 'incident',
  id: newId(),
  title: 'The old disk',
  at: '2025-11-03T10:00:00.000Z',
  endedAt: '2025-11-03T11:00:00.000Z',
  updatedAt: '2025-11-03T11:00:00.000Z',
  said: 'It was **replaced**.',
  status: 'resolved',
  impact: 'major',
};
const planned = maintenance('Upgrade');
const coming: PastEntry = {
  kind: 'maintenance',
  id: planned.id,
  title: 'Upgrade',
  at: planned.startsAt,
  endedAt: planned.endsAt,
  updatedAt: ago(20),
  said: 'Short.',
  status: 'scheduled',
  cancelled: false,
};

function edge(more: Partial<ViewWithHistory['page']> = {}) {
  const troubled = troubledView();
  const view: ViewWithHistory = {
    ...troubled,
    page: { ...troubled.page, domain: { host: 'status.nordlicht.example', state: 'confirmed' }, ...more },
    history: {
      from: 0,
      parts: troubled.components.map(({ id }) => ({ id, since: 0, spans: [] })),
      incidents: [],
    },
  };
  const made = world(view);
  for (const region of Object.values(made.regions)) region.past = [coming, old];
  return made;
}

/** Each document that stands beside a page, by its place under it. */
const documentsOf = ({ components, incidents, maintenances }: ViewWithHistory) => [
  'history',
  'history/2025-11',
  `incidents/${incidents[0]!.id}`,
  `maintenances/${maintenances[0]!.id}`,
  `components/${components[0]!.id}`,
  'feed.atom',
  'feed.rss',
  'feed.json',
  'calendar.ics',
  'sitemap.xml',
  'badge.svg',
  `badge/${components[0]!.id}.svg`,
  'status.json',
  'widget',
  'widget.js',
  'days.html',
];

describe('what stands beside a page', () => {
  it('is there under its id, its slug and its own host name, cached for seconds and known again by its ETag', async () => {
    const { get, view } = edge();
    for (const rest of documentsOf(view)) {
      const first = await get(`/p/${view.page.id}/${rest}`);
      const body = await first.text();
      expect({ rest, status: first.status, caching: first.headers.get('cache-control') }).toMatchObject({
        rest,
        status: 200,
        caching: expect.stringContaining('stale-if-error'),
      });
      const etag = first.headers.get('etag')!;
      expect((await get(`/p/${view.page.id}/${rest}`, { 'if-none-match': etag })).status).toBe(304);
      if (rest === 'days.html') continue;
      expect(await (await get(`/nordlicht/${rest}`)).text()).toBe(body);
      expect((await get(`http://status.nordlicht.example/${rest}`)).status).toBe(200);
    }
    expect((await get(`http://status.nordlicht.example/nothing`)).status).toBe(404);
  });

  it('is served while no region answers, once somebody has seen the page', async () => {
    const { get, view, regions, pass } = edge();
    await get('/nordlicht');
    // What there was is kept along with the page, without anybody asking for it.
    await expect.poll(() => regions.eu.asked.some((path) => path.endsWith('/past'))).toBe(true);
    regions.eu.isDown = regions.us.isDown = true;
    pass(10 * minute);
    for (const rest of documentsOf(view)) {
      const started = performance.now();
      const { status } = await get(`/p/${view.page.id}/${rest}`);
      expect({ rest, status }).toEqual({ rest, status: 200 });
      expect(performance.now() - started).toBeLessThan(1_000);
    }
    // One of last year that nobody has looked at: in short, and saying so.
    const short = await (await get(`/p/${view.page.id}/incidents/${old.id}`)).text();
    expect(short).toContain('The old disk');
    expect(short).toContain('This is all that we have here of it just now');
    // Nothing is known of the days since.
    expect(await (await get(`/p/${view.page.id}/components/${view.components[0]!.id}`)).text()).toContain('100%');
  });

  it('one that was taken off the page is shown from no copy', async () => {
    const { get, view, regions, pass } = edge();
    const shown = view.incidents[0]!;
    const address = `/p/${view.page.id}/incidents/${shown.id}`;
    expect((await get(address)).status).toBe(200);
    for (const region of Object.values(regions)) region.view = { ...view, version: 'v1.CAE', incidents: [] };
    pass(minute);
    await get(`/p/${view.page.id}`);
    await expect.poll(async () => (await get(address)).status).toBe(404);
    regions.eu.isDown = regions.us.isDown = true;
    expect((await get(address)).status).not.toBe(200);
  });

  it('a history leads from month to month and finds by words; what is typed is in no shared cache, and is only text', async () => {
    const { get, view } = edge();
    const at = `/p/${view.page.id}/history`;
    const march = await (await get(at)).text();
    expect(march).toContain('March 2026');
    expect(march).toContain(`href="${at}/2025-11"`);
    expect(await (await get(`${at}/2025-11`)).text()).toContain('It was replaced .');
    const found = await get(`${at}?q=${encodeURIComponent('DISK replaced')}`);
    expect(found.headers.get('cache-control')).toBe('private, no-store');
    expect(await found.text()).toContain('1 found');
    const evil = await (await get(`${at}?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).text();
    expect(evil).not.toContain('<script>alert');
    expect(evil).toContain('0 found');
    for (const month of ['2026-13', 'now', '2026-1']) expect((await get(`${at}/${month}`)).status).toBe(404);
  });

  it('pages of others may show badges, read the state and frame the widget, and nothing else', async () => {
    const { get, view } = edge();
    const at = `/p/${view.page.id}`;
    for (const rest of ['badge.svg', 'status.json', 'feed.json', 'calendar.ics']) {
      expect((await get(`${at}/${rest}`)).headers.get('access-control-allow-origin')).toBe('*');
    }
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy');
    expect(await policy(`${at}/widget`)).toContain('frame-ancestors *');
    for (const path of [at, `${at}/history`]) expect(await policy(path)).toContain("frame-ancestors 'self'");
    expect(await (await get(`${at}/badge.svg?show=uptime`)).text()).toContain('Nordlicht: 100%');
    expect(await (await get(`${at}/badge.svg?lang=de`)).text()).toContain('Nordlicht: Kleinerer Ausfall');
    expect(await (await get(`${at}/status.json`)).json()).toMatchObject({
      state: 'someOutage',
      tone: 'major',
      incidents: [{ impact: 'major' }],
    });
  });

  it('addresses in feeds are those of the page, whatever host somebody says that he asked', async () => {
    const { get, view } = edge();
    const asked: Record<string, string>[] = [{}, { host: 'evil.example', 'x-forwarded-host': 'evil.example' }];
    for (const headers of asked) {
      const feed = await (await get(`/p/${view.page.id}/feed.atom`, headers)).text();
      expect(feed).toContain(`href="https://status.nordlicht.example/p/${view.page.id}/feed.atom"`);
      expect(feed).not.toContain('evil.example');
    }
    expect(await (await get('http://status.nordlicht.example/robots.txt')).text()).toContain(
      'Sitemap: https://status.nordlicht.example/sitemap.xml',
    );
    // Under a host that many share nobody is told who they are.
    expect(await (await get('/robots.txt')).text()).not.toContain('Sitemap');
  });
});

describe('what stands beside a private page', () => {
  const told = async (response: Response) => ({
    status: response.status,
    headers: [...response.headers].filter(([name]) => name !== 'date'),
    text: await response.text(),
  });

  it('looks like what is not there to those without a token, under each of its names', async () => {
    const { get, view } = edge({ private: true, tokensFrom: null });
    const nobody = emptyView().page.id;
    for (const rest of documentsOf(view)) {
      expect(await told(await get(`/p/${view.page.id}/${rest}`))).toEqual(await told(await get(`/p/${nobody}/${rest}`)));
      if (rest === 'days.html') continue;
      expect(await told(await get(`/nordlicht/${rest}`))).toEqual(await told(await get(`/nobody/${rest}`)));
      const own = await get(`http://status.nordlicht.example/${rest}`);
      expect(await told(own)).toEqual(await told(await get(`/nobody/${rest}`)));
    }
    expect(await told(await get('http://status.nordlicht.example/robots.txt'))).toEqual(
      await told(await get('http://status.other.example/robots.txt')),
    );
  });

  it('is shown to who has a token, in no shared cache and in no frame of others', async () => {
    const { get, view } = edge({ private: true, tokensFrom: null });
    const token = await mintReaderToken({ page: view.page.id, issuedAt: now - minute, expiresAt: now + minute }, readerKey);
    for (const rest of documentsOf(view)) {
      const shown = await get(`/p/${view.page.id}/${rest}`, { authorization: `Bearer ${token}` });
      const text = await shown.text();
      expect({ rest, status: shown.status, caching: shown.headers.get('cache-control') }).toEqual({
        rest,
        status: 200,
        caching: 'private, no-store',
      });
      expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
      // Its key does not stand in what is passed on.
      expect(text).not.toContain(token);
    }
  });
});
