import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { beginTellings, readTakenOver, readTellers, takeDueTelling } from '@pharos/region/telling/own-rows';
import { createPostgresTellings, pruneTellings } from '@pharos/region/telling/sql-tellings';
import { createPostgresLedger } from '../src/ledger/postgres-ledger.ts';
import { notifierMigrations } from '../src/role.ts';
import { tellingsContract } from '../../proof/takeover-model/tellings-contract.ts';

let database: FreshDatabase;
beforeAll(async () => {
  const regionTables = fileURLToPath(new URL('../../region/migrations', import.meta.url));
  database = await freshDatabase([
    ['region', regionTables],
    ['notifier', notifierMigrations],
  ]);
});
afterAll(() => database[Symbol.asyncDispose]());

const addJob = async ({ update, owner, mode, at }: { update: string; owner: string; mode: string | null; at: number }) => {
  await database.sql`
    insert into notify_job (update, page, page_name, owner_region, at, fact, components, telling)
    values (${update}, ${newId()}, 'Acme', ${owner}, ${new Date(at)}, '{}', '[]', ${mode})`;
};

describe('in Postgres', () => {
  tellingsContract(async () => {
    const { sql } = database;
    await sql`truncate fanout, delivery, attempt_log, telling, notify_job`;
    return {
      tellings: createPostgresTellings(sql),
      ledger: createPostgresLedger(sql),
      addJob,
      begin: (region, jobs, now) => beginTellings(sql, region, jobs, now),
      takeDue: (region, now) => sql.begin((tx) => takeDueTelling(tx, region, now)),
      takenOver: (region) => readTakenOver(sql, region, 100),
    };
  });

  it('what waits for a majority is not sent while none is reached; what needs none is', async () => {
    const { sql } = database;
    const [shared, alone, single] = [newId(), newId(), newId()];
    await addJob({ update: shared, owner: 'us', mode: 'majority', at: Date.now() });
    await addJob({ update: alone, owner: 'us', mode: 'alone', at: Date.now() });
    await addJob({ update: single, owner: 'us', mode: null, at: Date.now() });
    const held = async () => {
      const tellers = await readTellers(sql, [shared, alone, single]);
      return [shared, alone, single].map((update) => tellers.get(update)?.isHeld);
    };
    expect(await held()).toEqual([true, false, false]);
    await sql`update mesh_state set telling = 'majority', telling_at = clock_timestamp()`;
    expect(await held()).toEqual([false, false, false]);
    await sql`update mesh_state set telling_at = clock_timestamp() - interval '3 seconds'`;
    expect(await held()).toEqual([true, false, false]);
    await sql`update mesh_state set telling = 'alone', telling_at = clock_timestamp()`;
    expect(await held()).toEqual([true, false, false]);
  });

  it('what was told a fortnight ago is forgotten', async () => {
    const { sql } = database;
    await sql`truncate telling`;
    const [old, recent] = [newId(), newId()];
    await sql`
      insert into telling (update, epoch, teller, at)
      values (${old}, 0, 'us', now() - interval '15 days'), (${recent}, 0, 'us', now() - interval '13 days')`;
    expect(await pruneTellings(sql, Date.now())).toBe(1);
    expect(await sql`select update from telling`).toEqual([{ update: recent }]);
  });
});
