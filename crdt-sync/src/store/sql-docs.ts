import type { Transaction } from '@pharos/core/outside/postgres';
import { byLockOrder, type DocRef } from '@pharos/resources/kind';
import { foldHash } from '../document/digest.ts';
import { sending } from '@pharos/core/outside/sending';
import { project } from '@pharos/region/projection/project';
import type { KnownState } from '../document/recent-documents.ts';
import { joinedBytes } from './joined-bytes.ts';
import type { DocChange, StoredDoc } from './store.ts';

export async function readDocs(tx: Transaction, ids: string[]): Promise<Map<string, StoredDoc>> {
  if (ids.length === 0) return new Map();
  const rows = await tx<StoredDoc[]>`
    select id, kind, page, state, hlc, purged, quarantined from doc where id = any(${ids})`;
  return new Map(rows.map((row) => [row.id, row]));
}

type Known = Map<string, KnownState>;

export function lockDocs(tx: Transaction, refs: DocRef[], mayBeNew: DocRef[], known?: Known): Promise<Map<string, StoredDoc>> {
  return lock(tx, refs, mayBeNew, 'wait', known);
}

/** Those that nobody else holds: who would have to wait finds them missing. */
export function lockFreeDocs(tx: Transaction, refs: DocRef[], mayBeNew: DocRef[], known?: Known): Promise<Map<string, StoredDoc>> {
  return lock(tx, refs, mayBeNew, 'skip', known);
}

async function lock(
  tx: Transaction,
  refs: DocRef[],
  mayBeNew: DocRef[],
  held: 'wait' | 'skip',
  known: Known = new Map(),
): Promise<Map<string, StoredDoc>> {
  if (refs.length === 0) return new Map();
  const ids = refs.map(({ id }) => id);
  const [, rows] = await Promise.all([
    makeDocs(tx, mayBeNew),
    sending(tx<LockedDoc[]>`
      select id, kind, page, ${stateUnless(tx, known)}, hlc, purged, quarantined from doc where id = any(${ids})
      order by (kind = 'component'), id collate "C" ${held === 'wait' ? tx`for update` : tx`for update skip locked`}`),
  ]);
  return withKnown(rows, known);
}

interface LockedDoc extends Omit<StoredDoc, 'state'> {
  state: Uint8Array | null;
}

// To send a state of some kilobytes costs either side more than to take its hash.
function stateUnless(tx: Transaction, known: Known) {
  const names = [...known].map(([id, { hash }]) => `${id} ${hash}`);
  return tx`case when ${names.length}::int > 0 and id || ' ' || encode(sha256(state), 'base64') = any(${names}::text[]) then null else state end as state`;
}

function withKnown(rows: LockedDoc[], known: Known): Map<string, StoredDoc> {
  return new Map(rows.map((row) => [row.id, { ...row, state: row.state ?? known.get(row.id)!.state }]));
}

async function makeDocs(tx: Transaction, mayBeNew: DocRef[]): Promise<void> {
  if (mayBeNew.length === 0) return;
  const missing = [...mayBeNew].sort(byLockOrder);
  const [ids, kinds, pages] = [missing.map(({ id }) => id), missing.map(({ kind }) => kind), missing.map(({ page }) => page)];
  await sending(tx`
    insert into doc (id, kind, page) select * from unnest(${ids}::text[], ${kinds}::text[], ${pages}::uuid[]) on conflict do nothing`);
}

export async function dropMade(tx: Transaction, ids: string[]): Promise<void> {
  await tx`delete from doc where id = any(${ids}) and xmin = pg_current_xact_id()::xid and hash = ''::bytea`;
}

/** The whole state, and with it what can be asked of it: all sent at once, in order. Answers which are not, or not wholly, in the tables. */
export async function saveDocs(tx: Transaction, changes: DocChange[], isUnread = false): Promise<{ unprojected: ReadonlySet<string> }> {
  if (changes.length === 0) return { unprojected: new Set() };
  const docs = changes.map(({ doc }) => doc);
  const { sent, unprojected } = isUnread ? { sent: [], unprojected: new Set(docs.map(({ id }) => id)) } : project(tx, changes);
  const hashes = changes.map(({ after }) => base64(foldHash(after)));
  const states = joinedBytes(docs.map(({ state }) => state));
  // Arrays, so that it is one prepared statement however many there are. The ids stand in it twice, so that the planner goes
  // by the key whatever it thinks of the size of the table.
  const saves = tx`
    update doc set state = substring(${states.all}::bytea from new.start for new.length), hlc = new.hlc, rev = rev + 1,
      hash = decode(new.hash, 'base64'), unprojected = doc.id = any(${[...unprojected]}::text[])
    from unnest(${docs.map(({ id }) => id)}::text[], ${states.starts}::int[], ${states.lengths}::int[], ${docs.map(({ hlc }) => hlc)}::bigint[],
      ${hashes}::text[]) as new (id, start, length, hlc, hash)
    where doc.id = new.id and doc.id = any(${docs.map(({ id }) => id)})`;
  await Promise.all([...sent, sending(saves)]);
  return { unprojected };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
