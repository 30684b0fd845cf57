import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { expired } from './retention.ts';
import { seal, unseal } from './sealed.ts';

// What is held in memory of a large thing, and what one object of the store holds.
const partBytes = 32 * 1024 * 1024;
// In one list of the store: years of weekly dumps of a terabyte.
const listMax = 1_000_000;
// Of as many as this, one will not be damaged.
const triedForKey = 3;

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
    const body = partOf(await found(store, name), key, name);
    hash.update(body);
    yield body;
  }
  if (hash.digest('hex') !== sha256)
    throw new Problem('invalid', `${folder} is not as it was made: take an older one (npx pharos backup list)`);
}

/** Into a file, which is there only when it is whole. */
export async function fetchSealed(store: ObjectStore, key: string, folder: string, into: string): Promise<void> {
  const half = `${into}.half`;
  try {
    await pipeline(Readable.from(getSealed(store, key, folder)), createWriteStream(half, { mode: 0o600 }));
    await rename(half, into);
  } finally {
    await rm(half, { force: true });
  }
}

/** What is made under another key than all before would be found out when it is needed. One that is damaged is no reason to make none. */
export async function demandKey(store: ObjectStore, key: string, prefix: string): Promise<void> {
  const stamps = (await listWhole(store, prefix)).slice(-triedForKey);
  for (const stamp of stamps.toReversed()) {
    const opens = await getManifest(store, key, `${prefix}/${stamp}`).then(
      () => true,
      () => false,
    );
    if (opens) return;
  }
  if (stamps.length > 0)
    throw new Problem(
      'invalid',
      `none of the last in ${prefix} opens: BACKUP_KEY is another one than when they were made. Find that one, or give another BACKUP_URL with a new key. Nothing was written`,
    );
}

/** Those that were begun after the newest whole one, and have no end. */
export async function listBrokenOff(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys = await store.list(`${prefix}/`, { limit: listMax });
  const newest = (await listWhole(store, prefix)).at(-1) ?? '';
  const begun = new Set(keys.map((each) => each.slice(prefix.length + 1).split('/')[0]!));
  return [...begun].filter((stamp) => stamp > newest).toSorted();
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

/** The manifest has opened under this key: what does not open now is damaged. */
function partOf(sealed: Uint8Array, key: string, name: string): Uint8Array {
  try {
    return unseal(sealed, key, name);
  } catch (cause) {
    throw new Problem(
      'invalid',
      `${name} is damaged: take an older one (npx pharos backup list), and make another now. Nothing was changed`,
      { cause },
    );
  }
}

function partName(folder: string, part: number): string {
  return `${folder}/part-${String(part).padStart(6, '0')}`;
}
