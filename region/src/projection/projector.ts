import type { Transaction } from '@pharos/core/outside/postgres';
import type { Resource } from '@pharos/resources/define-resource';
import { BadDocument, type Fold } from '@pharos/resources/fold';
import { docName, type DocRef } from '@pharos/resources/kind';
import { writeRows } from './rows.ts';
import { sending } from '@pharos/core/outside/sending';

/** A document, what it said before this change, and what it says now. */
export interface FoldedDoc {
  doc: DocRef;
  before: Fold;
  after: Fold;
}

/**
 * Rewrites what the documents of one kind say in the typed tables: first all are read, then one statement a table is sent,
 * however many they are. It does not wait for its statements: the connection keeps their order, and a write costs one round
 * trip instead of ten.
 */
export type Projector = () => Projection;

export interface Projection {
  /** Throws BadDocument, with nothing kept, for what this version cannot read. Answers components whose shown status may have moved. */
  read(change: FoldedDoc): Iterable<string>;
  /** Statements under way, in the order in which they were sent. */
  send(tx: Transaction): Promise<unknown>[];
}

/** A projector of which each document is so many rows, written by one statement. */
export function projector<Row>(
  read: (change: FoldedDoc) => Row | undefined,
  write: (tx: Transaction, rows: Row[]) => PromiseLike<unknown>[],
  shown: (row: Row) => Iterable<string> = () => [],
): Projector {
  return () => {
    const rows: Row[] = [];
    return {
      read: (change) => {
        const row = read(change);
        if (row === undefined) return [];
        rows.push(row);
        return shown(row);
      },
      send: (tx) => (rows.length === 0 ? [] : write(tx, rows).map(sending)),
    };
  };
}

/** Of a kind that is one row of one table, as the kind itself says. */
export function rowProjector({ kind, row, tables: [table] = [] }: Resource): Projector {
  if (!row || !table) throw new Error(`${kind} has neither a row nor a projector of its own`);
  const [name, key] = table;
  return projector<object>(
    ({ doc, after }) => {
      const said = row(after, doc);
      return said && { [key]: docName(doc.id), ...said };
    },
    (tx, rows) => [writeRows(tx, name, rows)],
  );
}

/** What a document says, or something else where this version cannot read it. */
export function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadDocument) return otherwise;
    throw error;
  }
}
