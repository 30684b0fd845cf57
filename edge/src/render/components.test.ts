import { newId } from '@pharos/core/id';
import type { GroupView, View } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import type { HistoryView } from '@pharos/resources/history/view';
import { recordsOf } from '@pharos/resources/history/days';
import { component, emptyView } from '../../test/sample.ts';
import { words } from '../words/en.ts';
import { componentList as listOf } from './components.ts';

const now = Date.parse('2026-03-14T12:00:00Z');
const componentList = (more: Pick<View, 'components' | 'groups'>, history?: HistoryView) => {
  const view = { ...emptyView(), ...more, history };
  const weights = { partial: 30, major: 100 };
  const records = history && recordsOf(history, { now, knownUntil: now, timeZone: 'UTC', weights });
  return listOf({ view, markdown: (text) => text, language: 'en', words, now, records });
};

const group = (name: string, order: string, more: Partial<GroupView> = {}): GroupView => ({
  id: newId(),
  name,
  description: '',
  parent: null,
  order,
  isOpen: true,
  status: 'operational',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

/** The names in the order in which they stand, each with how many folds it stands in. */
function outline(html: string): string[] {
  let depth = 0;
  return [...html.matchAll(/<details|<\/details>|class="name" dir="auto">([^<]*)/g)].flatMap(([found, name]) => {
    if (found === '<details') depth += 1;
    else if (found === '</details>') depth -= 1;
    else return [`${depth} ${name}`];
    return [];
  });
}

it('groups stand in groups, among components, in the order of the page; those without members are left out', () => {
  const regions = group('Regions', 'B');
  const europe = group('Europe', 'A', { parent: regions.id, description: 'Two <zones>', status: 'major_outage', isOpen: false });
  const empty = group('Empty', 'A', { parent: regions.id });
  const components = [
    { ...component('API'), order: 'A' },
    { ...component('Frankfurt', 'major_outage'), order: 'C', groupId: europe.id },
    { ...component('Tokyo'), order: 'D', groupId: regions.id },
    { ...component('Web'), order: 'E', groupId: 'not there' },
    { ...component('Mail', 'operational', 'Old heading'), order: 'F' },
  ];
  const { html } = componentList({ components, groups: [empty, europe, regions] });
  expect(outline(html)).toEqual(['0 API', '1 Regions', '2 Europe', '2 Frankfurt', '1 Tokyo', '0 Web', '1 Old heading', '1 Mail']);
  expect(html).toContain('Two &lt;zones&gt;');
  expect([...html.matchAll(/<details ?(open)?>/g)].map(([, open]) => open)).toEqual(['open', 'open', 'open']);
  expect([...html.matchAll(/class="count">([^<]*)/g)].map(([, count]) => count)).toEqual([
    '1 of 2 operational',
    '0 of 1 operational',
    '1 of 1 operational',
  ]);
});

it('what is well may be folded away, and what is not never is', () => {
  const folded = group('Folded', 'A', { isOpen: false });
  const part = { ...component('One'), groupId: folded.id };
  expect(componentList({ components: [part], groups: [folded] }).html).not.toContain('<details open');
  const down = { ...folded, status: 'major_outage' as const };
  expect(componentList({ components: [{ ...part, status: 'major_outage' }], groups: [down] }).html).toContain('<details open');
});

it('each component has its ninety days as bars, as words and, of those with trouble, as a table', () => {
  const [one, shy] = [component('One'), { ...component('Shy'), showcase: false }];
  const at = Date.parse('2026-03-10T10:00:00Z') / 1_000;
  const history: HistoryView = {
    from: 0,
    parts: [{ id: one.id, since: 0, spans: [[at, at + 3_600, 'major_outage', 0]] }],
    incidents: [{ id: 'i', title: 'A <disk> broke', impact: 'major' }],
  };
  const { html } = componentList({ components: [one, shy] }, history);
  // 89 days that were well in two runs, and one that was not: it stands higher.
  expect(html).toContain('<path class="bar tone-good" stroke-width="12" d="M0 22H339M344 22H359"/>');
  expect(html).toContain('<path class="bar tone-critical" stroke-width="28" d="M340 14H343"/>');
  expect(html).toContain('One, the last 90 days: 99.95% uptime');
  expect(html).toMatch(/<th scope="row">Tue,? 10 Mar<\/th>[\s\S]*Major outage[\s\S]*95.83%[\s\S]*A &lt;disk&gt; broke/);
  expect(html.match(/<tr>/g)).toHaveLength(2);
  expect(html.match(/<svg class="bars"/g)).toHaveLength(1);
});

it('a component that asks for it is left out while it is operational, and so is the group that has no other', () => {
  const regions = group('Regions', 'A');
  const shy = { ...component('Shy'), onlyShowIfDegraded: true, groupId: regions.id };
  const well = componentList({ components: [shy, component('Web')], groups: [regions] });
  expect(outline(well.html)).toEqual(['0 Web']);
  const degraded = componentList({ components: [{ ...shy, status: 'degraded_performance' }, component('Web')], groups: [regions] });
  expect(outline(degraded.html)).toEqual(['1 Regions', '1 Shy', '0 Web']);
  expect(componentList({ components: [shy], groups: [regions] }).html).toContain('Nothing to report');
});

it('a View of an older version has no groups', () => {
  expect(outline(componentList({ components: [component('API')] }).html)).toEqual(['0 API']);
});
