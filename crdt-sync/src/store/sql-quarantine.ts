import type { Transaction } from '@pharos/core/outside/postgres';
import type { PendingRow, QuarantineRow } from './store.ts';

// What is kept of a refused message: enough to see what it was, too little to fill the disk.
const quarantineBytesMax = 65_536;

export async function quarantine(tx: Transaction, row: QuarantineRow): Promise<void> {
  const { reason, origin = null, seq = null, doc = null, peer = null, detail, bytes } = row;
  await tx`
    insert into quarantine (reason, origin, seq, doc, peer, detail, bytes)
    values (${reason}, ${origin}, ${seq}, ${doc}, ${peer}, ${detail.slice(0, 2_000)}, ${Buffer.from(bytes.subarray(0, quarantineBytesMax))})`;
  if (doc !== null) await tx`update doc set quarantined = true where id = ${doc}`;
}

export async function pendingOf(tx: Transaction, docs: string[]): Promise<PendingRow[]> {
  if (docs.length === 0) return [];
  return tx<PendingRow[]>`
    select id, doc, origin, bytes from quarantine where reason = 'pending' and doc = any(${docs}) order by origin, seq, id`;
}

/** A document that nothing else is held against is as good as any other again. */
export async function release(tx: Transaction, rows: PendingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`delete from quarantine where id = any(${rows.map(({ id }) => id)})`;
  await tx`
    update doc set quarantined = false
    where id = any(${rows.map(({ doc }) => doc)}) and not exists (select from quarantine where quarantine.doc = doc.id)`;
}
