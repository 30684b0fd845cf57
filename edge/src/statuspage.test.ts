import { runInNewContext } from 'node:vm';
import { codeOf, numberOf } from '@pharos/resources/statuspage/code';
import { documents } from '@pharos/resources/statuspage/shapes';
import type { ViewWithHistory } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { ago, incident, maintenance, troubledView } from '../test/sample.ts';
import { minute, world } from '../test/edge-world.ts';

function edge(more: Partial<ViewWithHistory['page']> = {}) {
  const troubled = troubledView();
  const made = world({
    ...troubled,
    page: { ...troubled.page, domain: { host: 'status.nordlicht.example', state: 'confirmed' }, ...more },
  });
  const before = incident('The old disk', { status: 'resolved', startedAt: ago(2_000), resolvedAt: ago(1_999) });
  const done = maintenance('The old switch', { status: 'completed', startsAt: ago(1_000), endsAt: ago(998) });
  for (const region of Object.values(made.regions)) region.wholes = [before, done];
  return { ...made, before, done, code: codeOf(made.view.page.id) };
}

const names = Object.keys(documents) as (keyof typeof documents)[];

it.each(names)('%s is by its schema, for any site, known again by its tag, and the same at each of its addresses', async (name) => {
  const { get, app, view, code } = edge();
  const first = await get(`/p/${view.page.id}/api/v2/${name}`, { origin: 'https://other.example' });
  const text = await first.text();
  expect(first.status).toBe(200);
  const document: unknown = JSON.parse(text);
  expect(JSON.stringify(documents[name].parse(document))).toBe(text);
  expect(first.headers.get('content-type')).toMatch(/^application\/json/);
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect(first.headers.get('cache-control')).toContain('stale-if-error');
  const etag = first.headers.get('etag')!;
  expect((await get(`/p/${view.page.id}/api/v2/${name}`, { 'if-none-match': etag })).status).toBe(304);
  const head = await app.request(`/p/${view.page.id}/api/v2/${name}`, { method: 'HEAD', headers: { host: 'eu.example' } });
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  const addresses = [
    `/nordlicht/api/v2/${name}`,
    `http://status.nordlicht.example/api/v2/${name}`,
    `/pages/${code}/api/v2/${name}`,
    `/pages/${view.page.id}/api/v2/${name.replace('.json', '')}`,
  ];
  for (const address of addresses) expect(await (await get(address)).text(), address).toBe(text);
});

it('what stands on the page no more is in the lists of all', async () => {
  const { get, code, before, done } = edge();
  const namesIn = async (path: string, list: string) =>
    ((await (await get(`/pages/${code}/api/v2/${path}`)).json()) as Record<string, { id: string }[]>)[list]!.map(({ id }) => id);
  expect(await namesIn('incidents.json', 'incidents')).toContain(codeOf(before.id));
  expect(await namesIn('scheduled-maintenances.json', 'scheduled_maintenances')).toContain(codeOf(done.id));
  expect(await namesIn('summary.json', 'incidents')).not.toContain(codeOf(before.id));
});

it('is served while no region answers, with what was asked for before', async () => {
  const { get, regions, code, pass, before } = edge();
  const whole = await (await get(`/pages/${code}/api/v2/incidents.json`)).text();
  expect(whole).toContain(codeOf(before.id));
  regions.eu.isDown = regions.us.isDown = true;
  pass(30 * minute);
  for (const name of names) {
    const answer = await get(`/pages/${code}/api/v2/${name}`);
    expect({ name, status: answer.status }).toEqual({ name, status: 200 });
    documents[name].parse(await answer.json());
  }
  expect(await (await get(`/pages/${code}/api/v2/incidents.json`)).text()).toBe(whole);
  for (const feed of ['history.atom', 'history.rss']) expect((await get(`/pages/${code}/${feed}`)).status).toBe(200);
});

it('nobody who asked for the lists before: what the page itself knows is told all the same', async () => {
  const { get, regions, view, pass, code } = edge();
  await get('/nordlicht');
  regions.eu.isDown = regions.us.isDown = true;
  pass(minute);
  const { incidents } = (await (await get(`/p/${view.page.id}/api/v2/incidents.json`)).json()) as { incidents: { id: string }[] };
  expect(incidents.map(({ id }) => id)).toEqual(view.incidents.map(({ id }) => codeOf(id)));
  // By a code by which nobody had asked before, too.
  expect((await get(`/pages/${code}/api/v2/summary.json`)).status).toBe(200);
});

it('what is hidden, not there, or no document is not found, in words that its scripts read', async () => {
  const hidden = edge({ private: true });
  for (const path of [`/p/${hidden.view.page.id}/api/v2/summary.json`, `/pages/${hidden.code}/api/v2/summary.json`]) {
    const answer = await hidden.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: 'Not found', message: 'Not found' });
  }
  const { get, code } = edge();
  expect((await get('/pages/000000000000/api/v2/summary.json')).status).toBe(404);
  expect((await get(`/pages/${code}/api/v2/nothing.json`)).status).toBe(404);
  expect((await get(`/pages/${code}/api/v2/../../../x`)).status).toBe(404);
});

