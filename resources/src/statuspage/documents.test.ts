import { expect, it } from 'vitest';
import type { ComponentView, IncidentView, MaintenanceView, View } from '../view.ts';
import { documentOf } from './documents.ts';
import { documents, type DocumentName } from './shapes.ts';

/*
 * Documents written by hand from Statuspage's description of them, letter by letter: the order of the fields counts. Ids end in a
 * number, so that one sees their codes: 1 is 000000000001, and 36 is 000000000010.
 */

const idOf = (number: number) => `0198c0de-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const where = { url: 'https://status.acme.example', urlOf: (kind: string, id: string) => `https://status.acme.example/${kind}/${id}` };

const component = (number: number, name: string, more: Partial<ComponentView> = {}): ComponentView => ({
  id: idOf(number),
  name,
  description: '',
  group: null,
  groupId: null,
  order: String(number),
  status: 'operational',
  updatedAt: '2026-03-02T08:00:00.000Z',
  createdAt: '2026-03-01T08:00:00.000Z',
  ...more,
});

const incident: IncidentView = {
  id: idOf(36),
  title: 'Mail is late',
  status: 'monitoring',
  impact: 'minor',
  conflict: false,
  startedAt: '2026-03-14T10:00:00.000Z',
  resolvedAt: null,
  components: [{ id: idOf(4), status: 'degraded_performance' }],
  updates: [
    { id: idOf(102), status: 'monitoring', body: 'A fix is in.', at: '2026-03-14T10:30:00.000Z', editedAt: '2026-03-14T10:31:00.000Z' },
    {
      id: idOf(101),
      status: 'investigating',
      body: 'We look into it.',
      at: '2026-03-14T10:00:00.000Z',
      editedAt: null,
      components: [{ id: idOf(4), status: 'degraded_performance' }],
    },
  ],
};
const over: IncidentView = {
  ...incident,
  id: idOf(37),
  title: 'Search failed',
  status: 'resolved',
  startedAt: '2026-03-10T10:00:00.000Z',
  resolvedAt: '2026-03-10T11:00:00.000Z',
  components: [{ id: idOf(99), status: 'major_outage' }],
  updates: [{ id: idOf(103), status: 'resolved', body: 'Over.', at: '2026-03-10T11:00:00.000Z', editedAt: null }],
  postmortem: 'A disk was full.',
};
const planned: MaintenanceView = {
  id: idOf(38),
  title: 'New switches',
  status: 'scheduled',
  startsAt: '2026-03-20T22:00:00.000Z',
  endsAt: '2026-03-20T23:00:00.000Z',
  createdAt: '2026-03-12T09:00:00.000Z',
  components: [idOf(1)],
  updates: [{ id: idOf(104), status: 'scheduled', body: 'A minute of silence.', at: '2026-03-12T09:00:00.000Z', editedAt: null }],
};
const running: MaintenanceView = { ...planned, id: idOf(39), status: 'in_progress', startsAt: '2026-03-14T09:00:00.000Z', updates: [] };

const view: View = {
  version: 'v1.BwE',
  at: '2026-03-14T10:31:00.000Z',
  page: { id: idOf(35), name: 'Acme', slug: 'acme', timeZone: 'UTC' },
  status: { indicator: 'minor', description: 'Partially Degraded Service' },
  components: [
    component(1, 'API', { description: 'REST' }),
    component(4, 'Mail', { groupId: idOf(3), status: 'degraded_performance', startDate: '2026-01-01', onlyShowIfDegraded: true }),
    component(5, 'Chat', { groupId: idOf(3), showcase: false }),
  ],
  groups: [
    {
      id: idOf(3),
      name: 'Messages',
      description: 'All that is sent',
      parent: null,
      order: '3',
      isOpen: true,
      status: 'degraded_performance',
      updatedAt: '2026-03-01T09:00:00.000Z',
      createdAt: '2026-03-01T09:00:00.000Z',
    },
  ],
  incidents: [incident, over],
  maintenances: [running, planned],
};

const page =
  '{"id":"00000000000z","name":"Acme","url":"https://status.acme.example","time_zone":"Etc/UTC","updated_at":"2026-03-14T10:31:00.000Z"}';
const api =
  '{"id":"000000000001","name":"API","status":"operational","created_at":"2026-03-01T08:00:00.000Z","updated_at":"2026-03-02T08:00:00.000Z","position":1,"description":"REST","showcase":true,"start_date":null,"group_id":null,"page_id":"00000000000z","group":false,"only_show_if_degraded":false}';
const mail =
  '{"id":"000000000004","name":"Mail","status":"degraded_performance","created_at":"2026-03-01T08:00:00.000Z","updated_at":"2026-03-02T08:00:00.000Z","position":1,"description":null,"showcase":true,"start_date":"2026-01-01","group_id":"000000000003","page_id":"00000000000z","group":false,"only_show_if_degraded":true}';
