import { expect, it } from 'vitest';
import { View, type IncidentView } from '@pharos/resources/view';
import { fitView, viewBytesMax } from './fit-view.ts';

const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
const incident = (n: number, isOpen: boolean, updates: number, body: string): IncidentView => ({
  id: `i${n}`,
  title: 'x'.repeat(200),
  status: isOpen ? 'identified' : 'resolved',
  impact: 'major',
  conflict: false,
  startedAt: at(n),
  resolvedAt: isOpen ? null : at(n + 1),
  components: [],
  updates: Array.from({ length: updates }, (_, u) => ({
    id: `u${n}-${u}`,
    status: 'identified' as const,
    body,
    at: at(n),
    editedAt: null,
  })),
  postmortem: '\u0001'.repeat(30_000),
});
const viewOf = (incidents: IncidentView[], description = ''): View => ({
  version: 'v1.',
  at: at(0),
  page: { id: 'p', name: 'p', slug: 'p', timeZone: 'UTC' },
  status: { indicator: 'none', description: 'x' },
  components: Array.from({ length: 500 }, (_, n) => ({
    id: `c${n}`,
    name: 'c',
    description,
    group: null,
    order: 'V',
    status: 'operational' as const,
    updatedAt: at(0),
  })),
  incidents,
  maintenances: [],
});

it('a View that fits is left as it is', () => {
  const view = viewOf([incident(0, true, 3, 'x')]);
  expect(fitView(view)).toBe(view);
});

it('the largest page there can be is cut to what is served everywhere, and nothing that is open is lost', () => {
  const body = '\u{1F525}'.repeat(10_000); // 40 KB
  const incidents = Array.from({ length: 100 }, (_, n) => incident(n, n % 2 === 0, 10, body)).reverse();
  const fitted = fitView(viewOf(incidents, '\u{1F525}'.repeat(1_000)));
  expect(Buffer.byteLength(JSON.stringify(fitted))).toBeLessThanOrEqual(viewBytesMax);
  expect(View.safeParse(fitted).success).toBe(true);
  expect(fitted.incidents.filter(({ resolvedAt }) => resolvedAt === null)).toHaveLength(50);
  for (const { updates, older } of fitted.incidents) expect(updates.length + (older ?? 0)).toBe(10);
  expect(fitted.incidents.some(({ updates }) => updates.length > 0)).toBe(true);
});
