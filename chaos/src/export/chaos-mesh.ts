// Names and labels are those of the Helm chart: a role is the component of its pods, and a region has a namespace.
const namespace = 'pharos';
const ofRole = (role: string) => ({
  namespaces: [namespace],
  labelSelectors: { 'app.kubernetes.io/name': 'pharos', 'app.kubernetes.io/component': role },
});
const ofRegion = { namespaces: [namespace], labelSelectors: { 'app.kubernetes.io/name': 'pharos' } };

interface Fault {
  kind: 'NetworkChaos' | 'PodChaos' | 'TimeChaos';
  spec: object;
}

const kill = (role: string): Fault => ({
  kind: 'PodChaos',
  spec: { action: 'pod-kill', mode: 'one', gracePeriod: 0, selector: ofRole(role) },
});
const clock = (timeOffset: string): Fault => ({ kind: 'TimeChaos', spec: { mode: 'all', timeOffset, duration: '8s', selector: ofRegion } });

/**
 * Drills that Chaos Mesh can do to a region on Kubernetes. `peers` are the addresses of the other regions' NATS and APIs, which are
 * outside this cluster: they are written in before the manifest is applied. What belongs to servers that the chart does not run
 * (Postgres, NATS, Redis) is broken where they run.
 */
const faults: Record<string, Fault> = {
  'region-cut': {
    kind: 'NetworkChaos',
    spec: { action: 'partition', mode: 'all', direction: 'both', duration: '10s', selector: ofRegion, externalTargets: ['PEERS'] },
  },
  'region-cut-30': {
    kind: 'NetworkChaos',
    spec: { action: 'partition', mode: 'all', direction: 'both', duration: '30s', selector: ofRegion, externalTargets: ['PEERS'] },
  },
  'one-way-cut': {
    kind: 'NetworkChaos',
    spec: { action: 'partition', mode: 'all', direction: 'to', duration: '10s', selector: ofRegion, externalTargets: ['PEERS'] },
  },
  loss: {
    kind: 'NetworkChaos',
    spec: {
      action: 'loss',
      mode: 'all',
      direction: 'to',
      duration: '12s',
      loss: { loss: '5', correlation: '0' },
      selector: ofRegion,
      externalTargets: ['PEERS'],
    },
  },
  'kill-api': kill('api'),
  'kill-sync': kill('sync'),
  'kill-gateway': kill('gateway'),
  'kill-notifier': kill('notifier'),
  'kill-edge': kill('edge'),
  'clock-ahead': clock('10s'),
  'clock-back': clock('-10s'),
};

export const onKubernetes = Object.keys(faults);

export function chaosMeshOf(name: string): object | undefined {
  const fault = faults[name];
  if (!fault) return undefined;
  return {
    apiVersion: 'chaos-mesh.org/v1alpha1',
    kind: fault.kind,
    metadata: { name: `pharos-${name}`, namespace },
    spec: fault.spec,
  };
}
