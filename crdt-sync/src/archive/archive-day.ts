import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import {
  dayPrefix,
  decodeManifest,
  decodePart,
  encodeManifest,
  encodePart,
  manifestName,
  sha256,
  straysOf,
  type Manifest,
  type Part,
} from './archive-format.ts';
import { readSlice } from './read-day.ts';

// Objects of one day that are looked at: a day of 10 GB has so many parts.
const straysMax = 10_000;

/**
 * Copies one day of the log (a partition, called `log_<day>`) into the object store. Every part is read back and compared,
 * then the manifest is written and read back, and at last its counts are compared with the table: only then may the day be
 * dropped. Whatever stops it, the next call goes on: a part that is there as it should be is not written again.
 */
export async function archiveDay(sql: Sql, store: ObjectStore, region: string, partition: string): Promise<Manifest> {
  const day = partition.replace('log_', '');
  const prefix = dayPrefix(region, day);
  const counts = await countEntries(sql, partition);
  const parts: Part[] = [];
  for (const { origin } of counts) {
    for (let from = 1; ;) {
      const entries = await readSlice(sql, partition, origin, from);
      if (entries.length === 0) break;
      const { part, body } = await encodePart(entries);
      await putVerified(store, prefix + part.name, body);
      await decodePart(part, await store.get(prefix + part.name));
      parts.push(part);
      from = part.last + 1;
    }
  }
  const manifest: Manifest = { v: 1, region, day, entries: parts.reduce((sum, { entries }) => sum + entries, 0), parts };
  await writeManifest(store, manifest);
  for (const { origin, count, last } of counts) {
    const own = parts.filter((part) => part.origin === origin);
    const archived = own.reduce((sum, { entries }) => sum + entries, 0);
    if (archived !== count || own.at(-1)?.last !== last)
      throw new Problem('conflict', `${archived} of ${count} entries of origin ${origin} on ${day} are archived`);
  }
  return manifest;
}

/** The manifest of a day, when the day is archived whole. */
export async function readManifest(store: ObjectStore, region: string, day: string): Promise<Manifest | undefined> {
  const body = await store.get(dayPrefix(region, day) + manifestName);
  return body && decodeManifest(body);
}

/** Makes the day what its manifest says, and then removes files that the manifest does not name. */
export async function writeManifest(store: ObjectStore, manifest: Manifest): Promise<void> {
  const prefix = dayPrefix(manifest.region, manifest.day);
  await putVerified(store, prefix + manifestName, encodeManifest(manifest));
  const keys = await store.list(prefix, { limit: straysMax });
  for (const key of straysOf(manifest, prefix, keys)) await store.delete(key);
}

/** Writes unless it is there already, and believes only what it has read back. */
export async function putVerified(store: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  const hash = sha256(body);
  const isThere = async () => {
    const found = await store.get(key);
    return found !== undefined && sha256(found) === hash;
  };
  if (await isThere()) return;
  await store.put(key, body);
  if (!(await isThere())) throw new Problem('unavailable', `the object store does not give back what it was given: ${key}`);
}

async function countEntries(sql: Sql, table: string) {
  return sql<{ origin: number; count: number; last: number }[]>`
    select origin, count(*)::bigint as count, max(seq) as last from ${sql(table)} group by origin order by origin`;
}
