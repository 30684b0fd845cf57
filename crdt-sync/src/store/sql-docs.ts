import type { Transaction } from '@pharos/core/outside/postgres';
import { foldHash } from '../document/digest.ts';
import { byLockOrder, type DocRef } from '../document/kind.ts';
import { sending } from './sending.ts';
import { project } from './sql-project.ts';
import type { DocChange, StoredDoc } from './store.ts';

export async function readDocs(tx: Transaction, ids: string[]): Promise<Map<string, StoredDoc>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<StoredDoc[]>`
    select id, kind, page, state, hlc, purged, quarantined from doc where id = any(${ids})`;
  return new Map(rows.map((row) => [row.id, row]));
}

export async function lockDocs(tx: Transaction, refs: DocRef[], made: DocRef[]): Promise<Map<string, StoredDoc>> {
  if (refs.length === 0) return new Map();
  const missing = [...made].sort(byLockOrder);
  if (missing.length > 0) {
    await tx`insert into doc ${tx(missing.map(({ id, kind, page }) => ({ id, kind, page })))} on conflict do nothing`;
  }
  const ids = refs.map(({ id }) => id);
  const rows = await tx<StoredDoc[]>`
    select id, kind, page, state, hlc, purged, quarantined from doc where id = any(${ids})
    order by (kind = 'component'), id collate "C" for update`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The whole state, and with it what can be asked of it: all sent at once, in order. */
export async function saveDocs(tx: Transaction, changes: DocChange[]): Promise<void> {
  if (changes.length === 0) return;
  const { sent, unprojected } = project(tx, changes);
  const saves = changes.map(({ doc, after }) =>
    sending(tx`
      update doc set state = ${Buffer.from(doc.state)}, hlc = ${doc.hlc}, rev = rev + 1, hash = ${Buffer.from(foldHash(after))},
        unprojected = ${unprojected.has(doc.id)}
      where id = ${doc.id}`),
  );
  await Promise.all([...sent, ...saves]);
}
