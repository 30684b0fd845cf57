import { expect, it } from 'vitest';
import { applyPatch, Patch, type ComponentView, type View } from './view.ts';

const at = '2026-01-01T00:00:00.000Z';
const component = (id: string, order: string, status: ComponentView['status'] = 'operational'): ComponentView => ({
  id,
  name: id,
  description: '',
  group: null,
  order,
  status,
  updatedAt: at,
});
const view: View = {
  version: 'v1.',
  at,
  page: { id: 'p', name: 'Page', slug: 'page', timeZone: 'UTC' },
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [component('a', 'A'), component('b', 'B')],
  incidents: [],
  maintenances: [],
};
const incident = (id: string, startedAt: string) => ({
  id,
  title: id,
  status: 'investigating',
  impact: 'minor',
  conflict: false,
  startedAt,
  resolvedAt: null,
  components: [],
  updates: [],
});

it('a patch replaces parts whole, in order, and says how the page is', () => {
  const patch = Patch.parse({ components: [component('b', '0', 'major_outage')], incidents: [incident('x', at)] });
  const next = applyPatch(view, patch, 'v1.AQE', '2026-01-02T00:00:00.000Z');
  expect(next.components.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(next.status).toEqual({ indicator: 'major', description: 'Partial System Outage' });
  expect(next.incidents).toHaveLength(1);
  expect(next.version).toBe('v1.AQE');
});

it('a patch that comes twice changes nothing', () => {
  const patch = Patch.parse({
    components: [component('c', 'C')],
    incidents: [incident('x', at), incident('y', '2026-01-03T00:00:00.000Z')],
  });
  const once = applyPatch(view, patch, 'v1.AQE', at);
  expect(applyPatch(once, patch, 'v1.AQE', at)).toEqual(once);
  expect(once.incidents.map(({ id }) => id)).toEqual(['y', 'x']);
});

it('what is removed is gone, also when it was never there', () => {
  expect(applyPatch(view, Patch.parse({ removed: ['a', 'nobody'] }), 'v1.AQE', at).components.map(({ id }) => id)).toEqual(['b']);
});
