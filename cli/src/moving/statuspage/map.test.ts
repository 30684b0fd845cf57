import { expect, it } from 'vitest';
import { subscriberTaken, takenOf } from './map.ts';
import { Component, Incident, Page, Subscriber } from './shapes.ts';

const at = '2025-01-01T00:00:00.000Z';
const page = Page.parse({ id: 'p1', name: 'Old', subdomain: 'old' });

it('groups are components there, and what is planned is an incident', () => {
  const component = (said: object) => Component.parse({ name: 'x', status: 'operational', created_at: at, ...said });
  const incident = (said: object) => Incident.parse({ name: 'x', status: 'resolved', created_at: at, incident_updates: [], ...said });
  const taken = takenOf({
    page,
    components: [component({ id: 'g', group: true }), component({ id: 'c', group_id: 'g', start_date: 'soon' })],
    incidents: [incident({ id: 'i' }), incident({ id: 'm', scheduled_for: at })],
  });
  expect(taken.groups.map(({ id }) => id)).toEqual(['g']);
  expect(taken.components).toMatchObject([{ id: 'c', groupId: 'g', startDate: null }]);
  expect([taken.incidents.map(({ id }) => id), taken.maintenances.map(({ id }) => id)]).toEqual([['i'], ['m']]);
});

it('updates come oldest first, and a post-mortem is one that ends it', () => {
  const update = (id: string, status: string) => ({ id, status, body: 'x', created_at: at });
  const said = {
    id: 'i',
    name: 'x',
    status: 'postmortem',
    created_at: at,
    postmortem_body: 'Why',
    incident_updates: [update('2', 'postmortem'), update('1', 'identified')],
  };
  const { incidents } = takenOf({ page, components: [], incidents: [Incident.parse(said)] });
  expect(incidents[0]!.updates!.map(({ id, status }) => [id, status])).toEqual([
    ['1', 'identified'],
    ['2', 'resolved'],
  ]);
  expect(incidents[0]!.postmortem).toBe('Why');
});

it('a webhook goes on in the shape that it knows, a number needs its country, and a chat room signs up anew', () => {
  const taken = (said: object) => subscriberTaken(Subscriber.parse({ id: 's', ...said }), new Set(['c']));
  expect(taken({ mode: 'webhook', endpoint: 'https://x.example', components: ['c', 'gone'], created_at: at })).toEqual({
    channel: 'webhook',
    address: 'https://x.example',
    components: ['c'],
    shape: 'statuspage',
    state: 'active',
    proof: `subscriber s of Statuspage, since ${at}`,
  });
  expect(taken({ mode: 'email', email: 'a@example.com' })).not.toHaveProperty('shape');
  expect(taken({ mode: 'sms', phone_country: 'US', phone_number: '555 123 0001' })).toMatchObject({ address: '+15551230001' });
  expect(taken({ mode: 'sms', phone_country: 'DE', phone_number: '170 1' })).toMatchObject({ why: 'they sign up anew' });
  expect(taken({ mode: 'slack' })).toMatchObject({ what: 'a subscriber by slack (s)' });
});
