import type { Job } from '@pharos/region/jobs/jobs';
import { Head, jsonIn, readDocumentLine, Tail, type TakenDocument } from './document-line.ts';
import { FileFault, type FileReader, type PlacedRow } from './receive.ts';

// The largest document, an incident of several hundred updates, is a quarter of it.
const lineBytesMax = 2_000_000;
const lineFeed = 0x0a;

export interface DocumentFileOptions {
  of: Head['of'];
  /** Done before anything of the file is: throws a FileFault for what cannot be. */
  begin(first: TakenDocument): Promise<void>;
}

/** A page's or an organisation's file, from where it is. Its first document is the page or the organisation itself. */
export function readDocumentFile({ owner, format, receivedBytes, receivedLines }: Job, { of, begin }: DocumentFileOptions): FileReader {
  let at = { bytes: receivedBytes, lines: receivedLines };
  let read = (format as { documents?: number } | null)?.documents;
  let parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  let isBegun = false;

  const lineOf = (bytes: Buffer): PlacedRow => {
    at = { bytes: at.bytes + bytes.length + 1, lines: at.lines + 1 };
    const text = bytes.toString('utf8').trim();
    const end = at;
    if (text === '') return { row: undefined, end };
    if (isWhole) throw new FileFault('goes on behind its last line');
    const json = jsonIn(text);
    if (read === undefined) {
      requireHead(json, { of, owner });
      read = 0;
      return { row: undefined, end };
    }
    const tail = Tail.safeParse(json);
    if (tail.success) {
      if (tail.data.documents !== read) throw new FileFault(`has ${read} documents, and says it has ${tail.data.documents}`);
      isWhole = true;
      return { row: undefined, end };
    }
    read += 1;
    return { row: { line: at.lines, fields: { document: text.replaceAll('\\u0000', '') } }, end };
  };
  const push = (chunk: Uint8Array): PlacedRow[] => {
    const rows: PlacedRow[] = [];
    let from = 0;
    for (let to = chunk.indexOf(lineFeed); to >= 0; to = chunk.indexOf(lineFeed, from)) {
      rows.push(lineOf(Buffer.concat([...parts, chunk.subarray(from, to)])));
      parts = [];
      length = 0;
      from = to + 1;
    }
    const rest = chunk.slice(from);
    if (rest.length > 0) parts.push(rest);
    length += rest.length;
    if (length > lineBytesMax) throw new FileFault(`has in line ${at.lines + 1} more than ${lineBytesMax} bytes`);
    return rows;
  };
  return {
    push,
    end: () => {
      const rows = length > 0 ? push(Buffer.from('\n')) : [];
      if (!isWhole) throw new FileFault('was cut off: its last line says how many documents there are');
      return rows;
    },
    format: () => ({ documents: read ?? 0 }),
    before: async ({ fields: { document } }) => {
      if (receivedBytes > 0 || isBegun) return;
      isBegun = true;
      const first = readDocumentLine(document!);
      if (typeof first === 'string') throw new FileFault(`begins with a line that ${first}`);
      if (!('said' in first) || first.kind !== of || first.name !== owner) throw new FileFault(`does not begin with the ${of} itself`);
      await begin(first);
    },
  };
}

function requireHead(json: unknown, { of, owner }: { of: Head['of']; owner: string }): void {
  const head = Head.safeParse(json);
  if (!head.success) throw new FileFault('is none that was exported here: its first line says what it is');
  if (head.data.of !== of) throw new FileFault(`is one of a whole ${head.data.of}: send it where these are imported`);
  if (head.data.id !== owner) throw new FileFault(`is of another ${of}: ${head.data.id}`);
}
