import { fileURLToPath } from 'node:url';
import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetPurged } from '../src/ledger/forget-purged.ts';
import { notifierMigrations } from '../src/role.ts';

const regionMigrations = fileURLToPath(new URL('../../region/migrations', import.meta.url));
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([
    ['region', regionMigrations],
    ['notifier', notifierMigrations],
  ]);
});
afterAll(() => database[Symbol.asyncDispose]());

const page = newId();

async function told(incident: string, subscriber: string, state: string): Promise<string> {
  const { sql } = database;
  const notice = newId();
  const fact = sql.json({ type: 'incident-updated', incident, title: 'secret token 42' });
  await sql`
    insert into fanout (notice, kind, page, page_name, at, fact, is_done, created_at) values (${notice}, 'notice', ${page}, 'Acme', now(), ${fact}, false, now())`;
  await sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, state, next_at, created_at, updated_at)
    values (${notice}, 'email', ${subscriber}, ${newId()}, 'notice', ${page}, 'bob@example.com', ${state}, now(), now(), now())`;
  return notice;
}

const purge = (kind: string, name: string) =>
  database.sql`insert into purged (doc, kind, page) values (${`${kind}:${name}`}, ${kind}, ${page})`;
const factOf = async (notice: string) =>
  (await database.sql<{ fact: unknown }[]>`select fact from fanout where notice = ${notice}`)[0]!.fact;
const deliveryOf = async (notice: string) =>
  (await database.sql<{ state: string; address: string }[]>`select state, address from delivery where notice = ${notice}`)[0]!;

it('what a purged incident said leaves the ledger, nobody is told of it any more, and a call under way is waited for', async () => {
  const { sql } = database;
  const [incident, other] = [newId(), newId()];
  const [waiting, under, done, kept] = [
    await told(incident, newId(), 'pending'),
    await told(incident, newId(), 'sending'),
    await told(incident, newId(), 'accepted'),
    await told(other, newId(), 'pending'),
  ];
  await purge('incident', incident);
  await forgetPurged(sql);
  expect([await factOf(waiting), await factOf(done)]).toEqual([null, null]);
  expect((await deliveryOf(waiting)).state).toBe('suppressed');
  expect((await deliveryOf(done)).state).toBe('accepted');
  expect(await factOf(under)).not.toBeNull();
  expect([await factOf(kept), (await deliveryOf(kept)).state]).toEqual([expect.anything(), 'pending']);

  await sql`update delivery set state = 'unknown' where notice = ${under}`;
  await forgetPurged(sql);
  expect([await factOf(under), (await deliveryOf(under)).state]).toEqual([null, 'suppressed']);
});

it('the address of who was purged leaves the ledger; once nothing is left it is not looked for again', async () => {
  const { sql } = database;
  const [bob, ann] = [newId(), newId()];
  const ofBob = [await told(newId(), bob, 'delivered'), await told(newId(), bob, 'pending')];
  const ofAnn = await told(newId(), ann, 'pending');
  await purge('subscription', bob);
  await forgetPurged(sql);
  expect(await Promise.all(ofBob.map(deliveryOf))).toEqual([
    { state: 'delivered', address: '' },
    { state: 'suppressed', address: '' },
  ]);
  expect((await deliveryOf(ofAnn)).address).toBe('bob@example.com');
  await sql`update purged set at = now() - interval '2 minutes'`;
  await forgetPurged(sql);
  const [{ upto, last }] = (await sql`select upto, (select max(id) from purged) as last from forgotten`) as unknown as [
    Record<string, number>,
  ];
  expect(upto).toBe(last);
});
