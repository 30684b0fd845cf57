import { nextHlc } from '@pharos/core/hlc';
import { BadDocument, type Json } from '@pharos/resources/fold';
import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { clientsOf, foldState, mergeDelta, openDocument, writeFields } from './registers.ts';

const us = { origin: 2 ** 26 + 7, region: 1 };
const eu = { origin: 2 * 2 ** 26 + 9, region: 2 };
const empty = new Uint8Array();
const write = (state: Uint8Array, fields: Record<string, Json>, stamp: typeof us, hlc: number) =>
  writeFields(state, fields, { ...stamp, hlc });
const value = (state: Uint8Array, field: string) => foldState(state).get(field)?.value;

describe('registers', () => {
  it('the later write wins in both regions, in whichever order they meet', () => {
    const base = write(empty, { name: 'API' }, us, 100);
    const a = write(base.state, { name: 'by us' }, us, 110);
    const b = write(base.state, { name: 'by eu' }, eu, 120);
    expect(value(mergeDelta(a.state, b.delta, eu.origin), 'name')).toBe('by eu');
    expect(value(mergeDelta(b.state, a.delta, us.origin), 'name')).toBe('by eu');
  });

  it('of two writes at the same clock the greater region wins, everywhere', () => {
    const base = write(empty, { name: 'API' }, us, 100);
    const a = write(base.state, { name: 'by us' }, us, 110);
    const b = write(base.state, { name: 'by eu' }, eu, 110);
    expect(value(mergeDelta(a.state, b.delta, eu.origin), 'name')).toBe('by eu');
    expect(value(mergeDelta(b.state, a.delta, us.origin), 'name')).toBe('by eu');
  });

  it('a document that is written five thousand times stays small', () => {
    let state: Uint8Array = empty;
    for (let at = 1; at <= 5_000; at++) state = write(state, { status: at % 2 === 0 ? 'up' : 'down' }, us, at).state;
    expect(state.length).toBeLessThan(200);
  });

  it('only the incarnation that writes is a client of the document', () => {
    const one = write(empty, { name: 'API' }, us, 1);
    const two = write(one.state, { name: 'API 2' }, { ...us, origin: us.origin + 1 }, 2);
    expect(clientsOf(two.state).toSorted((a, b) => a - b)).toEqual([us.origin, us.origin + 1]);
  });

  it('a delta that builds on what is not there is refused, and changes nothing', () => {
    const one = write(empty, { name: 'API' }, us, 1);
    const two = write(one.state, { name: 'API 2' }, us, 2);
    expect(() => mergeDelta(empty, two.delta, us.origin)).toThrow(BadDocument);
  });

  it('a document that stays open is encoded as Yjs itself would, however it was written and merged', () => {
    // Under this name JavaScript keeps no value; no schema lets it in.
    const json = fc.jsonValue({ maxDepth: 2 }).filter((each) => !JSON.stringify(each).includes('"__proto__"')) as fc.Arbitrary<Json>;
    const step = fc.record({ isOurs: fc.boolean(), field: fc.constantFrom('a', 'b', 'u/1', 'u/2'), value: json });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const open = openDocument(empty);
        for (const [at, { isOurs, field, value }] of steps.entries()) {
          if (isOurs) open.write({ [field]: value }, { ...us, hlc: at + 1 });
          else open.merge([{ delta: write(open.state(), { [field]: value }, eu, at + 1).delta, origin: eu.origin }]);
          const plain = new Y.Doc();
          Y.applyUpdate(plain, open.state());
          expect(Buffer.from(open.state())).toEqual(Buffer.from(Y.encodeStateAsUpdate(plain)));
          expect(foldState(open.state())).toEqual(open.fold());
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nonsense', new Uint8Array([1, 2, 3, 255])],
    ['nothing', empty],
    ['a foreign client', foreign((doc) => doc.getArray('w1').push([['name', 1, 'x']]), eu.origin)],
    ['another root', foreign((doc) => doc.getArray('w2').push([['name', 1, 'x']]), us.origin)],
    ['a map', foreign((doc) => doc.getMap('w1').set('name', 'x'), us.origin)],
    ['an entry without a clock', foreign((doc) => doc.getArray('w1').push([['name', 'x']]), us.origin)],
  ])('%s is refused', (_what, delta) => {
    expect(() => mergeDelta(empty, delta, us.origin)).toThrow(BadDocument);
  });

  it('a field that this version does not know is carried', () => {
    const one = write(empty, { name: 'API', colour: { of: ['the future'] } }, us, 1);
    const two = write(one.state, { name: 'API 2' }, eu, 2);
    expect(value(two.state, 'colour')).toEqual({ of: ['the future'] });
  });
});

describe('the document clock', () => {
  it('goes on from what was seen, however far a wall clock is behind', () => {
    const seen = nextHlc(0, 10_000);
    expect(nextHlc(seen, 5_000)).toBe(seen + 1);
    expect(nextHlc(seen, 10_001)).toBeGreaterThan(seen + 1);
  });
});

function foreign(change: (doc: Y.Doc) => void, client: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

it('two incarnations of one region that stamped the same: the same value wins in whichever order they meet', () => {
  const base = write(empty, { name: 'API' }, us, 100);
  const lost = write(base.state, { name: 'before the restore' }, us, 110);
  const restored = write(base.state, { name: 'after the restore' }, { ...us, origin: us.origin + 1 }, 110);
  const merged = [mergeDelta(lost.state, restored.delta, us.origin), mergeDelta(restored.state, lost.delta, us.origin)];
  expect(merged.map((state) => value(state, 'name'))).toEqual(['before the restore', 'before the restore']);
});
