import { expect, it } from 'vitest';
import type { Api } from '../api/api.ts';
import { Refusal } from '../api/refusal.ts';
import type { Regions } from '../api/regions.ts';
import { progressOf, readNotices, shownBy } from './deliveries.ts';

const [us, eu, ap] = ['us', 'eu', 'ap'].map((name) => ({ name, url: `https://${name}.example` })) as [Door, Door, Door];
type Door = { name: string; url: string };
const regions = { all: () => [us, eu, ap] } as unknown as Regions;
const notice = (id: string, minute: number) => ({ id, at: `2026-03-01T10:0${minute}:00.000Z` });
const ses = { channel: 'email', provider: 'ses', breaker: 'open' };

it('what each region told stands in one list, the latest first, and who says nothing is named', async () => {
  const asked: [string, string | undefined][] = [];
  const api = {
    askIn: async (door: Door, _name: string, { query }: { query: { after?: string } }) => {
      asked.push([door.name, query.after]);
      if (door === ap) throw new Refusal(503, 'no notifier', []);
      if (query.after === 'more') return { value: { items: [notice('d', 0)], next: null, providers: [] } };
      if (door === us) return { value: { items: [notice('a', 1), notice('c', 4)], next: 'more', providers: [ses] } };
      return { value: { items: [notice('b', 3)], next: null, providers: [] } };
    },
  } as unknown as Api;
  const first = await readNotices(api, regions, 'p', undefined);
  expect(first.items.map(({ id, region }) => `${region.name} ${id}`)).toEqual(['us c', 'eu b', 'us a']);
  expect(first.silent).toEqual([ap]);
  expect(first.providers).toEqual([{ ...ses, region: us }]);
  const second = await readNotices(api, regions, 'p', undefined, first.next!);
  expect(second.items.map(({ id }) => id)).toEqual(['d']);
  expect(second.next).toBeNull();
  expect(asked.slice(3)).toEqual([['us', 'more']]);
});

it('a refusal is no silence', async () => {
  const api = { askIn: () => Promise.reject(new Refusal(403, 'not for you', [])) } as unknown as Api;
  await expect(readNotices(api, regions, 'p', undefined)).rejects.toThrow('not for you');
});

it('a notice says who has it, who waits, and whom it missed', () => {
  const states = (['accepted', 'delivered', 'unknown', 'pending', 'dead', 'failed', 'suppressed'] as const).map((state, at) => {
    return { channel: 'email' as const, state, count: 10 ** at };
  });
  expect(progressOf({ states })).toEqual({ there: 11, waiting: 1_100, missed: 110_000, kept: 1_000_000 });
});

it('a place says whose deliveries are shown', () => {
  expect([undefined, 'i', 'to-s'].map(shownBy)).toEqual([{ of: 'page' }, { of: 'thing', id: 'i' }, { of: 'subscriber', id: 's' }]);
});
