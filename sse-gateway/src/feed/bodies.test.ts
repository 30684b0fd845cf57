import { newId } from '@pharos/core/id';
import type { PageEvent } from '@pharos/resources/fact';
import type { IncidentView } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { bodiesOf } from './bodies.ts';

const at = '2026-03-14T11:26:00.000Z';
const update = (body: string, texts?: Record<string, { body: string }>) => ({
  id: newId(),
  status: 'identified' as const,
  body,
  ...(texts ? { texts } : {}),
  at,
  editedAt: null,
});

function changeWith(updates: IncidentView['updates'], posted: string[]): Pick<PageEvent, 'facts' | 'patch'> {
  const incident: IncidentView = {
    id: newId(),
    title: 'Down',
    status: 'identified',
    impact: 'major',
    conflict: false,
    startedAt: at,
    resolvedAt: null,
    components: [],
    updates,
  };
  const told = { type: 'incident-updated', incident: incident.id, title: 'Down', status: 'identified', impact: 'major' } as const;
  return {
    facts: posted.map((id) => ({ ...told, update: id, body: '', opened: false })),
    patch: { components: [], incidents: [incident], maintenances: [], removed: [] },
  };
}

it('what was just posted is told as HTML, in each of its languages; what readers have already is not', () => {
  const [fresh, old] = [update('It is **down**.', { de: { body: 'Es *steht*.' } }), update('We look.')];
  expect(bodiesOf(changeWith([fresh, old], [fresh.id]))).toEqual({
    [fresh.id]: '<p>It is <strong>down</strong>.</p>\n',
    [`${fresh.id}/de`]: '<p>Es <em>steht</em>.</p>\n',
  });
  expect(bodiesOf(changeWith([fresh, old], []))).toBeUndefined();
});

it('nothing that somebody types runs, or asks a stranger for a picture', () => {
  const evil = update('<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](https://example.com/y.png) <script>alert(1)</script>');
  const html = bodiesOf(changeWith([evil], [evil.id]))![evil.id]!;
  expect(html).not.toMatch(/<(img|script)|href="javascript/);
});

it('a text that takes long to render, or grows long, is left to the edge', () => {
  const long = update('words '.repeat(2_000));
  expect(bodiesOf(changeWith([long], [long.id]))).toBeUndefined();
  const growing = update('&'.repeat(5_900));
  expect(bodiesOf(changeWith([growing], [growing.id]))).toBeUndefined();
});
