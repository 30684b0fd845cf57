import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prune } from '../src/ledger/prune.ts';
import { notifierMigrations } from '../src/role.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([['notifier', notifierMigrations]]);
});
afterAll(() => database[Symbol.asyncDispose]());

const dayMs = 24 * 3_600_000;

async function told(at: Date, people: number): Promise<void> {
  const { sql } = database;
  const notice = newId();
  await sql`
    insert into fanout (notice, kind, page, page_name, at, is_done, created_at) values (${notice}, 'notice', ${newId()}, 'Acme', ${at}, true, ${at})`;
  await sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, state, created_at, updated_at)
    select ${notice}, 'email', gen_random_uuid(), gen_random_uuid(), 'notice', ${newId()}, 'a@example.com', 'accepted', ${at}, ${at}
    from generate_series(1, ${people})`;
  await sql`
    insert into attempt_log (delivery, attempt, epoch, provider, at, took_ms, outcome)
    select id, 1, 1, 'ses', ${at}, 1, 'accepted' from delivery where notice = ${notice}`;
  await sql`
    insert into provider_event (provider, event, delivery, type, at)
    select 'ses', id, id, 'delivered', ${at} from delivery where notice = ${notice}`;
}

it('what is older than a month goes, in batches, and everything younger stays', async () => {
  const { sql } = database;
  const now = Date.now();
  await told(new Date(now - 31 * dayMs), 12_000);
  await told(new Date(now - 20 * dayMs), 5);
  await told(new Date(now - dayMs), 5);
  let batches = 0;
  while ((await prune(sql, now)) > 0) batches += 1;
  expect(batches).toBeGreaterThan(2); // no transaction takes all of it
  const count = async (table: string) => (await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`)[0]!.count;
  expect({
    fanout: await count('fanout'),
    delivery: await count('delivery'),
    attempts: await count('attempt_log'),
    news: await count('provider_event'),
  }).toEqual({ fanout: 2, delivery: 10, attempts: 10, news: 5 });
});
