import { newId } from '@pharos/core/id';
import { readView } from '@pharos/region/reading/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { converged, createWorld, makePage } from '../../crdt-sync/test/world.ts';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let incidents: string;

beforeAll(async () => {
  opened = await openPage();
  api = opened.api;
  incidents = `/v1/pages/${opened.page}/incidents`;
});
afterAll(() => opened[Symbol.asyncDispose]());

const said = { title: 'Down', body: 'It was down.' };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const open = (more: object = {}) => api.ask('POST', incidents, { ...said, notify: false, ...more });
const fieldsOf = ({ json }: { json: Record<string, unknown> }) =>
  (json['fields'] as { path: string }[] | undefined)?.map(({ path }) => path);
const shown = async (id: unknown) => (await api.ask('GET', `${incidents}/${String(id)}`)).json;
const jobs = async () => (await opened.database.sql`select 1 from notify_job`).length;

it('an incident that is over is written down with its times, and nobody is told of it unless that is asked', async () => {
  const [startedAt, resolvedAt] = [ago(10_000), ago(9_940)];
  const before = await jobs();
  const { status, json } = await open({ status: 'resolved', startedAt, resolvedAt, notify: undefined });
  expect(status).toBe(201);
  expect(await shown(json['id'])).toMatchObject({ status: 'resolved', startedAt, resolvedAt });
  expect(await jobs()).toBe(before);
  await open({ status: 'resolved', startedAt, resolvedAt, notify: true });
  await open({ status: 'resolved', startedAt, notify: undefined });
  expect(await jobs()).toBe(before + 2);
  const page = (await api.ask('GET', incidents.replace('incidents', 'view'))).json as { incidents: { id: string }[] };
  expect(page.incidents.find(({ id }) => id === json['id'])).toMatchObject({ resolvedAt });
});

it.each<[string, object, string[]]>([
  ['a start in the future', { startedAt: ago(-60) }, ['startedAt']],
  ['an end in the future', { status: 'resolved', startedAt: ago(5), resolvedAt: ago(-60) }, ['resolvedAt']],
  ['an end before the start', { status: 'resolved', startedAt: ago(5), resolvedAt: ago(6) }, ['resolvedAt']],
  ['an end of what goes on', { startedAt: ago(5), resolvedAt: ago(4) }, ['resolvedAt']],
  ['an end without a start', { status: 'resolved', resolvedAt: ago(4) }, ['startedAt']],
])('%s is refused, by its field', async (_what, times, fields) => {
  const answer = await open(times);
  expect({ status: answer.status, fields: fieldsOf(answer) }).toEqual({ status: 422, fields });
});

it('an update may say until when the next one comes: it holds until then, and ends with the next, or with the end', async () => {
  const nextUpdateAt = ago(-30);
  const { id } = (await open({ nextUpdateAt })).json;
  const post = (more: object) =>
    api.ask('POST', `${incidents}/${String(id)}/updates`, { status: 'identified', body: 'More.', notify: false, ...more });
  const page = async () =>
    ((await api.ask('GET', incidents.replace('incidents', 'view'))).json as { incidents: { id: string }[] }).incidents.find(
      (each) => each.id === id,
    );
  expect(await shown(id)).toMatchObject({ nextUpdateAt });
  expect(await page()).toMatchObject({ nextUpdateAt });
  const later = ago(-90);
  expect((await post({ nextUpdateAt: later })).status).toBe(201);
  expect(await shown(id)).toMatchObject({ nextUpdateAt: later });
  await post({});
  expect(await shown(id)).not.toHaveProperty('nextUpdateAt');
  await post({ nextUpdateAt: later });
  await post({ status: 'resolved' });
  expect(await page()).not.toHaveProperty('nextUpdateAt');
  for (const wrong of [{ nextUpdateAt: ago(1) }, { nextUpdateAt: ago(-20_000) }, { status: 'resolved', nextUpdateAt }]) {
    const answer = await post(wrong);
    expect({ wrong, status: answer.status, fields: fieldsOf(answer) }).toEqual({ wrong, status: 422, fields: ['nextUpdateAt'] });
  }
});

it('a clock that runs a little ahead is no future', async () => {
  expect((await open({ startedAt: ago(-0.5) })).status).toBe(201);
});

it('both times can be mended afterwards, and only to what can be', async () => {
  const { id } = (await open({ startedAt: ago(100) })).json;
  const edit = (body: object) => api.ask('PATCH', `${incidents}/${String(id)}`, body);
  expect(await edit({ resolvedAt: ago(50) })).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining('not resolved') as string },
  });
  await api.ask('POST', `${incidents}/${String(id)}/updates`, { status: 'resolved', body: 'Over.', notify: false });
  const [startedAt, resolvedAt] = [ago(90), ago(60)];
  expect((await edit({ startedAt, resolvedAt })).status).toBe(200);
  expect(await shown(id)).toMatchObject({ startedAt, resolvedAt });
  expect(fieldsOf(await edit({ startedAt: ago(30) }))).toEqual(['startedAt']);
  expect(fieldsOf(await edit({ resolvedAt: ago(91) }))).toEqual(['resolvedAt']);
  expect(fieldsOf(await edit({ startedAt: ago(-60) }))).toEqual(['startedAt']);
});

it('an update that was a mistake is taken off, and the incident is as it was; the only one is not', async () => {
  const { id, update } = (await open()).json;
  const updates = `${incidents}/${String(id)}/updates`;
  const over = (await api.ask('POST', updates, { status: 'resolved', body: 'Over, we thought.', notify: false })).json;
  const before = await jobs();
  expect((await api.ask('DELETE', `${updates}/${String(over['id'])}`)).status).toBe(200);
  expect(await shown(id)).toMatchObject({ status: 'investigating', resolvedAt: null, updates: [{ id: update }] });
  expect(await jobs()).toBe(before);
  expect((await api.ask('DELETE', `${updates}/${String(over['id'])}`)).status).toBe(200);
  expect((await api.ask('PATCH', `${updates}/${String(over['id'])}`, { body: 'x' })).status).toBe(404);
  expect((await api.ask('DELETE', `${updates}/${newId()}`)).status).toBe(404);
  expect(await api.ask('DELETE', `${updates}/${String(update)}`)).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining('remove the incident') as string },
  });
});

it('two who take off each other’s update in two regions leave both, in every region', async () => {
  await using world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [(typeof world.regions)[0], (typeof world.regions)[0]];
  const { page } = await makePage(us.writer);
  const [incident, update, second] = [newId(), newId(), newId()];
  const opening = { type: 'open-incident', page, incident, update, ...said, impact: 'minor', status: 'investigating' } as const;
  await us.writer.write({ ...opening, components: [], notify: false }, { actor: 'test' });
  await us.writer.write(
    { type: 'post-update', page, incident, update: second, status: 'identified', body: 'x', notify: false },
    { actor: 'test' },
  );
  await converged(world.regions);
  // Out of touch with each other.
  for (const region of world.regions) {
    await region.sync?.[Symbol.asyncDispose]();
    region.sync = undefined;
  }
  await us.writer.write({ type: 'remove-update', page, incident, update }, { actor: 'test' });
  await eu.writer.write({ type: 'remove-update', page, incident, update: second }, { actor: 'test' });
  await world.start();
  await converged(world.regions);
  for (const { sql } of [us, eu]) expect((await readView(sql, page))?.incidents[0]?.updates.map(({ id }) => id)).toEqual([second, update]);
});