const components = `[${api},{"id":"000000000003","name":"Messages","status":"degraded_performance","created_at":"2026-03-01T09:00:00.000Z","updated_at":"2026-03-01T09:00:00.000Z","position":2,"description":"All that is sent","showcase":false,"start_date":null,"group_id":null,"page_id":"00000000000z","group":true,"only_show_if_degraded":false,"components":["000000000004","000000000005"]},${mail},{"id":"000000000005","name":"Chat","status":"operational","created_at":"2026-03-01T08:00:00.000Z","updated_at":"2026-03-02T08:00:00.000Z","position":2,"description":null,"showcase":false,"start_date":null,"group_id":"000000000003","page_id":"00000000000z","group":false,"only_show_if_degraded":false}]`;
const update = (id: string, status: string, body: string, incidentId: string, affected: string, at: string, updatedAt = at) =>
  `{"id":"${id}","status":"${status}","body":"${body}","incident_id":"${incidentId}","created_at":"${at}","updated_at":"${updatedAt}","display_at":"${at}","affected_components":[${affected}],"deliver_notifications":true,"custom_tweet":null,"tweet_id":null}`;
const affected = (code: string, name: string, before: string, after: string) =>
  `{"code":"${code}","name":"${name}","old_status":"${before}","new_status":"${after}"}`;
const late = affected('000000000004', 'Messages - Mail', 'operational', 'degraded_performance');
const still = affected('000000000004', 'Messages - Mail', 'degraded_performance', 'degraded_performance');
const calm = affected('000000000001', 'API', 'operational', 'operational');
const open = `{"id":"000000000010","name":"Mail is late","status":"monitoring","created_at":"2026-03-14T10:00:00.000Z","updated_at":"2026-03-14T10:31:00.000Z","monitoring_at":"2026-03-14T10:30:00.000Z","resolved_at":null,"impact":"minor","shortlink":"https://status.acme.example/incidents/${idOf(36)}","started_at":"2026-03-14T10:00:00.000Z","page_id":"00000000000z","incident_updates":[${update('00000000002u', 'monitoring', 'A fix is in.', '000000000010', still, '2026-03-14T10:30:00.000Z', '2026-03-14T10:31:00.000Z')},${update('00000000002t', 'investigating', 'We look into it.', '000000000010', late, '2026-03-14T10:00:00.000Z')}],"components":[${mail}],"reminder_intervals":null}`;
const upcoming = `{"id":"000000000012","name":"New switches","status":"scheduled","created_at":"2026-03-12T09:00:00.000Z","updated_at":"2026-03-12T09:00:00.000Z","monitoring_at":null,"resolved_at":null,"impact":"maintenance","shortlink":"https://status.acme.example/maintenances/${idOf(38)}","started_at":"2026-03-20T22:00:00.000Z","page_id":"00000000000z","incident_updates":[${update('00000000002w', 'scheduled', 'A minute of silence.', '000000000012', calm, '2026-03-12T09:00:00.000Z')}],"components":[${api}],"reminder_intervals":null,"scheduled_for":"2026-03-20T22:00:00.000Z","scheduled_until":"2026-03-20T23:00:00.000Z"}`;
const active = `{"id":"000000000013","name":"New switches","status":"in_progress","created_at":"2026-03-12T09:00:00.000Z","updated_at":"2026-03-12T09:00:00.000Z","monitoring_at":null,"resolved_at":null,"impact":"maintenance","shortlink":"https://status.acme.example/maintenances/${idOf(39)}","started_at":"2026-03-14T09:00:00.000Z","page_id":"00000000000z","incident_updates":[],"components":[${api}],"reminder_intervals":null,"scheduled_for":"2026-03-14T09:00:00.000Z","scheduled_until":"2026-03-20T23:00:00.000Z"}`;
const status = '{"indicator":"minor","description":"Partially Degraded Service"}';

const golden: Partial<Record<DocumentName, string>> = {
  'summary.json': `{"page":${page},"status":${status},"components":${components},"incidents":[${open}],"scheduled_maintenances":[${active},${upcoming}]}`,
  'status.json': `{"page":${page},"status":${status}}`,
  'components.json': `{"page":${page},"components":${components}}`,
  'incidents/unresolved.json': `{"page":${page},"incidents":[${open}]}`,
  'scheduled-maintenances.json': `{"page":${page},"scheduled_maintenances":[${upcoming},${active}]}`,
  'scheduled-maintenances/upcoming.json': `{"page":${page},"scheduled_maintenances":[${upcoming}]}`,
  'scheduled-maintenances/active.json': `{"page":${page},"scheduled_maintenances":[${active}]}`,
  'subscribers.json': `{"page":${page},"subscribers":[]}`,
};

