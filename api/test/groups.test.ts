import { newId } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import type { ComponentView, GroupView, View } from '@pharos/resources/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
});
afterAll(() => opened[Symbol.asyncDispose]());

const at = (rest = '') => `/v1/pages/${page}${rest}`;
const make = async (what: 'groups' | 'components', name: string, more: object = {}) => {
  const made = await api.ask('POST', at(`/${what}`), { name, ...more });
  expect([made.status, made.text]).toEqual([201, made.text]);
  return String(made.json['id']);
};
const groups = async () => (await api.ask('GET', at('/groups'))).json['items'] as GroupView[];
const components = async () => (await api.ask('GET', at('/components'))).json['items'] as ComponentView[];
const named = <T extends { name: string }>(of: T[], name: string) => of.find((each) => each.name === name)!;

it('groups stand in groups, are moved, and are as the worst of what stands in them', async () => {
  const regions = await make('groups', 'Regions', { description: 'Where we are' });
  const europe = await make('groups', 'Europe', { parent: regions, isOpen: false });
  const frankfurt = await make('components', 'Frankfurt', { groupId: europe });
  const tokyo = await make('components', 'Tokyo', { groupId: regions });
  expect((await api.ask('GET', at(`/groups/${europe}`))).json).toMatchObject({ parent: regions, isOpen: false, status: 'operational' });
  expect(named(await components(), 'Frankfurt')).toMatchObject({ groupId: europe, group: null });
  // Each went behind the last of all.
  const inOrder = [named(await groups(), 'Regions'), named(await groups(), 'Europe'), ...(await components())].map(({ order }) => order);
  expect([...inOrder].sort()).toEqual(inOrder);

  await api.ask('PATCH', at(`/components/${frankfurt}`), { status: 'partial_outage' });
  await api.ask('PATCH', at(`/components/${tokyo}`), { status: 'degraded_performance' });
  expect((await groups()).map(({ name, status }) => `${name} ${status}`)).toEqual(['Regions partial_outage', 'Europe partial_outage']);
  const { json } = await api.ask('GET', at('/view'));
  expect((json as unknown as View).groups).toEqual(await groups());

  // Moved: the one it has left is as it is without it.
  const asia = await make('groups', 'Asia');
  expect((await api.ask('PATCH', at(`/components/${frankfurt}`), { groupId: asia })).status).toBe(200);
  expect((await api.ask('PATCH', at(`/groups/${europe}`), { parent: asia, name: 'Old Europe' })).status).toBe(200);
  expect(named(await groups(), 'Old Europe')).toMatchObject({ parent: asia, status: 'operational' });
  expect(named(await groups(), 'Regions').status).toBe('degraded_performance');
});

it('what stood in a group that is removed stands where it stood', async () => {
  const outer = await make('groups', 'Outer');
  const inner = await make('groups', 'Inner', { parent: outer });
  const innermost = await make('groups', 'Innermost', { parent: inner });
  const part = await make('components', 'Part', { groupId: inner });
  expect((await api.ask('DELETE', at(`/groups/${inner}`))).status).toBe(200);
  expect((await api.ask('DELETE', at(`/groups/${inner}`))).status).toBe(200);
  expect((await api.ask('GET', at(`/groups/${inner}`))).status).toBe(404);
  expect((await api.ask('PATCH', at(`/groups/${inner}`), { name: 'x' })).status).toBe(404);
  expect(named(await groups(), 'Innermost').parent).toBe(outer);
  expect(named(await components(), 'Part').groupId).toBe(outer);
  await api.ask('DELETE', at(`/groups/${outer}`));
  expect([named(await groups(), 'Innermost').parent, named(await components(), 'Part').groupId]).toEqual([null, null]);
  expect((await api.ask('PATCH', at(`/components/${part}`), { groupId: innermost })).status).toBe(200);
  expect(named(await components(), 'Part').groupId).toBe(innermost);
});

it('a heading without a group goes on as it was, until its component stands in a group; and the other way round', async () => {
  const group = await make('groups', 'Real');
  const part = await make('components', 'Headed', { group: 'Old heading' });
  expect(named(await components(), 'Headed')).toMatchObject({ group: 'Old heading', groupId: null });
  await api.ask('PATCH', at(`/components/${part}`), { groupId: group });
  expect(named(await components(), 'Headed')).toMatchObject({ group: null, groupId: group });
  await api.ask('PATCH', at(`/components/${part}`), { group: 'New heading' });
  expect(named(await components(), 'Headed')).toMatchObject({ group: 'New heading', groupId: null });
});

it('a group is of its page, does not stand in itself, nor too deep, and there is an end to them', async () => {
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  const foreign = String((await api.ask('POST', `/v1/pages/${other}/groups`, { name: 'Theirs' })).json['id']);
  const group = await make('groups', 'Ours');
  for (const [field, path, method] of [
    ['parent', '/groups', 'POST'],
    ['parent', `/groups/${group}`, 'PATCH'],
    ['groupId', '/components', 'POST'],
  ] as const) {
    for (const id of [foreign, newId()]) {
      const { status, json } = await api.ask(method, at(path), { name: 'x', [field]: id });
      expect([status, (json['fields'] as { path: string }[])[0]!.path]).toEqual([422, field]);
    }
  }
  expect(await opened.database.sql`select 1 from doc where hash = ''::bytea`).toHaveLength(0);

  let parent = group;
  for (let depth = 2; depth <= limits.groupDepthMax; depth++) parent = await make('groups', `Level ${depth}`, { parent });
  expect((await api.ask('POST', at('/groups'), { name: 'Too deep', parent })).status).toBe(422);
  expect((await api.ask('PATCH', at(`/groups/${group}`), { parent })).json['detail']).toBe('it would stand in itself');
  expect((await api.ask('PATCH', at(`/groups/${group}`), { parent: group })).status).toBe(422);

  await opened.database.sql`
    insert into component_group (id, page, name, description, ord, is_open, removed, created_at, updated_at)
    select gen_random_uuid(), ${other}, 'x', '', 'V', true, false, now(), now() from generate_series(2, ${limits.groupsPerPageMax})`;
  const full = await api.ask('POST', `/v1/pages/${other}/groups`, { name: 'One more' });
  expect([full.status, full.json['detail']]).toEqual([409, expect.stringContaining(`at most ${limits.groupsPerPageMax} groups`)]);
});

it('what a component says of its history and of when it is shown is kept, shown, and changed', async () => {
  const part = await make('components', 'Shy', { showcase: false, onlyShowIfDegraded: true, startDate: '2026-02-28' });
  expect(named(await components(), 'Shy')).toMatchObject({ showcase: false, onlyShowIfDegraded: true, startDate: '2026-02-28' });
  expect((await api.ask('PATCH', at(`/components/${part}`), { showcase: true, startDate: null })).status).toBe(200);
  const { json } = await api.ask('GET', at('/view'));
  const shown = named((json as unknown as View).components, 'Shy');
  expect(shown).toMatchObject({ showcase: true, onlyShowIfDegraded: true, startDate: null });
  expect((await api.ask('PATCH', at(`/components/${part}`), { startDate: '2026-02-30' })).status).toBe(422);
});
