import { Problem } from '@pharos/core/problem';
import type { Format, Mapping } from '@pharos/resources/source/fields';
import { expect, it } from 'vitest';
import { readAlerts } from './read-alerts.ts';

const read = (format: Format, body: unknown, more: { groupBy?: 'group'; mapping?: Mapping } = {}) =>
  readAlerts(body, { format, groupBy: 'alert', mapping: undefined, ...more });
const brief = (alerts: ReturnType<typeof read>) =>
  alerts.map(({ key, isFiring, title }) => `${key} ${isFiring ? 'fires' : 'is over'}: ${title}`);

const alertmanager = {
  version: '4',
  groupKey: '{}/{severity="page"}:{alertname="HighLatency"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'pharos',
  groupLabels: { alertname: 'HighLatency' },
  commonLabels: { alertname: 'HighLatency', severity: 'page' },
  commonAnnotations: { summary: 'Requests are slow' },
  externalURL: 'http://alertmanager.example:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighLatency', severity: 'page', service: 'api' },
      annotations: { summary: 'The API is slow', description: 'p99 is 3 s' },
      startsAt: '2026-03-01T10:00:00.000Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example/graph',
      fingerprint: 'c1f7a3b2d4e5f607',
    },
    {
      status: 'resolved',
      labels: { alertname: 'HighLatency', severity: 'page', service: 'web' },
      annotations: {},
      startsAt: '2026-03-01T09:00:00.000Z',
      endsAt: '2026-03-01T09:30:00.000Z',
      generatorURL: '',
      fingerprint: 'a0b1c2d3e4f50617',
    },
  ],
};

it('Alertmanager: each alert by its fingerprint, or its group as one', () => {
  expect(read('alertmanager', alertmanager)).toEqual([
    {
      key: 'c1f7a3b2d4e5f607',
      isFiring: true,
      title: 'The API is slow',
      text: 'p99 is 3 s',
      labels: { alertname: 'HighLatency', severity: 'page', service: 'api' },
    },
    {
      key: 'a0b1c2d3e4f50617',
      isFiring: false,
      title: 'HighLatency',
      text: '',
      labels: { alertname: 'HighLatency', severity: 'page', service: 'web' },
    },
  ]);
  expect(brief(read('alertmanager', alertmanager, { groupBy: 'group' }))).toEqual([`${alertmanager.groupKey} fires: Requests are slow`]);
  const [one] = alertmanager.alerts;
  const without = (labels: object) =>
    read('alertmanager', { ...alertmanager, alerts: [{ ...one, fingerprint: undefined, labels }] })[0]!.key;
  expect(without({ a: '1', b: '2' })).toBe(without({ b: '2', a: '1' }));
  expect(without({ a: '1' })).not.toBe(without({ a: '2' }));
});

it('Grafana: the same shape, with values and a message of its own', () => {
  const grafana = { ...alertmanager, orgId: 1, title: '[FIRING:1] Slow', message: '**Firing**', state: 'alerting', version: '1' };
  expect(brief(read('grafana', grafana))).toEqual(['c1f7a3b2d4e5f607 fires: The API is slow', 'a0b1c2d3e4f50617 is over: HighLatency']);
});

const pagerduty = (event_type: string, data: object = { id: 'PGR0VU2', type: 'incident', title: 'A little bump', urgency: 'high' }) => ({
  event: {
    id: '5ac64822',
    event_type,
    resource_type: 'incident',
    occurred_at: '2026-10-02T18:45:22.169Z',
    agent: null,
    client: null,
    data,
  },
});

it('PagerDuty: an incident fires until it is resolved; other events are none', () => {
  expect(brief(read('pagerduty', pagerduty('incident.triggered')))).toEqual(['PGR0VU2 fires: A little bump']);
  expect(brief(read('pagerduty', pagerduty('incident.acknowledged')))).toEqual(['PGR0VU2 fires: A little bump']);
  expect(brief(read('pagerduty', pagerduty('incident.resolved')))).toEqual(['PGR0VU2 is over: A little bump']);
  expect(read('pagerduty', pagerduty('incident.annotated'))).toEqual([]);
  expect(read('pagerduty', pagerduty('pagey.ping', { message: 'Hello from your friend Pagey!', type: 'ping' }))).toEqual([]);
  const service = { id: 'PF9KMXH', summary: 'API Service', type: 'service_reference' };
  const [{ labels }] = read(
    'pagerduty',
    pagerduty('incident.triggered', { id: 'P1', title: 'x', urgency: 'low', service, priority: null }),
  ) as [ReturnType<typeof read>[0]];
  expect(labels).toEqual({ service: 'API Service', service_id: 'PF9KMXH', urgency: 'low' });
});

it('Datadog: by what has changed, said by itself or in the title', () => {
  const datadog = {
    id: '7123',
    alert_id: '42',
    title: '[Triggered on {host:a}] CPU is high',
    body: 'x',
    tags: 'service:api,env:prod,urgent',
  };
  expect(read('datadog', datadog)).toEqual([
    { key: '42', isFiring: true, title: 'CPU is high', text: 'x', labels: { service: 'api', env: 'prod', urgent: 'true' } },
  ]);
  expect(brief(read('datadog', { ...datadog, aggregation_key: 'k', transition: 'Recovered' }))).toEqual(['42 k is over: CPU is high']);
  expect(brief(read('datadog', { ...datadog, title: '[P1] [Warn] CPU' }))).toEqual(['42 fires: CPU']);
  expect(read('datadog', { ...datadog, title: 'A deployment' })).toEqual([]);
  expect(() => read('datadog', { ...datadog, alert_id: undefined })).toThrow('$ALERT_ID');
});

