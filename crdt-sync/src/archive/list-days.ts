import type { ObjectStore } from '@pharos/core/outside/object-store';
import { logPrefix, manifestName } from './archive-format.ts';

const sliceMax = 1_000;

/** The days of a region that are archived whole, oldest first. */
export async function listDays(store: ObjectStore, region: string): Promise<string[]> {
  const prefix = logPrefix(region);
  const days: string[] = [];
  for (let after = ''; ;) {
    const keys = await store.list(prefix, { after, limit: sliceMax });
    for (const key of keys) if (key.endsWith(`/${manifestName}`)) days.push(key.slice(prefix.length, prefix.length + 8));
    if (keys.length < sliceMax) return days;
    after = keys.at(-1)!;
  }
}
