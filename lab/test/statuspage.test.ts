import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '@pharos/resources/statuspage/code';
import { documents, type DocumentName } from '@pharos/resources/statuspage/shapes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../src/ports.ts';
import { seedDemo, type Demo } from '../src/seed.ts';
import { createWorld, type World } from '../src/world.ts';

/*
 * A client that knows Statuspage, and of us two addresses and a key: what it manages in one region it reads in the other, by the same
 * codes; and goes on reading it when no API and no database of the world is there any more.
 */

let dir: string;
let world: World;
let demo: Demo;
let code: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-statuspage-'));
  world = await createWorld({
    mode: 'embedded',
    regions: ['us', 'eu'],
    dataDir: dir,
    ports: freePorts(),
    isThrowaway: true,
    logLevel: 'fatal',
  });
  demo = await seedDemo(world);
  code = codeOf(demo.page);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

const manage = async (region: 'us' | 'eu', method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${world.region(region).urls.api}/statuspage/v1/pages/${code}${path}`, {
    method,
    headers: { authorization: `OAuth ${demo.key}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as { id: string; name: string; status: string } };
};
const read = (region: 'us' | 'eu', name: string) => fetch(`${world.region(region).urls.page}/pages/${code}/api/v2/${name}`);
const unresolvedIn = async (region: 'us' | 'eu') => {
  const { incidents } = (await (await read(region, 'incidents/unresolved.json')).json()) as { incidents: { id: string; name: string }[] };
  return incidents;
};

it('what is opened in one region is read, changed and over in the other, by the same code', async () => {
  const headers = { 'idempotency-key': 'statuspage-1' };
  const incident = { incident: { name: 'Mail is late', body: 'We look into it.' } };
  const opened = await manage('us', 'POST', '/incidents', incident, headers);
  expect(opened.status).toBe(201);
  await expect.poll(async () => (await unresolvedIn('eu')).map(({ id }) => id)).toContain(opened.json.id);
  // The same request, which a script sends to the other region because it heard no answer.
  const again = await manage('eu', 'POST', '/incidents', incident, headers);
  expect([again.status, again.json.id]).toEqual([201, opened.json.id]);
  const changed = await manage('eu', 'PATCH', `/incidents/${opened.json.id}`, { incident: { status: 'identified', body: 'Found.' } });
  expect([changed.status, changed.json.status]).toEqual([200, 'identified']);
  await expect.poll(async () => (await manage('us', 'GET', `/incidents/${opened.json.id}`)).json.status).toBe('identified');
});

it('a receiver that was written for Statuspage is told in its shape, and signed as ours are', async () => {
  const endpoint = `${world.providers.urls.webhooks}/hooks/written-for-statuspage`;
  const subscriber = { endpoint, email: 'ops@example.com', skip_confirmation_notification: true };
  const added = await manage('us', 'POST', '/subscribers', { subscriber });
  expect(added.status).toBe(201);
  const [component] = ((await (await read('us', 'components.json')).json()) as { components: { id: string; name: string }[] }).components;
  const incident = {
    name: 'Tell my script',
    status: 'identified',
    body: 'It is **told**.',
    components: { [component!.id]: 'partial_outage' },
  };
  const opened = await manage('us', 'POST', '/incidents', { incident });
  // Others of the page are told, too.
  const told = () =>
    world.providers
      .accepted('webhooks')
      .messages.filter(({ to, text }) => to.endsWith('/written-for-statuspage') && text.includes('Tell my script'));
  await expect.poll(() => told().length).toBe(1);
  const body = JSON.parse(told()[0]!.text) as { meta: { unsubscribe: string }; incident: object };
  expect(Object.keys(body)).toEqual(['meta', 'page', 'incident']);
  expect(body).toMatchObject({
    meta: { generated_at: expect.stringMatching(/^\d{4}-.*Z$/) },
    page: { id: code, status_indicator: expect.stringMatching(/^(?:minor|major|critical)$/), status_description: expect.any(String) },
    incident: {
      id: opened.json.id,
      page_id: code,
      name: 'Tell my script',
      status: 'identified',
      impact_override: null,
      scheduled_for: null,
      postmortem_body: null,
      components: [{ id: component!.id, status: 'partial_outage' }],
      incident_updates: [
        { status: 'identified', body: 'It is **told**.', affected_components: [{ code: component!.id, new_status: 'partial_outage' }] },
      ],
    },
  });
  expect(told()[0]!.isSigned).toBe(true);
  expect((await fetch(body.meta.unsubscribe)).status).toBe(200);
  await manage('us', 'PATCH', `/incidents/${opened.json.id}`, { incident: { status: 'resolved', body: 'Over.' } });
  await expect
    .poll(() => told().map(({ text }) => (JSON.parse(text) as { incident: { status: string } }).incident.status))
    .toEqual(['resolved', 'identified']);
});

it('all documents are served when no API and no database is there any more', async () => {
  const opened = await manage('us', 'POST', '/incidents', { incident: { name: 'The last that was heard', body: 'x' } });
  const names = Object.keys(documents) as DocumentName[];
  for (const region of ['us', 'eu'] as const) {
    await expect.poll(async () => (await unresolvedIn(region)).map(({ id }) => id)).toContain(opened.json.id);
    for (const name of names) expect((await read(region, name)).status).toBe(200);
  }
  for (const region of world.regions) {
    await region.part('api').kill();
    await region.part('postgres').kill();
  }
  for (const region of ['us', 'eu'] as const) {
    for (const name of names) {
      const answer = await read(region, name);
      expect({ region, name, status: answer.status }).toEqual({ region, name, status: 200 });
      documents[name].parse(await answer.json());
    }
    expect((await unresolvedIn(region)).map(({ name }) => name)).toContain('The last that was heard');
    expect((await fetch(`${world.region(region).urls.page}/pages/${code}/history.atom`)).status).toBe(200);
  }
});