it('Opsgenie: until it is closed', () => {
  const opsgenie = (action: string) => ({
    action,
    integrationName: 'Webhook',
    alert: { alertId: 'a-1', message: 'Disk full', tags: ['db', 'team:core'], details: { host: 'pg-1' }, priority: 'P1', createdAt: 1 },
  });
  expect(read('opsgenie', opsgenie('Create'))).toEqual([
    { key: 'a-1', isFiring: true, title: 'Disk full', text: '', labels: { db: 'true', team: 'core', host: 'pg-1', priority: 'P1' } },
  ]);
  expect(brief(read('opsgenie', opsgenie('Close')))).toEqual(['a-1 is over: Disk full']);
  expect(read('opsgenie', opsgenie('AddNote'))).toEqual([]);
});

it('Sentry: issues, rules that events trigger, and metrics', () => {
  const issue = { id: '1170820242', title: 'TypeError', culprit: 'app.js', level: 'error', project: { slug: 'front', name: 'Front' } };
  expect(brief(read('sentry', { action: 'created', data: { issue }, installation: {} }))).toEqual(['issue 1170820242 fires: TypeError']);
  expect(brief(read('sentry', { action: 'resolved', data: { issue } }))).toEqual(['issue 1170820242 is over: TypeError']);
  const event = { issue_id: '1170820242', title: 'TypeError', tags: [['browser', 'Chrome']], environment: 'prod', project: 1 };
  expect(read('sentry', { action: 'triggered', data: { event, triggered_rule: 'Many' } })[0]).toMatchObject({
    key: 'issue 1170820242',
    labels: { browser: 'Chrome', environment: 'prod', project: '1', rule: 'Many' },
  });
  const metric_alert = { id: '7', alert_rule: { id: '3', name: 'Crash rate' }, projects: ['front'] };
  const metric = (action: string) => ({
    action,
    data: { metric_alert, description_title: 'Critical: Crash rate', description_text: '3 %' },
  });
  expect(brief(read('sentry', metric('critical')))).toEqual(['metric 7 fires: Critical: Crash rate']);
  expect(brief(read('sentry', metric('resolved')))).toEqual(['metric 7 is over: Critical: Crash rate']);
  expect(read('sentry', { action: 'created', data: { comment: 'x' } })).toEqual([]);
});

it('Uptime Kuma: a monitor by its id; what is tried again, and the test of its form, are none', () => {
  const kuma = (status: number) => ({
    heartbeat: { monitorID: 3, status, time: '2026-03-01 10:00:00.000', msg: 'connect ECONNREFUSED', important: true },
    monitor: { id: 3, name: 'Shop', type: 'http', url: 'https://shop.example', tags: [{ name: 'team', value: 'web' }] },
    msg: '[Shop] [Down] connect ECONNREFUSED',
  });
  expect(read('uptime-kuma', kuma(0))).toEqual([
    {
      key: '3',
      isFiring: true,
      title: 'Shop is down',
      text: 'connect ECONNREFUSED',
      labels: { team: 'web', monitor: 'Shop', type: 'http', url: 'https://shop.example' },
    },
  ]);
  expect(read('uptime-kuma', kuma(1))[0]!.isFiring).toBe(false);
  expect([kuma(2), kuma(3), { heartbeat: null, monitor: null, msg: 'Testing' }].flatMap((body) => read('uptime-kuma', body))).toEqual([]);
});

it('whatever else: by where the parts stand', () => {
  const mapping: Mapping = {
    key: 'check.id',
    state: 'check.status',
    firing: ['CRIT'],
    title: 'check.name',
    text: 'why.0',
    labels: 'tags',
  };
  const body = { check: { id: 9, status: 'crit', name: 'Ping' }, why: ['lost'], tags: ['dc:fra', 'edge'] };
  expect(read('generic', body, { mapping })).toEqual([
    { key: '9', isFiring: true, title: 'Ping', text: 'lost', labels: { dc: 'fra', edge: 'true' } },
  ]);
  expect(
    brief(
      read('generic', [
        { key: 'a', state: 'firing' },
        { key: 'a', state: 'ok' },
      ]),
    ),
  ).toEqual(['a is over: ']);
  expect(() => read('generic', [{ key: 'a', state: 'firing' }, { key: 'b' }])).toThrow('1.state is missing');
  expect(() => read('generic', { key: 'a', state: { __proto__: 1 } })).toThrow('state is missing');
});

it.each<[Format]>([['alertmanager'], ['grafana'], ['pagerduty'], ['datadog'], ['opsgenie'], ['sentry'], ['uptime-kuma'], ['generic']])(
  'what is no body of %s is told by the field',
  (format) => {
    // None, or a refusal that names what is wrong: nothing that would be a bug of ours.
    const told = (body: unknown): number => {
      try {
        return read(format, body).length;
      } catch (error) {
        if (error instanceof Problem && error.fields.length > 0) return 0;
        throw error;
      }
    };
    const bodies = [null, 'x', 3, [], [null], {}, { alerts: 1, event: 2, action: {}, alert: [], heartbeat: 'x' }];
    expect(bodies.map(told)).toEqual(bodies.map(() => 0));
  },
);

it('a long word is cut and a long key digested; more alerts than are taken at once are refused', () => {
  const [one] = read('generic', {
    key: 'k'.repeat(5_000),
    state: 'firing',
    title: '😀'.repeat(1_000),
    labels: { a: 'x'.repeat(9_000), b: null },
  });
  expect(one!.key).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(one!.title).toHaveLength(499); // no half of a sign
  expect(one!.title.isWellFormed()).toBe(true);
  expect(one!.labels['a']).toHaveLength(500);
  expect(() =>
    read(
      'generic',
      Array.from({ length: 201 }, (_, at) => ({ key: `k${at}`, state: 'firing' })),
    ),
  ).toThrow('more than 200 alerts');
});
