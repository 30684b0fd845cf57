/** A row of a file of comma-separated values (RFC 4180), and where it ends: whoever goes on with the file goes on there. */
export interface CsvRow {
  /** Where it begins, as an editor counts. */
  line: number;
  cells: string[];
  end: { bytes: number; lines: number };
}

export interface CsvReader {
  /** The rows that end in this piece of the file. Throws a CsvFault. */
  push(chunk: Uint8Array): CsvRow[];
  /** The last row, which may end without a line break. */
  end(): CsvRow[];
  /** What stands between its cells, once the first row is read. */
  separator(): Separator;
}

/** It is no such file, from this line on. */
export class CsvFault extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'CsvFault';
    this.line = line;
  }
}

// The longest row of ours has an address of 2,000 bytes and 200 components.
export const rowBytesMax = 16_384;

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];
const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

export interface CsvPlace {
  bytes: number;
  lines: number;
  /** As the first row has it; undefined: this begins with that row. */
  separator?: Separator | undefined;
  /** Where rows hold more than addresses. */
  rowMax?: number;
}

/**
 * Reads byte by byte, as it arrives: nothing is kept but the row that is under way, and each byte is looked at once. A separator, a
 * quote or a line break is never a part of another character in UTF-8. Empty lines are passed over.
 */
export function createCsvReader({ bytes, lines, separator, rowMax = rowBytesMax }: CsvPlace = { bytes: 0, lines: 0 }): CsvReader {
  const cell = Buffer.allocUnsafe(rowMax);
  let length = 0;
  let cells: string[] = [];
  let mode: 'new' | 'plain' | 'quoted' | 'closing' = 'new';
  let begun = lines + 1;
  let rowBytes = 0;
  let between: Separator = separator ?? ',';
  let separatorByte = between.charCodeAt(0);
  let isFirst = separator === undefined;

  const endCell = () => {
    cells.push(cell.toString('utf8', 0, length).replaceAll('\0', ''));
    length = 0;
    mode = 'new';
  };
  const endRow = (): CsvRow[] => {
    endCell();
    const row = { line: begun, cells, end: { bytes, lines } };
    const isEmpty = cells.length === 1 && cells[0] === '';
    cells = [];
    rowBytes = 0;
    begun = lines + 1;
    if (isEmpty) return [];
    if (!isFirst) return [row];
    isFirst = false;
    const first = firstRow(row.cells);
    between = first.separator;
    separatorByte = between.charCodeAt(0);
    return [{ ...row, cells: first.cells }];
  };
  const put = (byte: number) => void (cell[length++] = byte);

  const push = (chunk: Uint8Array): CsvRow[] => {
    const rows: CsvRow[] = [];
    for (const byte of chunk) {
      bytes++;
      if (++rowBytes > rowMax) throw new CsvFault(begun, `has more than ${rowMax} bytes, or a quote that is not closed`);
      if (byte === lineFeed) lines++;
      if (mode === 'quoted') {
        if (byte === quote) mode = 'closing';
        else put(byte);
      } else if (byte === quote && mode === 'closing') {
        put(byte);
        mode = 'quoted';
      } else if (byte === quote && mode === 'new') mode = 'quoted';
      else if (byte === separatorByte) endCell();
      else if (byte === lineFeed) rows.push(...endRow());
      else if (byte !== carriageReturn) {
        put(byte);
        mode = 'plain';
      }
    }
    return rows;
  };
  const end = (): CsvRow[] => {
    if (mode === 'quoted') throw new CsvFault(begun, 'a quote is not closed');
    if (rowBytes === 0) return [];
    lines++;
    return endRow();
  };
  return { push, end, separator: () => between };
}

/** Its names, and what stands between them: spreadsheets of many countries write semicolons. */
function firstRow(cells: string[]): { cells: string[]; separator: Separator } {
  const bare = (text: string) =>
    text
      .replace(/^\uFEFF/, '')
      .trim()
      .replace(/^"(.*)"$/s, '$1');
  const [only = ''] = cells;
  const separator = cells.length > 1 ? ',' : (separators.find((each) => only.includes(each)) ?? ',');
  const all = cells.length > 1 ? cells : only.split(separator);
  return { cells: all.map(bare), separator };
}

// What a spreadsheet takes for a formula, or for our own mark.
const formula = /^['=+\-@\t\r]/;

/** One row as it is sent. No cell of it is a formula to a spreadsheet: a mark before it makes it a text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((each) => quoted(formula.test(each) ? `'${each}` : each)).join(',')}\r\n`;
}

/** Without the mark, as it was before it was sent. */
export function withoutMark(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
