import { codeForm } from '@pharos/resources/statuspage/code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStatuspage, type StatuspageWorld } from './statuspage-world.ts';

let world: StatuspageWorld;
let mail: string;
let chat: string;
beforeAll(async () => {
  world = await openStatuspage();
  const made = async (name: string) => ((await world.on('POST', '/components', { component: { name } })).json as { id: string }).id;
  [mail, chat] = [await made('Mail'), await made('Chat')];
});
afterAll(() => world[Symbol.asyncDispose]());

interface Told {
  id: string;
  name: string;
  status: string;
  impact: string;
  incident_updates: { id: string; status: string; body: string }[];
  components: { id: string; status: string }[];
  [field: string]: unknown;
}
const open = async (incident: object) => (await world.on('POST', '/incidents', { incident })).json as Told;
const statusOf = async (component: string) => ((await world.on('GET', `/components/${component}`)).json as { status: string }).status;
const idsOf = async (path: string) => ((await world.on('GET', path)).json as Told[]).map(({ id }) => id);
const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('an incident', () => {
  it('is opened, goes on by being changed, and is removed', async () => {
    const made = await world.on('POST', '/incidents', {
      incident: {
        name: 'Mail is late',
        body: 'We look into it.',
        components: { [mail]: 'degraded_performance' },
        deliver_notifications: false,
      },
    });
    expect(made.status).toBe(201);
    const told = made.json as Told;
    expect(told).toMatchObject({
      id: expect.stringMatching(codeForm),
      name: 'Mail is late',
      status: 'investigating',
      impact: 'minor',
      page_id: world.code,
      incident_updates: [{ status: 'investigating', body: 'We look into it.', incident_id: told.id }],
      components: [{ id: mail, status: 'degraded_performance' }],
      postmortem_body: null,
      scheduled_for: null,
      resolved_at: null,
      metadata: {},
    });
    expect(await statusOf(mail)).toBe('degraded_performance');
    const path = `/incidents/${told.id}`;
    expect((await world.on('GET', path)).json).toEqual(told);
    // By our own id, too; and not by another one that ends so.
    const { items } = (await world.opened.api.ask('GET', `/v1/pages/${world.opened.page}/incidents`)).json as { items: { id: string }[] };
    expect((await world.on('GET', `/incidents/${items[0]!.id}`)).json).toEqual(told);
    expect((await world.on('GET', `/incidents/00000000${items[0]!.id.slice(8)}`)).status).toBe(404);
    expect((await world.on('GET', '/incidents/..%2fcomponents')).status).toBe(404);

    // A form, as scripts send it.
    const next = await world.on(
      'PATCH',
      path,
      `incident[status]=monitoring&incident[body]=A+fix+is+in.&incident[components][${mail}]=operational`,
    );
    expect([next.status, next.json]).toMatchObject([
      200,
      {
        status: 'monitoring',
        monitoring_at: expect.any(String),
        incident_updates: [
          {
            body: 'A fix is in.',
            affected_components: [{ code: mail, name: 'Mail', old_status: 'degraded_performance', new_status: 'operational' }],
          },
          {
            body: 'We look into it.',
            affected_components: [{ code: mail, old_status: 'operational', new_status: 'degraded_performance' }],
          },
        ],
      },
    ]);
    expect(await statusOf(mail)).toBe('operational');
    const renamed = (await world.on('PUT', path, { incident: { name: 'Mail was late', status: 'monitoring' } })).json as Told;
    expect(renamed.name).toBe('Mail was late');
    // Said again as it is, it is no news.
    expect(renamed.incident_updates).toHaveLength(2);
    const over = (await world.on('PATCH', path, { incident: { status: 'resolved' } })).json as Told;
    expect(over).toMatchObject({ status: 'resolved', resolved_at: expect.any(String) });
    expect(over.incident_updates[0]!.body).not.toBe('');

    const gone = await world.on('DELETE', path);
    expect([gone.status, gone.json]).toMatchObject([200, { id: told.id }]);
    expect((await world.on('GET', path)).status).toBe(404);
  });

  it('one of its updates is put right', async () => {
    const { id, incident_updates: updates } = await open({ name: 'Tpyo', body: 'We lok into it.' });
    const path = `/incidents/${id}/incident_updates/${updates[0]!.id}`;
    for (const [method, body] of [
      ['PATCH', 'We look into it.'],
      ['PUT', 'We look into this.'],
    ] as const) {
      const changed = await world.on(method, path, { incident_update: { body } });
      expect([changed.status, changed.json]).toMatchObject([200, { id: updates[0]!.id, body, incident_id: id }]);
    }
    expect((await world.on('PATCH', `/incidents/${id}/incident_updates/000000000000`, { incident_update: { body: 'x' } })).status).toBe(
      404,
    );
  });

  it('may be told of afterwards, and moves nothing then', async () => {
    const told = await open({
      name: 'Long ago',
      body: 'It was.',
      backfilled: true,
      backfill_date: '2026-01-05',
      components: { [chat]: 'major_outage' },
    });
    expect(told).toMatchObject({
      status: 'resolved',
      started_at: '2026-01-05T00:00:00.000Z',
      resolved_at: '2026-01-05T00:00:00.000Z',
      components: [],
    });
    expect(await statusOf(chat)).toBe('operational');
  });

  it('of components by a list of their codes, and with an impact that somebody says', async () => {
    const told = await open({ name: 'Both', body: 'x', component_ids: [mail, chat], impact_override: 'critical' });
    expect(told).toMatchObject({ impact: 'critical', components: [{ status: 'operational' }, { status: 'operational' }] });
    const form = await world.on(
      'POST',
      '/incidents',
      `incident[name]=Form&incident[body]=x&incident[component_ids][]=${mail}&incident[component_ids][]=${chat}`,
    );
    expect((form.json as Told).components).toHaveLength(2);
    expect((await world.on('POST', '/incidents', { incident: { name: 'x', component_ids: ['000000000000'] } })).status).toBe(404);
  });

  it('that breaks a rule is refused, with the names of the fields as they are there', async () => {
    const wrong = await world.on('POST', '/incidents', { incident: { body: 'x', status: 'on_fire', impact_override: 'huge' } });
    expect(wrong.status).toBe(422);
    expect((wrong.json as { error: string[] }).error.map((line) => line.split(' ')[0])).toEqual(['name', 'impact_override', 'status']);
  });
});

