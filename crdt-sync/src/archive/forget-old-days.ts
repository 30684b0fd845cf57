import type { ObjectStore } from '@pharos/core/outside/object-store';
import { logPrefix, manifestName } from './archive-format.ts';

// Objects removed in one round: a year that ends at once is spread over some hours.
const removedMax = 200;
const dayMs = 86_400_000;

/** Removes the objects of days that nobody may ask for any more, the oldest first. Answers how many. */
export async function forgetOldDays(store: ObjectStore, region: string, nowMs: number, keepDays: number): Promise<number> {
  const prefix = logPrefix(region);
  const firstKept = dayOf(nowMs - keepDays * dayMs);
  const keys = await store.list(prefix, { limit: removedMax });
  const old = keys.filter((key) => key.slice(prefix.length, prefix.length + 8) < firstKept);
  // The manifest goes first: a day is there whole, or it is not there.
  for (const day of new Set(old.map((key) => key.slice(0, prefix.length + 9)))) await store.delete(day + manifestName);
  for (const key of old) await store.delete(key);
  return old.length;
}

/** The day of a moment, in UTC, as the log names it. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}