it('an incident by its code leads to where it stands', async () => {
  const { get, view, code } = edge();
  for (const [kind, { id }] of [
    ['incidents', view.incidents[0]!],
    ['maintenances', view.maintenances[0]!],
  ] as const) {
    for (const address of [`/pages/${code}/incidents/${codeOf(id)}`, `http://status.nordlicht.example/incidents/${codeOf(id)}`]) {
      const answer = await get(address);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, `https://status.nordlicht.example/${kind}/${id}`]);
    }
  }
  expect((await get(`/pages/${code}/incidents/000000000000`)).status).toBe(404);
});

it('the feeds tell each incident once, under a name that holds for ever, with all its updates in their words', async () => {
  const { get, view, before } = edge({ timeZone: 'UTC' });
  const shown = view.incidents[0]!;
  const answer = await get('http://status.nordlicht.example/history.atom');
  expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  const atom = await answer.text();
  expect(atom).toContain('<id>tag:status.nordlicht.example,2005:/history</id>');
  expect(atom).toContain('<title>Nordlicht Status - Incident History</title>');
  expect(atom).toContain(`<id>tag:status.nordlicht.example,2005:Incident/${numberOf(shown.id)}</id>`);
  expect(atom).toContain(`href="https://status.nordlicht.example/incidents/${codeOf(shown.id)}"`);
  expect(atom).toContain(
    '&lt;p&gt;&lt;small&gt;Mar &lt;var data-var=&#39;date&#39;&gt;14&lt;/var&gt;, &lt;var data-var=&#39;time&#39;&gt;10:14&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - We are looking into errors reported by customers in Europe.&lt;/p&gt;',
  );
  expect(atom).toContain('THIS IS A SCHEDULED EVENT');
  expect(atom.match(/<entry>/g)).toHaveLength(view.incidents.length + view.maintenances.length + 2);
  const rss = await (await get('http://status.nordlicht.example/history.rss')).text();
  expect(rss).toContain(`<guid>https://status.nordlicht.example/incidents/${codeOf(before.id)}</guid>`);
  expect(rss).toMatch(/<pubDate>\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT<\/pubDate>/);
});

it('the script puts a frame in a corner of any page, and the frame shows itself while something is wrong', async () => {
  const { get, view, code } = edge({
    embed: { position: 'top-left', incidentBackground: '#123456', maintenanceText: 'red}body{display:none' },
  });
  for (const address of [
    `/pages/${code}/embed/script.js`,
    'http://status.nordlicht.example/embed/script.js',
    '/nordlicht/embed/script.js',
  ]) {
    const answer = await get(address, { origin: 'https://other.example' });
    expect([answer.status, answer.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin']);
    expect(await answer.text()).toContain('top:24px;left:24px;');
  }
  const frame = await get(`/pages/${code}/embed/frame?mobile=true`);
  expect(frame.headers.get('content-security-policy')).toContain('frame-ancestors *');
  const html = await frame.text();
  expect(html).toContain('data-show');
  expect(html).toContain('Elevated error rates in Frankfurt');
  expect(await (await get(`/p/${view.page.id}/embed/frame.css`)).text()).toMatch(
    /\.incident\{background:#123456;color:#000000\}\s\.maintenance\{background:#6FA8DC;color:#000000\}/,
  );
  const quiet = world({ ...view, incidents: [], maintenances: [] });
  expect(await (await quiet.get(`/p/${view.page.id}/embed/frame`)).text()).not.toContain('data-show');
  const hidden = edge({ private: true });
  expect((await hidden.get(`/pages/${hidden.code}/embed/frame`)).status).toBe(404);
});

it('the library reads the documents of the edge that it came from', async () => {
  const { get, code } = edge();
  const source = await (await get('/se-v2.js')).text();
  const asked: string[] = [];
  const sandbox: Record<string, unknown> = {
    URL,
    document: { currentScript: { src: 'http://eu.example/se-v2.js' } },
    fetch: async (url: string) => {
      asked.push(url);
      return get(url);
    },
  };
  sandbox['window'] = sandbox;
  runInNewContext(source, sandbox);
  const { page: Page } = sandbox['StatusPage'] as { page: new (options: object) => Record<string, (asked: object) => void> };
  const library = new Page({ page: code });
  const told = await new Promise<{ incidents: unknown[] }>((success, error) =>
    library['incidents']!({ filter: 'unresolved', success, error }),
  );
  expect(told.incidents).toHaveLength(1);
  expect(await new Promise((success, error) => library['summary']!({ success, error }))).toHaveProperty('status.indicator');
  expect(asked).toEqual([
    `http://eu.example/pages/${code}/api/v2/incidents/unresolved.json`,
    `http://eu.example/pages/${code}/api/v2/summary.json`,
  ]);
});
