import { Problem } from '@pharos/core/problem';
import { Id } from '@pharos/core/id';
import { isIndexable, isStorable, Time } from '@pharos/core/value';
import { z } from 'zod';

export interface Slice {
  /** The `next` of the slice before. */
  after?: string | undefined;
  limit: number;
}

export interface List<T> {
  items: T[];
  /** Where the next slice begins; null: there is no more. */
  next: string | null;
}

/** What a list is ordered by, beside the id. */
const orders = {
  id: z.tuple([z.literal(''), Id]),
  time: z.tuple([Time, Id]),
  text: z.tuple([z.string().refine(isIndexable).refine(isStorable), Id]),
};

/** A place in a list ordered by (something, id), as a text that means nothing to its holder. */
export function readKey(after: string | undefined, order: keyof typeof orders): { value: string; id: string } | undefined {
  if (after === undefined) return undefined;
  try {
    const [value, id] = orders[order].parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
    return { value, id };
  } catch (cause) {
    throw new Problem('invalid', '`after` is not one of ours: send the `next` of the slice before', { cause });
  }
}

export function listOf<T extends { id: string }, V>(rows: T[], limit: number, valueOf: (row: T) => string, view: (row: T) => V): List<V> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? Buffer.from(JSON.stringify([valueOf(last), last.id])).toString('base64url') : null;
  return { items: items.map(view), next };
}
