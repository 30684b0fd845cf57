import { expect, it } from 'vitest';
import { flatOf } from './json-api.ts';
import { subscriberTaken, takenOf } from './map.ts';
import { Component, Incident, Subscriber, type Said } from './shapes.ts';

const none: Said = { components: [], groups: [], incidents: [], updates: [], schedules: [], metrics: [], points: [] };

it('numbers and truths are what they are, however a version writes them', () => {
  const said = { id: '3', name: 'API', status: '2', order: '1', group_id: '0', enabled: '1', created_at: '2020-01-01 10:00:00' };
  const { components } = takenOf({ ...none, components: [Component.parse(said)] }, 'UTC');
  expect(components).toMatchObject([{ id: '3', status: 'degraded_performance', groupId: null, onlyShowIfDegraded: false }]);
});

it('an incident begins with its own words, whatever its updates made of it', () => {
  const said = { id: 1, name: 'Slow', status: 4, message: 'We look.', occurred_at: null, created_at: '2020-01-01 10:00:00' };
  const update = { id: 2, incident_id: 1, status: 4, message: 'Well.', created_at: '2020-01-01 12:00:00' };
  const of = (updates: object[]) => takenOf({ ...none, incidents: [Incident.parse({ ...said, updates })] }, 'UTC').incidents[0]!;
  expect(of([update]).updates!.map(({ status, body }) => [status, body])).toEqual([
    ['investigating', 'We look.'],
    ['resolved', 'Well.'],
  ]);
  expect(of([]).updates!.map(({ status }) => status)).toEqual(['resolved']);
});

it('version 3 says the same by other shapes', () => {
  const flat = flatOf(
    {
      id: '1',
      type: 'incidents',
      attributes: { name: 'Slow', status: { human: 'Fixed', value: 4 }, occurred: { human: '', string: '2020-01-01 10:00:00' } },
      relationships: { components: { data: [{ type: 'components', id: '7' }] }, updates: { data: [{ type: 'updates', id: '9' }] } },
    },
    [{ id: '9', type: 'updates', attributes: { updateable_id: 1, message: 'Well.', created: { string: '2020-01-01 12:00:00' } } }],
  );
  expect(flat).toEqual({
    id: '1',
    name: 'Slow',
    status: 4,
    occurred_at: '2020-01-01 10:00:00',
    components: ['7'],
    updates: [{ id: '9', updateable_id: 1, incident_id: 1, message: 'Well.', created_at: '2020-01-01 12:00:00' }],
  });
});

it('who never confirmed, and who has no address, stays; who is told of some components is told of these', () => {
  const taken = (said: object) => subscriberTaken(Subscriber.parse({ id: 1, ...said }), 'Europe/Berlin');
  expect(taken({ email: 'a@example.com' })).toMatchObject({ why: 'they never confirmed it there: they sign up anew' });
  expect(taken({ verified_at: '2020-01-01 10:00:00' })).toMatchObject({ why: 'they have no address' });
  expect(taken({ email: 'a@example.com', verified_at: '2020-01-01 10:00:00', global: '0', subscriptions: [{ component_id: 4 }] })).toEqual({
    channel: 'email',
    address: 'a@example.com',
    components: ['4'],
    state: 'active',
    proof: 'subscriber 1 of Cachet, confirmed 2020-01-01T09:00:00.000Z',
  });
});
