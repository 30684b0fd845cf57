import { createHash } from 'node:crypto';
import type { Query } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';

/** By document, the SHA-256 of the state that it had when it was read; one that is not there has an empty state. */
export type ExpectedStates = ReadonlyMap<string, string>;

/** To be read before the thing itself: what is found in it then is no older than this. */
export async function readStates(query: Query, ids: readonly string[]): Promise<ExpectedStates> {
  const rows = await query<{ id: string; hash: string }[]>`
    select id, encode(sha256(state), 'base64') as hash from doc where id = any(${[...ids]})`;
  const known = new Map(rows.map(({ id, hash }) => [id, hash]));
  return new Map(ids.map((id) => [id, known.get(id) ?? hashOf(new Uint8Array())]));
}

/** Of documents whose locks are held: what was written before by the same transaction counts, too. */
export function requireStates(expected: ExpectedStates, stateOf: (id: string) => Uint8Array | undefined): void {
  for (const [id, hash] of expected) {
    if (hashOf(stateOf(id) ?? new Uint8Array()) !== hash) throw new Problem('changed', 'it was changed since it was read');
  }
}

function hashOf(state: Uint8Array): string {
  return createHash('sha256').update(state).digest('base64');
}
