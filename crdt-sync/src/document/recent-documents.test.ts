import { seededRandom } from '@pharos/core/random';
import { describe, expect, it } from 'vitest';
import { foldHash } from './digest.ts';
import { aroundBytes, createRecentDocuments } from './recent-documents.ts';
import { foldState, openDocument, writeFields } from './registers.ts';

const us = { origin: 2 ** 26 + 7, region: 1 };
const eu = { origin: 2 * 2 ** 26 + 9, region: 2 };
const empty: Uint8Array = new Uint8Array();
const value = (state: Uint8Array, field: string) => foldState(state).get(field)?.value;

describe('recent documents', () => {
  it('what is kept says, and becomes, what a document that is loaded each time does', () => {
    const random = seededRandom(7);
    const recent = createRecentDocuments();
    let [kept, loaded] = [empty, empty];
    for (let hlc = 1; hlc <= 400; hlc++) {
      const fields = { [`u/${Math.floor(random() * 20)}`]: { body: 'x'.repeat(Math.floor(random() * 40)), at: hlc }, name: hlc };
      const opened = recent.take('a', kept);
      if (random() < 0.4) {
        const { delta } = writeFields(kept, fields, { ...eu, hlc });
        kept = opened.merge([{ delta, origin: eu.origin }]).state;
        loaded = openDocument(loaded).merge([{ delta, origin: eu.origin }]).state;
      } else {
        kept = opened.write(fields, { ...us, hlc }).state;
        loaded = writeFields(loaded, fields, { ...us, hlc }).state;
      }
      recent.keep('a', opened);
      expect(Buffer.from(foldHash(opened.fold()))).toEqual(Buffer.from(foldHash(foldState(loaded))));
      expect(Buffer.from(kept)).toEqual(Buffer.from(loaded));
    }
  });

  it('a document whose write was rolled back, or that another process wrote to, is loaded as the database has it', () => {
    const recent = createRecentDocuments();
    const before = writeFields(empty, { name: 'API' }, { ...us, hlc: 1 }).state;
    const opened = recent.take('a', before);
    opened.write({ name: 'rolled back' }, { ...us, hlc: 2 });
    recent.keep('a', opened);
    expect(recent.take('a', before).fold().get('name')?.value).toBe('API');

    recent.keep('a', openDocument(before));
    const elsewhere = writeFields(before, { name: 'elsewhere' }, { ...us, hlc: 3 }).state;
    const next = recent.take('a', elsewhere).write({ description: 'x' }, { ...us, hlc: 4 }).state;
    expect([value(next, 'name'), value(next, 'description')]).toEqual(['elsewhere', 'x']);
  });

  it('is given out once, and named by the hash of its state', () => {
    const recent = createRecentDocuments();
    const { state } = writeFields(empty, { name: 'API' }, { ...us, hlc: 1 });
    const opened = openDocument(state);
    recent.keep('a', opened);
    expect(recent.states(['a', 'b']).get('a')?.state).toBe(state);
    expect(recent.take('a', Uint8Array.from(state))).toBe(opened);
    expect(recent.take('a', state)).not.toBe(opened);
  });

  it('what was used longest ago is forgotten first', () => {
    const { state } = writeFields(empty, { name: 'x'.repeat(100) }, { ...us, hlc: 1 });
    const recent = createRecentDocuments((state.length + aroundBytes) * 2);
    for (const id of ['a', 'b', 'c']) recent.keep(id, openDocument(state));
    expect([...recent.states(['a', 'b', 'c']).keys()]).toEqual(['b', 'c']);
  });
});