describe('a maintenance', () => {
  it('is an incident that is planned, begins and ends', async () => {
    const told = await open({
      name: 'New switches',
      body: 'A minute of silence.',
      status: 'scheduled',
      scheduled_for: soon(24),
      scheduled_until: soon(25),
      scheduled_auto_in_progress: true,
      scheduled_auto_completed: true,
      component_ids: [chat],
    });
    expect(told).toMatchObject({
      status: 'scheduled',
      impact: 'maintenance',
      scheduled_auto_in_progress: true,
      components: [{ id: chat }],
    });
    const path = `/incidents/${told.id}`;
    expect((await world.on('GET', path)).json).toEqual(told);
    expect(await idsOf('/incidents/upcoming')).toEqual([told.id]);
    expect(await idsOf('/incidents/active_maintenance')).toEqual([]);
    const moved = (await world.on('PATCH', path, { incident: { name: 'Newer switches', scheduled_until: soon(26) } })).json as Told;
    expect(moved).toMatchObject({ name: 'Newer switches', scheduled_for: told['scheduled_for'] });
    expect(Date.parse(String(moved['scheduled_until']))).toBeGreaterThan(Date.parse(String(told['scheduled_until'])));
    const running = (await world.on('PATCH', path, { incident: { status: 'in_progress', body: 'We begin.' } })).json as Told;
    expect(running).toMatchObject({ status: 'in_progress', incident_updates: [{ body: 'We begin.' }, { status: 'scheduled' }] });
    expect(await statusOf(chat)).toBe('under_maintenance');
    expect(await idsOf('/incidents/active_maintenance')).toEqual([told.id]);
    expect(await idsOf('/incidents/upcoming')).toEqual([]);
    expect((await world.on('PATCH', path, { incident: { status: 'completed' } })).json).toMatchObject({
      status: 'completed',
      resolved_at: expect.any(String),
    });
    expect(await idsOf('/incidents/scheduled')).toEqual([told.id]);
    expect((await world.on('DELETE', path)).status).toBe(200);
  });
});

