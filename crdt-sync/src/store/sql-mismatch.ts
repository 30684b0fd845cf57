import type { Transaction } from '@pharos/core/outside/postgres';
import type { MismatchRow } from './store.ts';

// Of one batch: more would be a fault, and all of them are counted.
const rowsMax = 100;

export async function addMismatches(tx: Transaction, rows: MismatchRow[]): Promise<void> {
  for (const { doc, page, field, here, came, origin, seq } of rows.slice(0, rowsMax)) {
    await tx`
      insert into idempotency_mismatch (doc, field, page, here, came, origin, seq)
      values (${doc}, ${field}, ${page}, ${tx.json(here as never)}, ${tx.json(came as never)}, ${origin}, ${seq}) on conflict do nothing`;
  }
}
