import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { subject } from '@pharos/core/subject';
import { expect, it } from 'vitest';
import { createPresence, presentMs } from './presence.ts';

const [page, thing, person] = [newId(), newId(), newId()];
const at = (tab: string, more: { thing?: string; doing?: 'looking' | 'writing' | 'gone'; name?: string; page?: string } = {}) => {
  return { page, thing, tab, person, name: 'Ada', doing: 'looking' as const, ...more };
};

it('tells who else is there, those who write first, until they go or are not heard of', () => {
  let now = 0;
  const presence = createPresence({ now: () => now });
  const [own, ada, bea] = [newId(), newId(), newId()];
  presence.note(at(own));
  presence.note(at(ada));
  now = 5_000;
  presence.note(at(bea, { doing: 'writing', name: 'Bea' }));
  presence.note(at(newId(), { thing: newId() }));
  expect(presence.others(page, thing, own).map(({ name, doing }) => `${name} ${doing}`)).toEqual(['Bea writing', 'Ada looking']);
  now = presentMs;
  expect(presence.others(page, thing, own).map(({ name }) => name)).toEqual(['Bea']);
  presence.note(at(bea, { doing: 'gone' }));
  expect(presence.others(page, thing, own)).toEqual([]);
  expect(presence.others(newId(), thing, own)).toEqual([]);
});

it('a page has room for so many, and for new ones again when they are gone', () => {
  let now = 0;
  const presence = createPresence({ now: () => now });
  for (let count = 0; count < 300; count++) presence.note(at(newId()));
  expect(presence.others(page, thing, '')).toHaveLength(200);
  now = presentMs;
  const late = newId();
  presence.note(at(late));
  expect(presence.others(page, thing, '').map(({ tab }) => tab)).toEqual([late]);
});

it('processes of a region tell each other, and what is no such word is passed over', async () => {
  await using bus = createMemoryBus();
  using one = createPresence({ now: () => 0 }, bus);
  using two = createPresence({ now: () => 0 }, bus);
  const tab = newId();
  one.note(at(tab));
  for (const wrong of ['{', '{}', JSON.stringify({ ...at(newId()), doing: 'dancing' })]) bus.publish(subject.presence, wrong);
  await bus.flush();
  await Promise.resolve();
  expect(two.others(page, thing, '').map((each) => each.tab)).toEqual([tab]);
  expect(one.others(page, thing, '')).toHaveLength(1);
});
