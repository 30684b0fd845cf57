import { expect, it } from 'vitest';
import { createKeeper } from './keeper.ts';

function storage(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, text: string) => void (kept[name] = text),
    removeItem: (name: string) => void delete kept[name],
  };
}

it('what was filled in is there in the next tab, with the first value of a field that is new', () => {
  const store = storage();
  createKeeper(store).set('plan', { title: 'Move' });
  expect(createKeeper(store).of('plan', { title: '', body: 'b' }).value).toEqual({ title: 'Move', body: 'b' });
});

it('what is not ours is as if nothing were kept, and what is forgotten begins anew', () => {
  const store = storage({ 'pharos kept plan': '{"title":' });
  const keeper = createKeeper(store);
  expect(keeper.of('plan', { title: 'first' }).value).toEqual({ title: 'first' });
  keeper.set('plan', { title: 'second' });
  expect(keeper.has('plan')).toBe(true);
  keeper.forget('plan');
  expect(keeper.has('plan')).toBe(false);
  expect(keeper.of('plan', { title: 'first' }).value).toEqual({ title: 'first' });
  expect(store.kept).toEqual({});
});

it('a browser that keeps nothing does not lose what the tab has', () => {
  const full = {
    ...storage(),
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  const keeper = createKeeper(full);
  const title = keeper.of('plan', { title: '' });
  keeper.set('plan', { title: 'Move' });
  expect(title.value).toEqual({ title: 'Move' });
});
