import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfMove, placeGroups, placeIn, upwards, withStatuses, type Said } from './place.ts';

const said = (id: string, parent: string | null = null, removed = false): Said => ({ id, parent, removed });
const placed = (...groups: Said[]) => Object.fromEntries(placeGroups(groups));

describe('where groups stand', () => {
  it('is where they say, at any depth', () => {
    expect(placed(said('a'), said('b', 'a'), said('c', 'b'))).toEqual({ a: null, b: 'a', c: 'b' });
  });

  it('is where a removed parent stood, and at the top where it is not there at all', () => {
    expect(placed(said('a'), said('b', 'a', true), said('c', 'b', true), said('d', 'c'))).toEqual({ a: null, d: 'a' });
    expect(placed(said('d', 'purged'))).toEqual({ d: null });
  });

  it('is at the top for each of those that stand in each other, and in them for what stands in them', () => {
    expect(placed(said('a', 'b'), said('b', 'a'), said('c', 'a'), said('d', 'c'))).toEqual({ a: null, b: null, c: 'a', d: 'c' });
    expect(placed(said('a', 'b'), said('b', 'a', true))).toEqual({ a: null });
    expect(placed(said('a', 'x'), said('x', 'y', true), said('y', 'x', true))).toEqual({ a: null });
    expect(placed(said('a', 'a'))).toEqual({ a: null });
  });

  it('is a tree, the same in whatever order they came, with everybody in it once', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const one = (id: string) =>
      fc.record({ id: fc.constant(id), parent: fc.constantFrom(null, 'gone', ...ids), removed: fc.boolean() }) as fc.Arbitrary<Said>;
    fc.assert(
      fc.property(fc.tuple(...ids.map(one)), fc.integer({ min: 0, max: 5 }), (groups, turn) => {
        const tree = placeGroups(groups);
        expect(placeGroups([...groups.slice(turn), ...groups.slice(0, turn)].reverse())).toEqual(tree);
        expect([...tree.keys()].sort()).toEqual(groups.filter(({ removed }) => !removed).map(({ id }) => id));
        for (const [id, parent] of tree) {
          const path = [id, ...upwards(tree, parent)];
          expect(parent === null || tree.has(parent)).toBe(true);
          expect(new Set(path).size).toBe(path.length);
          expect(tree.get(path.at(-1)!)).toBeNull();
        }
      }),
    );
  });

  it('of a component is the nearest group that is there', () => {
    const groups = new Map([said('a'), said('b', 'a', true), said('x', 'y', true), said('y', 'x', true)].map((each) => [each.id, each]));
    expect(['a', 'b', 'x', 'gone', null].map((id) => placeIn(groups, id))).toEqual(['a', 'a', null, null, null]);
  });
});

it('a group is not put into itself, nor deeper than eight', () => {
  const chain = Array.from({ length: 8 }, (_, at) => said(`g${at}`, at === 0 ? null : `g${at - 1}`));
  expect(faultOfMove(chain, 'g0', 'g3')).toBe('it would stand in itself');
  expect(faultOfMove(chain, undefined, 'g6')).toBeUndefined();
  expect(faultOfMove(chain, undefined, 'g7')).toMatch(/8 deep/);
  // With what stands in it.
  const other = [...chain, said('h'), said('i', 'h')];
  expect(faultOfMove(other, 'h', 'g5')).toBeUndefined();
  expect(faultOfMove(other, 'h', 'g6')).toMatch(/8 deep/);
  // A removed one between does not count.
  expect(faultOfMove([said('a'), said('b', 'a', true), said('c', 'b')], 'a', 'c')).toBe('it would stand in itself');
});

it('a group is as its worst component is, however deep', () => {
  const groups = [
    { id: 'a', parent: null },
    { id: 'b', parent: 'a' },
    { id: 'c', parent: null },
  ];
  const components = [
    { groupId: 'a', status: 'degraded_performance' as const },
    { groupId: 'b', status: 'major_outage' as const },
    { groupId: null, status: 'partial_outage' as const },
  ];
  expect(withStatuses(groups, components).map(({ status }) => status)).toEqual(['major_outage', 'major_outage', 'operational']);
});
