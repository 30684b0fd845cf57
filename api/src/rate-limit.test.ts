import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { testKit } from '@pharos/core/testing/kit';
import { createBudgets } from './budget.ts';
import type { Env } from './env.ts';
import { newKey } from './key.ts';
import { createKeys } from './keys.ts';
import type { Sessions } from './people/sessions.ts';
import { admit } from './rate-limit.ts';

// Nobody is signed in.
const nobody = { sent: () => undefined } as unknown as Sessions;

/** Ten requests in ten seconds of an address, thirty of a key. */
function open(isKnown: (asked: number) => boolean) {
  const clock = createVirtualClock();
  const database = { asked: 0 };
  const reads: PostgresDoor = async () => {
    database.asked++;
    return (isKnown(database.asked) ? { id: 'k', page: null, scopes: ['read'] } : undefined) as never;
  };
  const app = new Hono<Env>();
  app.use(
    admit(
      { perKey: 3, perEdge: 5, perAddress: 1, trustProxy: false },
      createKeys({ clock }, reads),
      nobody,
      async (token) => token === 'ours',
      createBudgets(testKit({ clock }), undefined),
    ),
  );
  app.onError((error, c) => c.text('', error instanceof Problem && error.code === 'limit' ? 429 : 401));
  app.get('/', (c) => c.text('ok'));
  const ask = async (key: string, remoteAddress = '192.0.2.1') =>
    (await app.request('/', { headers: { authorization: `Bearer ${key}` } }, { remoteAddress, cut: () => undefined })).status;
  return { clock, database, ask };
}

it('made-up keys cost no more questions than their address may ask, and one that is known pays nothing for them', async () => {
  const { database, ask } = open((asked) => asked === 1);
  const good = newKey();
  expect(await ask(good)).toBe(200);
  const statuses = new Set<number>();
  for (let at = 0; at < 100; at++) statuses.add(await ask(newKey()));
  expect(statuses).toEqual(new Set([401, 429]));
  expect(database.asked).toBe(10);
  expect(await ask(good)).toBe(200);
});

it('the same key is looked up once in some seconds, there or not, and no more once it is over its limit', async () => {
  const known = open(() => true);
  const key = newKey();
  const statuses = [];
  for (let at = 0; at < 40; at++) statuses.push(await known.ask(key));
  expect(statuses.filter((status) => status === 200)).toHaveLength(30);
  expect(known.database.asked).toBe(1);
  // What is known of a key ends after five seconds; whoever has had enough is refused without being looked up again.
  await known.clock.pass(5_000);
  expect(await known.ask(key)).toBe(429);
  expect(known.database.asked).toBe(1);
  await known.clock.pass(5_000);
  expect(await known.ask(key)).toBe(200);
  expect(known.database.asked).toBe(2);

  const unknown = open(() => false);
  for (let at = 0; at < 5; at++) expect(await unknown.ask(key)).toBe(401);
  expect(unknown.database.asked).toBe(1);
});
