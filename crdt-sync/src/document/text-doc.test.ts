import { BadDocument } from '@pharos/resources/fold';
import * as fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { hunksBetween, rebase } from './merge-text.ts';
import { foldHash } from './digest.ts';
import { foldState, mergeState, mergeDelta, writeFields } from './registers.ts';
import { editText, mintSession, textOf } from './text-doc.ts';

const empty = new Uint8Array();
const originOf = (region: number) => region * 2 ** 26 + 7;
const begin = editText(empty, { text: 'One line.\nTwo lines.\nThree lines.\n' }, originOf(1))!.state;
const applied = (base: string, wanted: string, current: string) =>
  rebase(base, wanted, current).reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), current);
const browser = (state: Uint8Array, change: (doc: Y.Doc) => void, clientID = 42) => {
  const doc = new Y.Doc();
  if (state.length > 0) Y.applyUpdate(doc, state);
  doc.clientID = clientID;
  const before = Y.encodeStateVector(doc);
  change(doc);
  return Y.encodeStateAsUpdate(doc, before);
};

describe('a text written together', () => {
  it('concurrent edits in three regions converge in any order, and keep what each wrote', () => {
    const edit = fc.record({ region: fc.integer({ min: 0, max: 2 }), at: fc.nat(), meet: fc.boolean() });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 1_000_000 }), (edits, seed) => {
        const states = [begin, begin, begin];
        const made: { delta: Uint8Array; origin: number }[] = [];
        edits.forEach(({ region, at, meet }, index) => {
          const origin = originOf(region + 1);
          const words = textOf(states[region]!).split(' ');
          words.splice(at % (words.length + 1), 0, `word${index}`);
          const { state, delta } = editText(states[region]!, { text: words.join(' ') }, origin)!;
          states[region] = state;
          made.push({ delta, origin });
          if (meet) states[(region + 1) % 3] = mergeState(states[(region + 1) % 3]!, state);
        });
        const orders = [made, made.toReversed(), made.toSorted((a, b) => ((a.origin * seed) % 7) - ((b.origin * seed) % 7))];
        // In whichever order they come, as the log brings them: of one origin in its own order, again if something is missing.
        const merged = orders.map((order, region) => {
          let waiting = order.map((each) => ({ ...each }));
          let state = states[region]!;
          for (let round = 0; waiting.length > 0 && round < 20; round++) {
            waiting = waiting.filter(({ delta, origin }) => {
              try {
                state = mergeDelta(state, delta, origin, 'text');
                return false;
              } catch (error) {
                if (error instanceof BadDocument && error.reason === 'pending') return true;
                throw error;
              }
            });
          }
          return state;
        });
        const texts = merged.map(textOf);
        expect(new Set(texts).size).toBe(1);
        expect(new Set(merged.map((state) => Buffer.from(foldHash(foldState(state))).toString('hex'))).size).toBe(1);
        edits.forEach((_, index) => expect(texts[0]!.split(/[\s.]+/).filter((word) => word === `word${index}`)).toHaveLength(1));
      }),
      { numRuns: 300 },
    );
  });

  it('a full text that was written before others changed theirs takes nothing of it back', () => {
    const base = textOf(begin);
    const theirs = editText(begin, { text: base.replace('Two', 'Twenty-two') }, originOf(1))!;
    const mine = editText(theirs.state, { text: base.replace('Three', 'Thirty-three'), base }, originOf(1))!;
    expect(mine.text).toBe('One line.\nTwenty-two lines.\nThirty-three lines.\n');
    expect(editText(mine.state, { text: base.replace('Three', 'Thirty-three'), base }, originOf(1))).toBeUndefined();
  });

  it('what both changed differently is kept twice; what either deleted is gone', () => {
    expect(applied('a b c', 'a X c', 'a Y c')).toMatch(/^a (XY|YX) c$/);
    expect(applied('a b c d', 'a d', 'a b c d e')).toBe('a d e');
    expect(applied('a b c d', 'a b d', 'd')).toBe('d');
  });

  it('a rebase over nothing is the text that was wanted, and over itself changes nothing', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c ', ' ', '\n', '😀', 'word'), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (base, wanted) => {
        expect(applied(base, wanted, base)).toBe(wanted);
        expect(applied(base, wanted, wanted)).toBe(wanted);
      }),
    );
    fc.assert(fc.property(text, text, text, (base, wanted, current) => void applied(base, wanted, current)));
  });

  it('texts that have little in common are one change, in bounded time', () => {
    const [one, two] = ['x', 'y'].map((letter) => Array.from({ length: 10_000 }, (_, at) => `${letter}${at}`).join(' '));
    expect(hunksBetween(`head ${one} tail`, `head ${two} tail`)).toHaveLength(1);
  });

  it('a browser writes under its own session, and its words are taken as they are', () => {
    const delta = browser(begin, (doc) => doc.getText('text').insert(0, 'Hello. '));
    const { state, text } = editText(begin, { delta }, originOf(1))!;
    expect(text.startsWith('Hello. One')).toBe(true);
    expect(editText(state, { delta }, originOf(2))).toBeUndefined(); // said twice
    const next = browser(state, (doc) => doc.getText('text').delete(0, 7));
    expect(textOf(mergeDelta(state, next, originOf(3), 'text'))).toBe(textOf(begin));
    expect(mintSession(() => 0.999_999_999)).toBeLessThan(2 ** 26);
  });

  it.each<[string, string, () => Uint8Array]>([
    ['the id of a region', 'foreign-client', () => browser(begin, (doc) => doc.getText('text').insert(0, 'x'), originOf(1))],
    ['another root', 'foreign-root', () => browser(begin, (doc) => doc.getText('other').insert(0, 'x'))],
    ['a map', 'bad-entry', () => browser(begin, (doc) => doc.getMap('text2').set('a', 1))],
    ['formats', 'bad-entry', () => browser(begin, (doc) => doc.getText('text').insert(0, 'x', { bold: true }))],
    ['nonsense', 'unreadable', () => new Uint8Array([9, 9, 9, 9])],
    [
      'what it has not told',
      'pending',
      () => {
        const first = editText(begin, { delta: browser(begin, (doc) => doc.getText('text').insert(0, 'a')) }, originOf(1))!;
        return browser(first.state, (doc) => doc.getText('text').insert(1, 'b'));
      },
    ],
  ])('a delta with %s is refused', (_what, reason, delta) => {
    expect(() => editText(begin, { delta: delta() }, originOf(1))).toThrow(
      expect.objectContaining({ name: 'BadDocument', reason }) as Error,
    );
  });

  it('fields cannot be slipped into a text, nor a text into fields', () => {
    const fields = writeFields(empty, { name: 'x' }, { origin: originOf(1), region: 1, hlc: 1 });
    expect(() => mergeDelta(begin, fields.delta, originOf(1), 'text')).toThrow(BadDocument);
    expect(() => mergeDelta(fields.state, editText(empty, { text: 'x' }, originOf(1))!.delta, originOf(1), 'incident')).toThrow(
      BadDocument,
    );
    expect(() => mergeState(begin, fields.state)).toThrow(BadDocument);
  });
});
