import type { Job } from '@pharos/region/jobs/jobs';
import { createCsvReader, CsvFault, type CsvRow, type Separator } from '@pharos/core/csv';
import { FileFault, type FileReader, type PlacedRow } from './receive.ts';
import { addressColumns, columnsOf, fieldsOf, hasAddress } from './subscription-row.ts';

interface Format {
  separator: Separator;
  names: string[];
}

/** A file of subscriptions from where it is: its first row says what the columns are. */
export function readSubscriptionFile({ format, receivedBytes, receivedLines }: Job): FileReader {
  let known = (format as Format | null) ?? undefined;
  let columns = known && columnsOf(known.names);
  const csv = createCsvReader({ bytes: receivedBytes, lines: receivedLines, separator: known?.separator });

  const placed = (row: CsvRow): PlacedRow => {
    if (columns) return { row: { line: row.line, fields: fieldsOf(row.cells, columns) }, end: row.end };
    columns = columnsOf(row.cells);
    if (!hasAddress(columns)) {
      throw new FileFault(`says in its first row no column with addresses: name one of ${addressColumns.join(', ')}`);
    }
    known = { names: row.cells.slice(0, namesMax).map((name) => name.slice(0, nameCharsMax)), separator: csv.separator() };
    return { row: undefined, end: row.end };
  };
  const all = (read: () => CsvRow[]): PlacedRow[] => {
    try {
      return read().map(placed);
    } catch (error) {
      if (error instanceof CsvFault) throw new FileFault(`is wrong in ${error.message}`, { cause: error });
      throw error;
    }
  };
  return {
    push: (chunk) => all(() => csv.push(chunk)),
    end: () => {
      const rows = all(() => csv.end());
      if (!columns) throw new FileFault('is empty: its first row names the columns');
      return rows;
    },
    format: () => ({ ...known }),
  };
}

// Exports of other products have some dozens; the others hold nothing that is known here.
const namesMax = 100;
const nameCharsMax = 60;

/** Columns that are not read, for whoever wonders. */
export function unreadColumns(format: Job['format']): string[] {
  const { names = [] } = (format ?? {}) as Partial<Format>;
  const columns = columnsOf(names);
  return names.filter((_, at) => columns[at] === undefined);
}
