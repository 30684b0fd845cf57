import type { Fold } from '@pharos/resources/fold';
import { createHash } from 'node:crypto';

/** A fingerprint of what a document says, the same wherever its fields have the same winners: the measure of convergence. */
export function foldHash(fold: Fold): Uint8Array {
  const hash = createHash('sha256');
  for (const name of [...fold.keys()].sort()) {
    const { value, hlc, region } = fold.get(name)!;
    hash.update(`${JSON.stringify([name, hlc, region])}${canonical(value)}\n`);
  }
  return hash.digest().subarray(0, 16);
}

// Keys in one order: the same value must be the same text in every region.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
