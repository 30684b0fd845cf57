import { afterAll, beforeAll, describe } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { createPostgresLedger } from '../src/ledger/postgres-ledger.ts';
import { notifierMigrations } from '../src/role.ts';
import { ledgerContract } from '../../proof/notifier-model/ledger-contract.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([['notifier', notifierMigrations]]);
});
afterAll(() => database[Symbol.asyncDispose]());

describe('in Postgres', () => {
  ledgerContract(async () => {
    await database.sql`truncate fanout, delivery, attempt_log`;
    return createPostgresLedger(database.sql);
  });
});
