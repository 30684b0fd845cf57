import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportedFiles } from './files.ts';

/** Answers how many files were written. */
export async function writeExports(folder: string): Promise<number> {
  const files = exportedFiles();
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return files.size;
}
