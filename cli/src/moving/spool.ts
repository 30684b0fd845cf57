import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is to be sent, on the disk: so it is whole before any of it goes out, and none of it stays in memory. */
export interface Spool {
  /** What was put into it last, and is of no more than so much. */
  parts(): SpoolPart[];
  /** Lines that belong together: a part is begun where the last one would be too long. */
  put(lines: string): Promise<void>;
  finish(): Promise<void>;
}

export interface SpoolPart {
  bytes: number;
  rows: number;
  /** From there on, as much as that. */
  read(at: number, length: number): Promise<Buffer>;
}

export interface SpoolOptions {
  /** The first line of each part. */
  head?: string;
  bytesMax: number;
  rowsMax: number;
}

export interface SpoolFolder extends AsyncDisposable {
  create(name: string, options: SpoolOptions): Spool;
}

// Addresses of people: for nobody else's eyes.
const onlyOwner = 0o600;
// What is written at a time.
const bufferChars = 1_000_000;

/** Gone with all that is in it as soon as it is not needed. */
export async function openSpoolFolder(): Promise<SpoolFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'pharos-import-'));
  return {
    create: (name, options) => createSpool(join(folder, name), options),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function createSpool(path: string, { head = '', bytesMax, rowsMax }: SpoolOptions): Spool {
  const parts: { path: string; bytes: number; rows: number }[] = [];
  let waiting: string[] = [];
  let chars = 0;
  const flush = async () => {
    const part = parts.at(-1);
    if (!part || waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    chars = 0;
    await using file = await open(part.path, 'a', onlyOwner);
    await file.writeFile(text);
  };
  return {
    put: async (lines) => {
      const bytes = Buffer.byteLength(lines);
      const last = parts.at(-1);
      if (!last || last.rows >= rowsMax || last.bytes + bytes > bytesMax) {
        await flush();
        parts.push({ path: `${path}.${parts.length}`, bytes: Buffer.byteLength(head), rows: 0 });
        waiting.push(head);
      }
      const part = parts.at(-1)!;
      part.bytes += bytes;
      part.rows += 1;
      waiting.push(lines);
      chars += lines.length;
      if (chars >= bufferChars) await flush();
    },
    finish: flush,
    parts: () =>
      parts.map((part) => ({
        bytes: part.bytes,
        rows: part.rows,
        read: async (at, length) => {
          await using file = await open(part.path);
          const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(length, part.bytes - at)), 0, undefined, at);
          return buffer.subarray(0, bytesRead);
        },
      })),
  };
}
