import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { getSealed, putSealed, type Manifest } from './parts.ts';

const Bundle = z.array(z.object({ path: z.string().startsWith('/'), mode: z.number().int(), body: z.base64() }));

/** Configuration and secrets, sealed as one. */
export async function makeFiles(paths: string[], key: string, store: ObjectStore, folder: string): Promise<Manifest> {
  const bundle = await Promise.all(
    paths.map(async (path) => {
      try {
        const [body, { mode }] = [await readFile(path), await stat(path)];
        return { path, mode: mode & 0o777, body: body.toString('base64') };
      } catch (cause) {
        throw new Problem('not-found', `${path} of BACKUP_FILES cannot be read: ${(cause as Error).message}`, { cause });
      }
    }),
  );
  return putSealed(store, key, folder, oneOf(Buffer.from(JSON.stringify(bundle))), () => ({ files: paths.length }));
}

/** Under another folder, never in their own place: whoever restores looks first. Answers where they are. */
export async function restoreFiles(key: string, store: ObjectStore, folder: string, into: string): Promise<string[]> {
  const bundle = await readFiles(key, store, folder);
  const written: string[] = [];
  for (const { path, mode, body } of bundle) {
    const to = join(into, path);
    if (!to.startsWith(join(into, '/'))) throw new Problem('invalid', `${path} would be written outside of ${into}`);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await writeFile(to, Buffer.from(body, 'base64'), { mode });
    await chmod(to, mode);
    written.push(to);
  }
  return written;
}

export async function readFiles(key: string, store: ObjectStore, folder: string): Promise<z.infer<typeof Bundle>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of getSealed(store, key, folder)) pieces.push(piece);
  return Bundle.parse(JSON.parse(Buffer.concat(pieces).toString()));
}

async function* oneOf(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
