import { parse } from '@cdktn/hcl2json';
import { tokensOf, type Token } from './tokens.ts';
import type { Folder } from './tree.ts';

/** One file as its parser gives it: blocks are lists of objects, expressions are strings in `${...}`. */
export interface Body {
  resource?: Record<string, Record<string, Block[]>>;
  data?: Record<string, Record<string, Block[]>>;
  module?: Record<string, Block[]>;
  variable?: Record<string, Block[]>;
  output?: Record<string, Block[]>;
  provider?: Record<string, Block[]>;
  locals?: Block[];
  terraform?: Block[];
  [kind: string]: unknown;
}

export type Block = Record<string, unknown>;

export interface HclFile {
  path: string;
  folder: string;
  text: string;
  tokens: Token[];
  body: Body;
}

/** Reads all files of all folders, by HashiCorp's own parser, compiled to WebAssembly: it needs neither network nor binary. */
export async function readFolders(folders: Folder[]): Promise<HclFile[]> {
  const files = folders.flatMap(({ path: folder, files: each }) => each.map(({ path, text }) => ({ folder, path, text })));
  return Promise.all(files.map((file) => readFile(file.path, file.text, file.folder)));
}

export async function readFile(path: string, text: string, folder: string): Promise<HclFile> {
  return { path, folder, text, tokens: tokensOf(text), body: (await parse(path, text)) as Body };
}

/** A value as text, to look for words in it. */
export const shapeless = (value: unknown): string => JSON.stringify(value ?? '');
