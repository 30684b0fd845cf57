import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkKey, checkPrefix, storeAway, type ObjectStore } from './object-store.ts';

/** The embedded default: a folder. An object is written beside its place and moved there once it is on the disk. */
export function openFileStore(folder: string): ObjectStore {
  const pathOf = (key: string) => join(folder, checkKey(key));
  const write = async (path: string, body: Uint8Array) => {
    await mkdir(dirname(path), { recursive: true });
    // A dot in front: no object is called so, and what a crash leaves is never listed.
    const beside = join(dirname(path), `.${randomBytes(8).toString('hex')}`);
    try {
      await synced(beside, 'wx', body);
      await rename(beside, path);
      await synced(dirname(path), 'r');
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  };
  return {
    put: (key, body) => write(pathOf(key), body).catch((error: unknown) => storeAway('write', error)),
    get: (key) => readFile(pathOf(key)).catch((error: unknown) => (isAbsent(error) ? undefined : storeAway('read', error))),
    list: async (prefix, { after = '', limit }) => {
      const keys = await keysUnder(folder, checkPrefix(prefix)).catch((error: unknown) => storeAway('list', error));
      return keys
        .filter((key) => key > after)
        .sort(byCodeUnit)
        .slice(0, limit);
    },
    delete: (key) => rm(pathOf(key), { force: true }).catch((error: unknown) => storeAway('delete', error)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function synced(path: string, flags: string, body?: Uint8Array): Promise<void> {
  const file = await open(path, flags);
  try {
    if (body) await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keysUnder(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const keys: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) keys.push(...(await keysUnder(folder, `${prefix}${entry.name}/`)));
    else keys.push(`${prefix}${entry.name}`);
  }
  return keys;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function isAbsent(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
}
