import { v5, v7 } from 'uuid';
import { z } from 'zod';

/** In small letters, as Postgres writes it: capitals are the same id. */
export const Id = z.uuid().toLowerCase().describe('a UUID');

/** A new id, ordered by time, so that indexes stay dense. */
export function newId(): string {
  return v7();
}

// Namespace of every id that is derived from words: changing it would give known things new names.
const pharosNamespace = '5e1f7ca4-95a1-4d0c-8a53-8f5fb0a5c1d7';

/** The same words give the same id in every region: one request sent to two regions makes one thing. */
export function idFrom(...words: string[]): string {
  return v5(words.map((word) => `${word.length}:${word}`).join(''), pharosNamespace);
}
