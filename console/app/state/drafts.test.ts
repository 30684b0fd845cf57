import { expect, it } from 'vitest';
import { createDrafts } from './drafts.ts';

function open() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    key: (at: number) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
  const clock = { now: 0 };
  let keys = 0;
  const drafts = () => createDrafts({ storage, newKey: () => `key ${++keys}`, now: () => clock.now });
  return { kept, storage, drafts, clock };
}

it('what is typed is there after a crash, under the key under which it may have been sent', () => {
  const { drafts } = open();
  const before = drafts();
  before.change('page', 'new', { body: 'half a sen', components: { api: 'major_outage' } });
  const { key } = before.open('page', 'new').value;
  const after = drafts().open('page', 'new').value;
  expect(after).toMatchObject({ key, body: 'half a sen', components: { api: 'major_outage' } });
});

it('each incident and each page has its own, and a published one gives way to another', () => {
  const drafts = open().drafts();
  drafts.change('page', 'a', { body: 'of a', notify: false });
  drafts.change('page', 'b', { body: 'of b' });
  const { key } = drafts.open('page', 'a').value;
  drafts.published('page', 'a');
  expect(drafts.open('page', 'a').value).toMatchObject({ body: '', notify: false });
  expect(drafts.open('page', 'a').value.key).not.toBe(key);
  expect(drafts.open('page', 'b').value.body).toBe('of b');
  expect(drafts.isBegun('page', 'a')).toBe(false);
  expect(drafts.isBegun('page', 'b')).toBe(true);
});

it('goes on where the browser keeps nothing, or something else under the name', () => {
  const { kept, storage, drafts } = open();
  kept.set('pharos draft page new', '{"half');
  expect(drafts().open('page', 'new').value.body).toBe('');
  const full = createDrafts({
    storage: {
      ...storage,
      setItem: () => {
        throw new Error('full');
      },
    },
    newKey: () => 'k',
    now: () => 0,
  });
  full.change('page', 'new', { body: 'typed' });
  expect(full.open('page', 'new').value.body).toBe('typed');
});

it('what was left a season ago is forgotten, and nothing that is not a draft of ours', () => {
  const { kept, drafts, clock } = open();
  drafts().change('page', 'old', { body: 'of spring' });
  kept.set('another thing', 'of somebody else');
  clock.now = 60 * 86_400_000;
  drafts().change('page', 'new', { body: 'of summer' });
  clock.now = 100 * 86_400_000;
  drafts();
  expect([...kept.keys()]).toEqual(['another thing', 'pharos draft page new']);
});
