import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { jsonFaultAt } from './json-fault.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a file is written: by the mark at its beginning; by its zeros; UTF-8, if all of it is; else as Windows writes it in the west. */
export async function encodingOf(path: string): Promise<Encoding> {
  const head = await headOf(path);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = (from: number) => head.filter((byte, at) => at % 2 === from && byte === 0).length;
  // Of western letters every second byte is one.
  if (zeros(1) > head.length / 4 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > head.length / 4 && zeros(1) === 0) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Uint8Array, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

const headBytes = 512;

export async function headOf(path: string, bytes = headBytes): Promise<Buffer> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}

/** A file from its beginning to its end, as text, piece by piece. */
export async function* piecesOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Uint8Array, { stream: true });
  yield decoder.decode();
}

// All of it is in memory at once, three times as large as it is in the file.
const jsonBytesMax = 200_000_000;

/** What a file of JSON says; a Problem with its line where it is none, or too large to be read whole. */
export async function readJsonFile(path: string): Promise<unknown> {
  const { size } = await stat(path);
  const name = basename(path);
  if (size > jsonBytesMax) {
    const large = `${name} has ${Math.round(size / 1_000_000)} MB, and JSON is read up to ${jsonBytesMax / 1_000_000} MB`;
    throw new Problem('too-large', `${large}: cut it into several files, or bring what is many as CSV, which may have any size`);
  }
  const text = new TextDecoder(await encodingOf(path)).decode(await readFile(path));
  if (text.trim() === '') throw new Problem('invalid', `${name} is empty`);
  return parseJson(text, name);
}

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const at = jsonFaultAt(text);
    const line = text.slice(0, at).split('\n').length;
    const what =
      at >= text.trimEnd().length ? 'it ends before it is whole: was it cut off?' : `${JSON.stringify(text[at])} cannot stand there`;
    throw new Problem('invalid', `${name} is no JSON in line ${line}: ${what}`, { cause });
  }
}