it.each(Object.entries(golden))('%s is what Statuspage answers, to the letter', (name, text) => {
  expect(JSON.stringify(documentOf(name as DocumentName, view, where))).toBe(text);
});

it('a post-mortem that is published is the last update of an incident that is over, and of no other', () => {
  const { incidents } = documentOf('incidents.json', view, where) as { incidents: { status: string; incident_updates: object[] }[] };
  expect(incidents.map((each) => each.status)).toEqual(['monitoring', 'postmortem']);
  expect(incidents[1]!.incident_updates).toMatchObject([{ status: 'postmortem', body: 'A disk was full.' }, { status: 'resolved' }]);
  const told = { ...view, incidents: [{ ...incident, postmortem: 'Too early.' }] };
  expect(documentOf('incidents/unresolved.json', told, where)).toMatchObject({ incidents: [{ status: 'monitoring' }] });
});

it('a maintenance says of its components what its state makes of them', () => {
  const at = (minutes: number) => new Date(Date.parse('2026-03-20T22:00:00Z') + minutes * 60_000).toISOString();
  const said = (number: number, status: MaintenanceView['status']) => ({
    id: idOf(200 + number),
    status,
    body: 'x',
    at: at(number),
    editedAt: null,
  });
  const whole = { ...planned, status: 'completed' as const, updates: [said(2, 'completed'), said(1, 'in_progress'), said(0, 'scheduled')] };
  const document = documentOf('scheduled-maintenances.json', { ...view, maintenances: [whole] }, where);
  const { incident_updates: updates } = (
    document as { scheduled_maintenances: { incident_updates: { affected_components: object[] }[] }[] }
  ).scheduled_maintenances[0]!;
  expect(updates.map((update) => update.affected_components)).toMatchObject([
    [{ old_status: 'under_maintenance', new_status: 'operational' }],
    [{ old_status: 'operational', new_status: 'under_maintenance' }],
    [{ old_status: 'operational', new_status: 'operational' }],
  ]);
});

it('what stands on the page no more stands behind it, fifty in all, the newest first', () => {
  const earlier = Array.from({ length: 60 }, (_, at) => ({ ...over, id: idOf(1_000 + at), startedAt: new Date(at).toISOString() }));
  const document = documentOf('incidents.json', view, where, { incidents: [over, ...earlier], maintenances: [] });
  const { incidents } = document as { incidents: { started_at: string; id: string }[] };
  expect(incidents).toHaveLength(50);
  expect(new Set(incidents.map(({ id }) => id)).size).toBe(50);
  expect(incidents.map((each) => each.started_at)).toEqual(
    incidents
      .map((each) => each.started_at)
      .sort()
      .reverse(),
  );
});

it('a group that stands in another one comes behind it, and none is lost', () => {
  const inner = { ...view.groups![0]!, id: idOf(6), name: 'Inner', parent: idOf(3), order: '1' };
  const document = documentOf('components.json', { ...view, groups: [...view.groups!, inner] }, where);
  const { components: told } = document as { components: { name: string; position: number; group_id: string | null }[] };
  expect(told.map(({ name, position }) => `${position} ${name}`)).toEqual(['1 API', '2 Messages', '1 Mail', '2 Chat', '3 Inner']);
  expect(told.filter(({ group_id }) => group_id !== null).map(({ name }) => name)).toEqual(['Mail', 'Chat']);
});

it.each([
  [['operational'], 'none', 'All Systems Operational'],
  [['degraded_performance'], 'minor', 'Degraded System Service'],
  [['partial_outage'], 'major', 'Partial System Outage'],
  [['major_outage'], 'critical', 'Major System Outage'],
  [['under_maintenance'], 'maintenance', 'Service Under Maintenance'],
  [['major_outage', 'major_outage'], 'critical', 'Major System Outage'],
  [['major_outage', 'operational'], 'major', 'Partial System Outage'],
  [['partial_outage', 'partial_outage'], 'major', 'Partial System Outage'],
  [['partial_outage', 'operational'], 'minor', 'Minor Service Outage'],
  [['degraded_performance', 'degraded_performance'], 'minor', 'Degraded System Service'],
  [['degraded_performance', 'under_maintenance'], 'minor', 'Partially Degraded Service'],
  [['operational', 'under_maintenance'], 'maintenance', 'Service Under Maintenance'],
] as const)('components that are %j make %s: %s', (statuses, indicator, description) => {
  const shown = { ...view, components: statuses.map((each, at) => component(at + 1, 'x', { status: each })) };
  expect(documentOf('status.json', shown, where)).toMatchObject({ status: { indicator, description } });
});

it('every document is by its schema, and in its order', () => {
  for (const [name, schema] of Object.entries(documents)) {
    const document = documentOf(name as DocumentName, view, where, { incidents: [over], maintenances: [planned] });
    expect(JSON.stringify(schema.parse(document))).toBe(JSON.stringify(document));
  }
});
