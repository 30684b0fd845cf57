import { Problem } from '../problem.ts';

/** Where large things are kept for long: whole objects by name, written once, seldom read. */
export interface ObjectStore extends AsyncDisposable {
  /** Whole or not at all; what was there under the name is replaced. */
  put(key: string, body: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Names under a prefix that ends in `/` (or all, under the empty one), in order, behind `after`. */
  list(prefix: string, slice: { after?: string; limit: number }): Promise<string[]>;
  /** Whether it was there or not. */
  delete(key: string): Promise<void>;
}

// A name of S3 (1,024 bytes) that is also a path on every disk.
const keyMax = 512;

/** Names are ours, never a stranger's; one that could leave its folder is a bug. */
export function checkKey(key: string): string {
  const isFine = key.length <= keyMax && /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(key);
  if (!isFine) throw new Error(`not the name of an object: ${key.slice(0, 80)}`);
  return key;
}

export function checkPrefix(prefix: string): string {
  if (prefix !== '') checkKey(prefix.slice(0, -1));
  if (prefix !== '' && !prefix.endsWith('/')) throw new Error(`a prefix ends in a slash: ${prefix.slice(0, 80)}`);
  return prefix;
}

export function storeAway(what: string, error: unknown): never {
  const { name, message } = error as Error;
  throw new Problem('unavailable', `the object store cannot ${what}: ${name === 'Error' ? '' : `${name}: `}${message}`, {
    retryAfterMs: 30_000,
    cause: error,
  });
}
