import { expect, it } from 'vitest';
import { createLeftList } from './left-out.ts';
import { each } from './lists.ts';
import { prepare } from './prepare.ts';
import { openSpoolFolder } from './spool.ts';
import type { Taken } from './taken.ts';

const empty: Taken = {
  of: '',
  page: { name: 'Acme' },
  groups: [],
  components: [],
  incidents: [],
  maintenances: [],
  metrics: [],
  subscribers: each([]),
  left: [],
};
const options = { page: '0198c0de-0000-7000-8000-000000000001', slug: 'acme', from: 'csv', now: 0 };
it('who would be told of more than they asked for, and whose address is none, is left', async () => {
  await using folder = await openSpoolFolder();
  const left = createLeftList();
  const taken = [
    { channel: 'email' as const, address: 'a@example.com', components: ['gone'], proof: 'subscriber 7' },
    { channel: 'sms' as const, address: '12', components: [] },
    { channel: null, address: '+491701234567', components: ['api', 'gone', 'api'], language: 'de' },
  ];
  const components = [{ id: 'api', name: 'API' }];
  const { subscribers } = await prepare(
    { ...empty, components, subscribers: each(taken) },
    { ...options, left, folder, tell: () => undefined },
  );
  const [part] = subscribers.parts();
  const rows = (await part!.read(0, 10_000)).toString().trim().split('\r\n').slice(1);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatch(/^sms,'\+491701234567,[0-9a-f-]{36},de,,active,$/);
  expect(left.shown().map(({ what, why }) => `${what}: ${why}`)).toEqual([
    'a subscriber by email (subscriber 7): what they are told of is not taken along',
    expect.stringContaining('a subscriber by sms: their address'),
  ]);
});
