import { basename } from 'node:path';
import { createCsvReader, CsvFault, withoutMark, type CsvRow } from '@pharos/core/csv';
import { Problem } from '@pharos/core/problem';
import { encodingOf, piecesOf } from './text.ts';

/** A row by the names of its columns, in small letters, without what stands between words of a name. */
export interface NamedRow {
  line: number;
  cells: Record<string, string>;
}

// A text of an update, and some.
const rowMax = 200_000;

/** The rows of a file, as they are read: of a file of any size one is in memory. */
export async function* readCsvFile(path: string, needed: readonly string[] = []): AsyncGenerator<NamedRow> {
  const name = basename(path);
  const csv = createCsvReader({ bytes: 0, lines: 0, rowMax });
  let columns: string[] | undefined;
  const named = ({ line, cells }: CsvRow): NamedRow | undefined => {
    if (columns === undefined) {
      columns = cells.map(columnOf);
      const missing = needed.filter((each) => !each.split('|').some((one) => columns!.includes(one)));
      if (missing.length > 0)
        throw new Problem(
          'invalid',
          `${name} names in its first row no column ${missing[0]!.replaceAll('|', ' or ')}: \`--template\` prints one that does`,
        );
      return undefined;
    }
    const held = cells.flatMap((cell, at): [string, string][] => (columns![at] ? [[columns![at], withoutMark(cell.trim())]] : []));
    return { line, cells: Object.fromEntries(held.filter(([, cell]) => cell !== '')) };
  };
  try {
    for await (const text of piecesOf(path, await encodingOf(path)))
      for (const row of csv.push(Buffer.from(text))) {
        const one = named(row);
        if (one) yield one;
      }
    for (const row of csv.end()) {
      const one = named(row);
      if (one) yield one;
    }
  } catch (error) {
    if (error instanceof CsvFault) throw new Problem('invalid', `${name}, ${error.message}`, { cause: error });
    throw error;
  }
  if (columns === undefined) throw new Problem('invalid', `${name} is empty: its first row names the columns`);
}

/** The columns of a file, of its first row alone. */
export async function columnsOf(path: string): Promise<string[]> {
  const csv = createCsvReader({ bytes: 0, lines: 0, rowMax });
  try {
    for await (const text of piecesOf(path, await encodingOf(path))) {
      const [first] = csv.push(Buffer.from(text));
      if (first) return first.cells.map(columnOf);
    }
    return (csv.end()[0]?.cells ?? []).map(columnOf);
  } catch (error) {
    if (error instanceof CsvFault) return [];
    throw error;
  }
}

function columnOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}
