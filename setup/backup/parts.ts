import { createHash } from 'node:crypto';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { expired } from './retention.ts';
import { seal, unseal } from './sealed.ts';

// What is held in memory of a large thing, and what one object of the store holds.
const partBytes = 32 * 1024 * 1024;
// In one list of the store: years of weekly dumps of a terabyte.
const listMax = 1_000_000;

export const Manifest = z.object({
  parts: z.number().int(),
  bytes: z.number(),
  sha256: z.string(),
  /** What whoever made it knows of what is in it. */
  about: z.record(z.string(), z.unknown()),
});
export type Manifest = z.infer<typeof Manifest>;

/** Sealed, in parts; the manifest comes last, and what has none was broken off. */
export async function putSealed(
  store: ObjectStore,
  key: string,
  folder: string,
  pieces: AsyncIterable<Buffer>,
  about: () => Manifest['about'] | Promise<Manifest['about']>,
): Promise<Manifest> {
  const hash = createHash('sha256');
  let [parts, bytes, waiting, waitingBytes] = [0, 0, [] as Buffer[], 0];
  const flush = async () => {
    const name = partName(folder, parts);
    await store.put(name, seal(Buffer.concat(waiting), key, name));
    [parts, waiting, waitingBytes] = [parts + 1, [], 0];
  };
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    waiting.push(piece);
    waitingBytes += piece.length;
    if (waitingBytes >= partBytes) await flush();
  }
  if (waitingBytes > 0 || parts === 0) await flush();
  const manifest = { parts, bytes, sha256: hash.digest('hex'), about: await about() };
  const name = `${folder}/manifest`;
  await store.put(name, seal(Buffer.from(JSON.stringify(manifest)), key, name));
  return manifest;
}

export async function getManifest(store: ObjectStore, key: string, folder: string): Promise<Manifest> {
  const name = `${folder}/manifest`;
  return Manifest.parse(JSON.parse(Buffer.from(unseal(await found(store, name), key, name)).toString()));
}

/** What was put, piece by piece; the end comes only if all of it is as it was. */
export async function* getSealed(store: ObjectStore, key: string, folder: string): AsyncGenerator<Uint8Array> {
  const { parts, sha256 } = await getManifest(store, key, folder);
  const hash = createHash('sha256');
  for (let part = 0; part < parts; part++) {
    const name = partName(folder, part);
    const body = unseal(await found(store, name), key, name);
    hash.update(body);
    yield body;
  }
  if (hash.digest('hex') !== sha256)
    throw new Problem('invalid', `${folder} is not as it was made: take an older one (npx pharos backup list)`);
}

/** The stamps of those that are whole, oldest first. */
export async function listWhole(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys = await store.list(`${prefix}/`, { limit: listMax });
  return keys.filter((key) => key.endsWith('/manifest')).map((key) => key.slice(prefix.length + 1).split('/')[0]!);
}

/** Lets those go that have had their time: the manifest first, so that no half one looks whole. */
export async function prune(store: ObjectStore, prefix: string, now: number, keepDays: number): Promise<string[]> {
  const gone = expired(await listWhole(store, prefix), now, keepDays);
  for (const stamp of gone) {
    const folder = `${prefix}/${stamp}`;
    await store.delete(`${folder}/manifest`);
    for (const key of await store.list(`${folder}/`, { limit: listMax })) await store.delete(key);
  }
  return gone;
}

async function found(store: ObjectStore, name: string): Promise<Uint8Array> {
  const body = await store.get(name);
  if (body) return body;
  throw new Problem('not-found', `${name} is missing in the store: this backup is not whole. Take an older one (npx pharos backup list)`);
}

function partName(folder: string, part: number): string {
  return `${folder}/part-${String(part).padStart(6, '0')}`;
}