describe('lists of incidents', () => {
  it('hold both kinds, the newest first, in pages that miss none', async () => {
    for (let at = 0; at < 5; at++) {
      await open({ name: `Needle ${at}`, body: 'x' });
      await open({ name: `Plan ${at}`, body: 'x', scheduled_for: soon(100 + at), scheduled_until: soon(101 + at) });
    }
    const all = await idsOf('/incidents?limit=100');
    expect(all.length).toBeGreaterThan(12);
    const paged: string[] = [];
    for (let page = 1; paged.length < all.length; page++) {
      const ids = await idsOf(`/incidents?limit=4&page=${page}`);
      expect(ids.length).toBeGreaterThan(0);
      paged.push(...ids);
    }
    expect(paged).toEqual(all);
    expect((await idsOf('/incidents?limit=4&page=3')).length).toBe(4);
    const found = (await world.on('GET', '/incidents?q=needle&limit=3')).json as Told[];
    expect(found.map(({ name }) => name)).toEqual(['Needle 4', 'Needle 3', 'Needle 2']);
    const unresolved = (await world.on('GET', '/incidents/unresolved')).json as Told[];
    expect(unresolved.every(({ status }) => ['investigating', 'identified', 'monitoring'].includes(status))).toBe(true);
    expect(await idsOf('/incidents/unresolved?per_page=2&page=2')).toEqual(unresolved.slice(2, 4).map(({ id }) => id));
  });
});

describe('what is written about incidents', () => {
  it('a post-mortem is drafted, published, taken back and removed', async () => {
    const { id } = await open({ name: 'Learned', body: 'x', status: 'resolved' });
    const path = `/incidents/${id}/postmortem`;
    expect((await world.on('GET', path)).json).toMatchObject({ body: null, body_draft: null, published_at: null });
    expect((await world.on('PUT', path, { postmortem: { body_draft: 'A disk was full.' } })).json).toMatchObject({
      body: null,
      body_draft: 'A disk was full.',
    });
    const published = await world.on('PUT', `${path}/publish`, { postmortem: { notify_subscribers: false } });
    expect([published.status, published.json]).toMatchObject([200, { body: 'A disk was full.', published_at: expect.any(String) }]);
    expect((await world.on('GET', `/incidents/${id}`)).json).toMatchObject({ status: 'postmortem', postmortem_body: 'A disk was full.' });
    expect((await world.on('PUT', `${path}/revert`)).json).toMatchObject({ body: null, body_draft: 'A disk was full.' });
    expect((await world.on('DELETE', path)).status).toBe(204);
    expect((await world.on('GET', path)).json).toMatchObject({ body: null, body_draft: null });
  });

  it('templates are made and listed', async () => {
    const template = {
      name: 'Down',
      title: 'It is down',
      body: 'We look.',
      update_status: 'identified',
      component_ids: [mail],
      should_send_notifications: false,
    };
    const made = await world.on('POST', '/incident_templates', { template });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: 'Down',
      title: 'It is down',
      body: 'We look.',
      update_status: 'identified',
      components: [{ id: mail }],
      should_send_notifications: false,
    });
    expect((await world.on('GET', '/incident_templates')).json).toEqual([made.json]);
    expect((await world.on('POST', '/incident_templates', { template: { name: 'x' } })).status).toBe(422);
  });
});
