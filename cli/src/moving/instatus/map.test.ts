import { expect, it } from 'vitest';
import { subscriberTaken, takenOf } from './map.ts';
import { Component, Maintenance, Subscriber } from './shapes.ts';

const components = (...said: object[]) =>
  takenOf({
    page: undefined,
    components: said.map((each) => Component.parse({ status: 'OPERATIONAL', ...each })),
    incidents: [],
    maintenances: [],
  });

it('a group is a component that others name, by its id or as a whole', () => {
  const { groups, components: parts } = components(
    { id: 'g', name: 'Core', order: 3 },
    { id: 'a', name: 'API', group: 'g' },
    { id: 'b', name: 'Web', group: { id: 'h', name: 'Shop' }, status: 'SOMETHINGNEW' },
  );
  expect(groups.map(({ id, name }) => [id, name])).toEqual([
    ['g', 'Core'],
    ['h', 'Shop'],
  ]);
  expect(parts.map(({ id, groupId, status }) => [id, groupId, status])).toEqual([
    ['a', 'g', 'operational'],
    ['b', 'h', 'operational'],
  ]);
});

it('a maintenance ends as many minutes after its beginning as it takes', () => {
  const said = Maintenance.parse({ id: '1', name: 'x', status: 'COMPLETED', start: '2026-06-01T00:00:00.000Z', duration: 90 });
  const { maintenances } = takenOf({ page: undefined, components: [], incidents: [], maintenances: [said] });
  expect(maintenances).toMatchObject([{ endsAt: '2026-06-01T01:30:00.000Z', status: 'completed' }]);
});

it('who is told by nothing that is known here stays', () => {
  const of = (said: object) => subscriberTaken(Subscriber.parse({ id: '1', ...said }));
  expect(of({})).toMatchObject({ why: 'they have no address that is told: they sign up anew' });
  expect(of({ email: 'a@example.com', confirmed: false })).toMatchObject({ why: 'they never confirmed it there: they sign up anew' });
  expect(of({ phone: '+491701234567', all: true, components: [{ id: 'a' }] })).toMatchObject({ channel: 'sms', components: [] });
});
