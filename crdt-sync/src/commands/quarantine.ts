import { Problem } from '@pharos/core/problem';
import { BadDocument, latestHlc } from '@pharos/resources/fold';
import { decodeEnvelope } from '../document/envelope.ts';
import { fieldsOfDelta } from '../document/read-delta.ts';
import { mergeDeltas } from '../document/registers.ts';
import { repair } from '../mesh/deep-check.ts';
import { takeAgain } from '../mesh/take-again.ts';
import { table } from '@pharos/core/table';
import type { CommandContext } from './context.ts';

interface Row {
  id: number;
  reason: string;
  origin: number | null;
  seq: number | null;
  doc: string | null;
  peer: string | null;
  detail: string;
  bytes: Uint8Array;
  at: Date;
}

// A screen of them; the newest are what the alarm was about.
const listMax = 50;
const wholeReasons = new Set(['untold', 'unread', 'set-aside']);

const verbs: Record<string, (context: CommandContext, row: Row) => Promise<string>> = { show, retry, mend, drop };

/** What was refused or set aside: to look at, to take again, to complete from a peer, or to let go. */
export async function quarantineCommand(context: CommandContext): Promise<number> {
  const [name = 'list', id] = context.args;
  if (name === 'list') return list(context);
  const verb = verbs[name];
  if (!verb) throw new Problem('invalid', `quarantine takes list, show, retry, mend or drop, not ${name}`);
  const rows = await chosen(context, name, id);
  let failures = 0;
  for (const row of rows) {
    try {
      context.print(await verb(context, row));
    } catch (error) {
      if (!(error instanceof BadDocument) && !(error instanceof Problem) && !(error as { code?: string }).code) throw error;
      failures += 1;
      context.print(`${row.id}: ${(error as Error).message}`);
    }
  }
  return failures === 0 ? 0 : 1;
}

async function list({ sql, options, print }: CommandContext): Promise<number> {
  const rows = await sql<Row[]>`select * from quarantine order by id desc limit ${listMax}`;
  if (options.json) print(JSON.stringify(rows.map(({ bytes, ...row }) => ({ ...row, bytes: bytes.length }))));
  else if (rows.length === 0) print('nothing is in quarantine');
  else {
    const cells = rows.map(({ id, at, reason, origin, seq, doc, peer, detail }) => [
      String(id),
      at.toISOString(),
      reason,
      origin === null ? '' : `${origin}:${seq ?? '?'}`,
      doc ?? '',
      peer ?? '',
      detail.slice(0, 80),
    ]);
    print(table(['id', 'since', 'reason', 'origin:sequence', 'document', 'peer', 'what is wrong'], cells));
  }
  return rows.length === 0 ? 0 : 1;
}

async function chosen({ sql }: CommandContext, verb: string, id: string | undefined): Promise<Row[]> {
  if (id === 'all' && verb === 'retry') return sql<Row[]>`select * from quarantine order by id`;
  if (!/^\d{1,15}$/.test(id ?? '')) throw new Problem('invalid', `say which: quarantine ${verb} <id>; quarantine list shows them`);
  const rows = await sql<Row[]>`select * from quarantine where id = ${Number(id)}`;
  if (rows.length === 0) throw new Problem('not-found', `nothing in quarantine has the number ${id}`);
  return rows;
}

async function show(_context: CommandContext, row: Row): Promise<string> {
  const { bytes, ...about } = row;
  return JSON.stringify({ ...about, bytes: bytes.length, says: saysOf(row) }, null, 2);
}

function saysOf({ doc, bytes }: Row): unknown {
  try {
    if (doc !== null) return fieldsOfDelta(bytes);
    const { ops, ...envelope } = decodeEnvelope(bytes);
    return { ...envelope, ops: ops.map(({ delta, ...op }) => ({ ...op, fields: delta && fieldsOfDelta(delta) })) };
  } catch {
    return Buffer.from(bytes.subarray(0, 400)).toString('utf8'); // the beginning tells a person more than nothing
  }
}

async function retry({ store, kit, sql }: CommandContext, row: Row): Promise<string> {
  if (wholeReasons.has(row.reason)) {
    const docs = await takeAgain(store, kit, sql, { origin: row.origin!, seq: row.seq! });
    if (!docs) throw new Problem('not-found', 'the log has forgotten it: mend it from a peer');
    await sql`delete from quarantine where id = ${row.id}`;
    return `${row.id}: taken, with ${docs.length} document${docs.length === 1 ? '' : 's'}`;
  }
  if (row.doc === null || row.origin === null)
    throw new Problem('invalid', 'it is no part of a document: drop it once you know where it came from');
  await store.transact(async (tx) => {
    const doc = (await tx.readDocs([row.doc!])).get(row.doc!);
    const locked = doc && (await tx.lockDocs([doc], [])).get(doc.id);
    if (!locked) throw new Problem('not-found', `there is no document ${row.doc}`);
    const { before, state, after } = mergeDeltas(locked.state, [{ delta: row.bytes, origin: row.origin! }], locked.kind);
    await tx.saveDocs([{ doc: { ...locked, state, hlc: Math.max(locked.hlc, latestHlc(after)) }, before, after }]);
    await tx.release([{ id: row.id, doc: row.doc!, origin: row.origin!, bytes: row.bytes }]);
  });
  return `${row.id}: taken into ${row.doc}`;
}

// The peers have whole documents: what they say of them is merged, and what was refused here is not needed any more.
async function mend({ store, kit, sql, peers }: CommandContext, row: Row): Promise<string> {
  const docs = docsOf(row);
  if (docs.length === 0) throw new Problem('invalid', 'it names no document: mesh digest --repair compares them all');
  for (const peer of peers()) await repair(store, kit, peer, docs);
  await release(sql, row);
  return `${row.id}: completed from ${peers().length} peers: ${docs.join(', ')}`;
}

function docsOf({ doc, bytes }: Row): string[] {
  if (doc !== null) return [doc];
  try {
    return decodeEnvelope(bytes).ops.map((op) => op.doc);
  } catch (error) {
    if (error instanceof BadDocument) return [];
    throw error;
  }
}

async function drop({ sql, options }: CommandContext, row: Row): Promise<string> {
  if (!options.yes) throw new Problem('invalid', 'this lets go of what it says, here: say --yes');
  await release(sql, row);
  return `${row.id}: let go`;
}

async function release(sql: CommandContext['sql'], { id, doc }: Row): Promise<void> {
  await sql`delete from quarantine where id = ${id}`;
  if (doc !== null)
    await sql`update doc set quarantined = false where id = ${doc} and not exists (select from quarantine where quarantine.doc = ${doc})`;
}
