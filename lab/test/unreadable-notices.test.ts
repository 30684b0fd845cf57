import { newId } from '@pharos/core/id';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { createNotifierWorld, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const told = () => world.providers.accepted('ses').messages.map(({ to }) => to);

// As a region of a later version writes it.
async function postOfLaterVersion(): Promise<string> {
  const update = await world.post();
  await world.sql`update notify_job set at = at - interval '1 second', fact = '{"type":"forecast","text":"x"}' where update = ${update}`;
  return update;
}

it('a notice that this version cannot read is set aside and counted, and all others are told', async () => {
  await world.subscribe('email', 'ann@example.com');
  await postOfLaterVersion();
  await world.post();
  const notifier = await world.start();
  await until('the other notice is told', () => told().length === 1, 5_000);
  expect(await notifier.metrics()).toMatch(/set_aside_total\{[^}]*what="notice"[^}]*\} 1/);
  expect(
    await world.sql`select 1 from fanout where trouble is not null and not exists (select 1 from delivery where delivery.notice = fanout.notice)`,
  ).toHaveLength(1);
});

it('what was set aside is told by a version that can read it', async () => {
  await world.subscribe('email', 'ann@example.com');
  const update = await postOfLaterVersion();
  const old = await world.start();
  await until('set aside', async () => (await world.sql`select 1 from fanout where trouble is not null`).length === 1, 5_000);
  await old[Symbol.asyncDispose]();
  // The later version knows such facts; to this one it is as if the fact had been readable all the time.
  await world.sql`
    update fanout set fact = (select jsonb_build_object('type', 'incident-updated', 'incident', ${newId()}::text, 'update', ${update}::text, 'title', 'x',
      'status', 'investigating', 'impact', 'major', 'body', 'x', 'opened', true))`;
  await world.start();
  await until('told after all', () => told().length === 1, 5_000);
  expect(told()).toEqual(['ann@example.com']);
});

it('a delivery of such a notice waits for a version that can read it, and no claim fails for it', async () => {
  await world.subscribe('email', 'ann@example.com');
  const [notice, stranger] = [newId(), newId()];
  await world.start();
  await world.sql`
    insert into fanout (notice, kind, page, page_name, at, fact, is_done, created_at)
    values (${notice}, 'notice', ${world.page}, 'Acme', now(), '{"type":"forecast"}', true, now())`;
  await world.sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, next_at, created_at, updated_at)
    values (${notice}, 'email', ${stranger}, ${newId()}, 'notice', ${world.page}, 'bob@example.com', now() - interval '1 hour', now(), now())`;
  await world.post();
  await until('the other delivery is made', () => told().length === 1, 5_000);
  await until(
    'it waits',
    async () =>
      (await world.sql`select 1 from delivery where state = 'pending' and attempt = 0 and next_at > now() + interval '1 minute'`).length ===
      1,
    5_000,
  );
  expect(told()).toEqual(['ann@example.com']);
});

it('a subscriber on a channel of a later version is passed over, and the others of the page are told', async () => {
  const id = await world.subscribe('email', 'ann@example.com');
  await world.subscribe('email', 'bob@example.com');
  await world.sql`update subscription set channel = 'pigeon' where id = ${id}`;
  await world.start();
  await world.post();
  await until('bob is told', () => told().length === 1, 5_000);
  expect(told()).toEqual(['bob@example.com']);
});
