import { newId } from '@pharos/core/id';
import type { GroupView } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { component } from '../../test/sample.ts';
import { componentList } from './components.ts';

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
  return [...html.matchAll(/<details|<\/details>|class="name">([^<]*)/g)].flatMap(([found, name]) => {
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
  expect([...html.matchAll(/<details ?(open)?>/g)].map(([, open]) => open)).toEqual(['open', undefined, 'open']);
  expect([...html.matchAll(/class="count">(\d)/g)].map(([, count]) => count)).toEqual(['2', '1', '1']);
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
