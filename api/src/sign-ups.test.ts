import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import type { SignUpCounts } from '@pharos/region/reading/sign-ups';
import { expect, it } from 'vitest';
import { createSignUps, usualLimits } from './sign-ups.ts';

const person = { page: 'p', channel: 'email', address: 'ada@example.com' } as const;

function signUpsOf(counts: Partial<SignUpCounts>) {
  const rows = async () => [{ same: 0, group: 0, page: 0, pageSms: 0, allSms: 0, ...counts }];
  const reads = ((work: (sql: unknown) => unknown) => work(rows)) as unknown as PostgresDoor;
  return createSignUps(createVirtualClock(), reads, usualLimits);
}

it('staff ask no more than half of whom a page may ask in a day: whoever signs up finds room', async () => {
  const some = signUpsOf({ page: 2_499 });
  const half = signUpsOf({ page: 2_500 });
  const write = async () => undefined;
  expect([await some.ask(person, write), await half.ask(person, write), await half.askAgain(person, write)]).toEqual([
    'asked',
    'full',
    'full',
  ]);
  await half.take(person, '192.0.2.1', write);
  await expect(signUpsOf({ page: 5_000 }).take(person, '192.0.2.1', write)).rejects.toThrow(/too many have signed up/);
});
