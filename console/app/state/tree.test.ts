import { expect, it } from 'vitest';
import { move, rowsOf, standing, stepped, targetOf, zoneOf, type Moved, type Step } from './tree.ts';
import type { View } from './watch.ts';

const component = (id: string, order: string, groupId: string | null = null) => ({ id, name: id, order, groupId });
const group = (id: string, order: string, parent: string | null = null) => ({ id, name: id, order, parent });
// a, core (b, c, deep (d)), e
const view = {
  groups: [group('core', 'C'), group('deep', 'D', 'core')],
  components: [
    component('e', 'E'),
    component('a', 'A'),
    component('c', 'C', 'core'),
    component('b', 'B', 'core'),
    component('d', 'D', 'deep'),
  ],
} as unknown as View;

const drawn = (moved?: Moved) => rowsOf(view, moved).map(({ id, depth }) => '·'.repeat(depth) + id);

it('what stands in something stands below it, in its order', () => {
  expect(drawn()).toEqual(['a', 'core', '·b', '·c', '·deep', '··d', 'e']);
  expect(rowsOf({ components: [component('x', 'A', 'gone')] } as unknown as View)).toMatchObject([{ id: 'x', parent: null, depth: 0 }]);
});

it.each<[string, Step, string[] | undefined]>([
  ['b', 'down', ['a', 'core', '·c', '·b', '·deep', '··d', 'e']],
  ['c', 'up', ['a', 'core', '·c', '·b', '·deep', '··d', 'e']],
  ['c', 'down', ['a', 'core', '·b', '·deep', '··d', '·c', 'e']],
  ['b', 'up', ['a', 'b', 'core', '·c', '·deep', '··d', 'e']],
  ['e', 'in', ['a', 'core', '·b', '·c', '·deep', '··d', '·e']],
  ['d', 'out', ['a', 'core', '·b', '·c', '·deep', '·d', 'e']],
  ['d', 'down', ['a', 'core', '·b', '·c', '·deep', '·d', 'e']],
  ['core', 'up', ['core', '·b', '·c', '·deep', '··d', 'a', 'e']],
  ['core', 'in', undefined],
  ['a', 'up', undefined],
  ['a', 'out', undefined],
  ['e', 'down', undefined],
])('%s goes %s', (id, step, expected) => {
  const rows = rowsOf(view);
  const target = stepped(rows, id, step);
  const moved = target && move(rows, id, target);
  expect(moved && drawn(moved)).toEqual(expected);
});

it('nothing goes into itself, nor to where it stands', () => {
  const rows = rowsOf(view);
  expect(move(rows, 'core', { parent: 'deep', before: undefined })).toBeUndefined();
  expect(move(rows, 'core', { parent: 'core', before: undefined })).toBeUndefined();
  expect(move(rows, 'b', { parent: 'core', before: 'c' })).toBeUndefined();
  expect(move(rows, 'b', { parent: 'core', before: 'gone' })).toBeUndefined();
});

it('what has one and the same order as another is passed, and something still goes behind both', () => {
  const same = { components: [component('a', 'V'), component('b', 'V'), component('c', 'W'), component('x', 'Z')] } as unknown as View;
  const rows = rowsOf(same);
  const moved = move(rows, 'x', { parent: null, before: 'b' })!;
  expect(rowsOf(same, moved).map(({ id }) => id)).toEqual(['a', 'b', 'x', 'c']);
});

it('over the middle of a group is in it, over its edge before it; over a component before or behind', () => {
  const rows = rowsOf(view);
  const [core, c] = [rows.find(({ id }) => id === 'core')!, rows.find(({ id }) => id === 'c')!];
  expect([0.1, 0.5, 0.9].map((share) => zoneOf(core, share))).toEqual(['before', 'into', 'into']);
  expect([0.1, 0.9].map((share) => zoneOf(c, share))).toEqual(['before', 'after']);
  expect(targetOf(rows, core, 'into')).toEqual({ parent: 'core', before: undefined });
  expect(targetOf(rows, c, 'before')).toEqual({ parent: 'core', before: 'c' });
  expect(targetOf(rows, c, 'after')).toEqual({ parent: 'core', before: 'deep' });
});

it('who does not see it hears where it stands', () => {
  expect(standing(rowsOf(view), 'c')).toEqual({ name: 'c', at: 2, count: 3, group: 'core' });
});
