import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { headOf, readJsonFile } from './text.ts';

/** What somebody names to be read: a file, or all that lies in a folder. */
export interface Files {
  /** Sorted by name, so that the same folder is read in the same order. */
  json: { name: string; path: string; read(): Promise<unknown> }[];
  csv: { name: string; path: string }[];
  sqlite: { name: string; path: string }[];
}

const sqliteMark = 'SQLite format 3\u0000';

export async function openFiles(path: string): Promise<Files> {
  const named = await stat(path).catch(() => undefined);
  if (!named) throw new Problem('invalid', `there is no file or folder ${path}`);
  const paths = named.isDirectory() ? (await readdir(path)).sort(byNumber).map((name) => join(path, name)) : [path];
  const files: Files = { json: [], csv: [], sqlite: [] };
  for (const each of paths) {
    if (!(await stat(each)).isFile()) continue;
    const kind = await kindOf(each);
    if (kind === undefined) continue;
    const name = basename(each).toLowerCase();
    if (kind === 'json') files.json.push({ name, path: each, read: once(() => readJsonFile(each)) });
    else files[kind].push({ name, path: each });
  }
  if (files.json.length + files.csv.length + files.sqlite.length === 0)
    throw new Problem('invalid', `${path} holds nothing that can be read: JSON, CSV, or a database of Uptime Kuma`);
  return files;
}

async function kindOf(path: string): Promise<keyof Files | undefined> {
  const head = await headOf(path);
  if (head.toString('latin1', 0, sqliteMark.length) === sqliteMark) return 'sqlite';
  if (/\.json$/i.test(path)) return 'json';
  if (/\.(?:csv|tsv|txt)$/i.test(path)) return 'csv';
  // Whatever it is called: JSON begins with one of two signs.
  return /^[\uFEFF\s\0]*[[{]/.test(head.toString('utf8')) ? 'json' : undefined;
}

// `incidents-2` stands before `incidents-10`.
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= read());
}
