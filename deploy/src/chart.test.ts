import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { chartHash, goldenPath, goldens, hashIn } from './golden.ts';
import { madeUpSecrets, roles, variableFaults } from './role-shapes.ts';

// Read from what helm has rendered: `npm run deploy:check` renders it anew.
interface Manifest {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  // oxlint-disable-next-line typescript/no-explicit-any -- a manifest of any kind; each test reads what it is about
  [field: string]: any;
}
const rendered = goldens.map((golden) => {
  const text = readFileSync(goldenPath(golden), 'utf8');
  const all = parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
  return { name: golden.file, text, all };
});
const usual = rendered[0]!.all;
const named = (all: Manifest[], kind: string, name: string): Manifest => {
  const found = all.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} of ${kind} ${name}`);
  return found[0]!;
};

it.each(rendered)('$name was rendered from the chart as it is', ({ text }) => {
  expect(hashIn(text), 'run: npm run deploy:check -- --write').toBe(chartHash());
});

describe('how many there are', () => {
  const up = (percent: number, pods: number, periodSeconds: number) => [
    { type: 'Percent', value: percent, periodSeconds },
    { type: 'Pods', value: pods, periodSeconds },
  ];

  it('api: 4 to 100, by 70 and 30 % of its CPU and by 80 % of its requests', () => {
    const { spec } = named(usual, 'HorizontalPodAutoscaler', 'pharos-api');
    expect([spec.minReplicas, spec.maxReplicas]).toEqual([4, 100]);
    const [cpu, requests] = spec.metrics;
    expect(cpu.resource).toEqual({ name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } });
    expect(requests.pods).toEqual({
      metric: { name: 'pharos_http_requests_per_second' },
      target: { type: 'AverageValue', averageValue: String(500 * 0.8) },
    });
    expect(spec.behavior.scaleUp).toEqual({
      stabilizationWindowSeconds: 30,
      selectPolicy: 'Max',
      tolerance: '0',
      policies: up(100, 4, 30),
    });
    expect(spec.behavior.scaleDown).toMatchObject({
      stabilizationWindowSeconds: 300,
      policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
    });
    expect(70 * (1 - Number(spec.behavior.scaleDown.tolerance))).toBeCloseTo(30, 1);
  });

  it('gateway: 10 to 200, by 80,000 and 20,000 connections of each', () => {
    const { spec } = named(usual, 'ScaledObject', 'pharos-gateway');
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([10, 200]);
    expect(spec.triggers).toEqual([
      {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://prometheus-operated.monitoring:9090',
          query: 'sum(readers{role="gateway",region="eu"})',
          threshold: '80000',
        },
      },
    ]);
    const { scaleUp, scaleDown } = spec.advanced.horizontalPodAutoscalerConfig.behavior;
    expect(scaleUp).toEqual({ stabilizationWindowSeconds: 0, selectPolicy: 'Max', tolerance: '0', policies: up(50, 10, 30) });
    expect(scaleDown).toMatchObject({
      stabilizationWindowSeconds: 1_800,
      policies: [{ type: 'Percent', value: 5, periodSeconds: 300 }],
    });
    expect(80_000 * (1 - Number(scaleDown.tolerance))).toBeCloseTo(20_000);
  });

  it('notifier: 20 to 500, by 100,000 and 1,000 deliveries that are due', () => {
    const { spec } = named(usual, 'ScaledObject', 'pharos-notifier');
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([20, 500]);
    const [trigger] = spec.triggers;
    expect(trigger).toMatchObject({ type: 'postgresql', metricType: 'Value', metadata: { targetQueryValue: '100000' } });
    const { scaleUp, scaleDown } = spec.advanced.horizontalPodAutoscalerConfig.behavior;
    expect(scaleUp).toEqual({ stabilizationWindowSeconds: 0, selectPolicy: 'Max', tolerance: '0', policies: up(100, 20, 30) });
    expect(scaleDown).toMatchObject({
      stabilizationWindowSeconds: 600,
      policies: [{ type: 'Percent', value: 20, periodSeconds: 60 }],
    });
    expect(100_000 * (1 - Number(scaleDown.tolerance))).toBeCloseTo(1_000);
  });

  it('they are counted by what the roles measure', () => {
    const source = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
    expect(source('sse-gateway/src/metrics.ts')).toContain(`watch('readers', `);
    expect(source('api/src/app.ts')).toContain(`'http_request_seconds'`);
    expect(source('deploy/helm/prometheus-adapter-rules.yaml')).toMatch(/http_request_seconds_count[^]*pharos_http_requests_per_second/);
  });

  it('who is scaled has no number of its own, which each upgrade would set back', () => {
    const numbers = roles.map((role) => [role, named(usual, 'Deployment', `pharos-${role}`).spec.replicas]);
    expect(Object.fromEntries(numbers)).toEqual({ sync: 2, api: undefined, gateway: undefined, notifier: undefined, edge: 4 });
  });
});

describe.each(roles)('the pods of %s', (role) => {
  const { spec } = named(usual, 'Deployment', `pharos-${role}`);
  const pod = spec.template.spec;
  const [container] = pod.containers;

  it('are replaced one for one: none is stopped before another is ready', () => {
    expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } });
    expect(spec.minReadySeconds).toBe(5);
  });

  it('are asked on the paths that the role has', () => {
    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'admin' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'admin' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'admin' });
    expect(container.ports.at(-1)).toEqual({ name: 'admin', containerPort: 9_400 });
  });

  it('leave later than every balancer has noticed, and are killed later than they would end by themselves', () => {
    const { data } = named(usual, 'ConfigMap', `pharos-${role}`);
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    // Nobody sends anything to sync.
    expect(role === 'sync' || Number(data.LEAVE_MS) > 2 * periodSeconds * failureThreshold * 1_000).toBe(true);
    expect(pod.terminationGracePeriodSeconds * 1_000).toBe(Number(data.LEAVE_MS) + Number(data.STOP_MS) + 5_000);
  });

  it('own nothing that they do not need', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect([pod.automountServiceAccountToken, pod.serviceAccountName]).toEqual([false, `pharos-${role}`]);
    expect(named(usual, 'ServiceAccount', `pharos-${role}`).automountServiceAccountToken).toBe(false);
  });

  it('are spread over zones and hosts, and not moved too many at a time', () => {
    const [zone, host] = pod.topologySpreadConstraints;
    expect(zone).toMatchObject({ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' });
    expect(host).toMatchObject({ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' });
    const most = { sync: 1, api: '25%', gateway: '10%', notifier: '25%', edge: '25%' }[role];
    expect(named(usual, 'PodDisruptionBudget', `pharos-${role}`).spec.maxUnavailable).toBe(most);
  });

  it('have these requests and limits', () => {
    const [cpu, memory] = {
      sync: ['500m', '768Mi'],
      api: ['1', '1Gi'],
      gateway: ['2', '2Gi'],
      notifier: ['250m', '512Mi'],
      edge: ['500m', '512Mi'],
    }[role]!;
    expect(container.resources).toEqual({ requests: { cpu, memory }, limits: { memory } });
  });

  it.each(rendered)('start with what $name gives them, beside their secrets', ({ all }) => {
    const { data } = named(all, 'ConfigMap', `pharos-${role}`);
    expect(variableFaults(role, data, madeUpSecrets)).toEqual([]);
  });
});

it('three regions know each other, the one that stands in first', () => {
  const ofAp = named(rendered.find(({ name }) => name.includes('-ap'))!.all, 'ConfigMap', 'pharos-edge').data;
  expect(ofAp.API_UPSTREAMS).toBe('ap=http://pharos-api:8080,us=https://api.us.example.com,eu=https://api.eu.example.com');
  const ofEu = named(rendered.find(({ name }) => name.includes('-eu'))!.all, 'ConfigMap', 'pharos-sync').data;
  expect(ofEu.PEERS).toBe('us=1@tls://nats.us.example.com:4222 ap=3@tls://nats.ap.example.com:4222');
});

it('the tables are migrated before the roles, by a job that a failure stops', () => {
  const job = named(usual, 'Job', 'pharos-migrate');
  expect(job.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
  expect(job.spec.template.spec.containers[0].args.slice(-2)).toEqual(['setup/pharos.ts', 'migrate']);
});

it('nothing is reached but what is allowed', () => {
  const policies = usual.filter(({ kind }) => kind === 'NetworkPolicy');
  const deny = policies.find(({ metadata }) => metadata.name === 'pharos-deny')!.spec;
  expect(deny).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'pharos', 'app.kubernetes.io/instance': 'pharos' } },
    policyTypes: ['Ingress', 'Egress'],
  });
  const into = policies.filter(({ metadata }) => metadata.name.startsWith('pharos-into-')).map(({ metadata }) => metadata.name.slice(12));
  expect(into.toSorted()).toEqual(['api', 'edge', 'gateway', 'notifier']);
  const ways = policies.flatMap(({ spec }) => (spec.egress ?? []) as { to: { ipBlock?: { cidr: string; except?: string[] } }[] }[]);
  const outside = ways.flatMap(({ to }) => to).filter(({ ipBlock }) => ipBlock?.cidr === '0.0.0.0/0');
  expect(outside.map(({ ipBlock }) => ipBlock?.except?.[0])).toEqual(['10.0.0.0/8', '10.0.0.0/8']);
});

it('no manifest holds a secret', () => {
  for (const { all } of rendered) {
    expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(JSON.stringify(all)).not.toMatch(/password|postgres:\/\//i);
  }
});
