import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { createStandIn, type StandIn } from '../src/providers/stand-in.ts';
import { createNotifierWorld, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
let hosts: AsyncDisposableStack;
beforeEach(async () => {
  world = await createNotifierWorld();
  hosts = new AsyncDisposableStack();
});
afterEach(async () => {
  await hosts.disposeAsync();
  await world[Symbol.asyncDispose]();
});

/** Somebody's machine at an address of its own, with all its subscriptions. */
async function receiver(answer: () => Response): Promise<StandIn & { asked(): number; subscribe(count: number): Promise<void> }> {
  let asked = 0;
  const fetch = () => {
    asked += 1;
    return answer();
  };
  const answers = { '429': answer, '5xx': answer };
  const standIn = hosts.use(await createStandIn({ host: '127.0.0.1', port: 0, fetch, answers }));
  const subscribe = async (count: number) => {
    const ids = Array.from({ length: count }, newId);
    await world.sql`
      insert into subscription (id, page, channel, address, components, state, asked_region, asked_at, created_at, updated_at)
      select id, ${world.page}, 'webhook', ${standIn.url} || '/hooks/' || id, '[]', 'active', 'us', now(), now(), now()
      from unnest(${ids}::uuid[]) as each(id)`;
  };
  return { ...standIn, asked: () => asked, subscribe };
}
const ok = () => Response.json({ ok: true });
const countOf = async (url: string, states: string[]) => {
  const rows = await world.sql`select 1 from delivery where starts_with(address, ${url}) and state = any(${states})`;
  return rows.length;
};

it('a receiver that says "come back in an hour", and one that is broken, hold up nobody else', async () => {
  const throttling = await receiver(() => new Response(null, { status: 429, headers: { 'retry-after': '3600' } }));
  const broken = await receiver(() => new Response(null, { status: 500 }));
  const well = await receiver(ok);
  await world.start();
  await throttling.subscribe(1);
  await broken.subscribe(12);
  await world.post();
  await until('both have answered', async () => (await world.sql`select 1 from attempt_log`).length >= 6, 5_000);
  await world.sql`delete from subscription`;
  await well.subscribe(30);
  await world.post();
  await until('the third receiver is told everything', () => well.asked() === 30, 3_000);
  // The breaker of the broken one counts its own failures: five and what was under way, and no more.
  expect(broken.asked()).toBeLessThanOrEqual(8);
});

it('a receiver that hangs is sent as much as it has places, nothing else waits, and what was not sent is not called unknown', async () => {
  const hanging = await receiver(ok);
  await hanging.setFault('hang');
  const well = await receiver(ok);
  await hanging.subscribe(520);
  await well.subscribe(10);
  await world.start();
  await world.post();
  await until('the other receiver is told', () => well.asked() === 10, 3_000);
  await systemClock.sleep(500); // as long as it takes to claim what should not be claimed
  expect({
    sending: await countOf(hanging.url, ['sending']),
    waiting: await countOf(hanging.url, ['pending']),
  }).toEqual({ sending: 4, waiting: 516 });
});

it('an endpoint that somebody signed up is asked whether it wants to be told once, whatever it answers', async () => {
  const broken = await receiver(() => new Response(null, { status: 500 }));
  const hanging = await receiver(ok);
  await hanging.setFault('accept-then-cut');
  await world.subscribe('webhook', `${broken.url}/hooks/a`, [], 'pending');
  await world.subscribe('webhook', `${hanging.url}/hooks/a`, [], 'pending');
  await world.start();
  await until('both are given up', async () => (await world.states())['failed'] === 2, 5_000);
  expect([broken.asked(), hanging.asked()]).toEqual([1, 1]);
});
