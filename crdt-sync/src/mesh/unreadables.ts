import type { LogEntry } from '../store/store.ts';

/**
 * Envelopes whose payload is the one they name, and which this version cannot read: those that their origin wrote are to be
 * set aside, those that a stranger or a fault on the way made are not. What is in an origin's log comes again, from the bus and
 * from every peer that is asked for it, and a fault does not: it is believed when it has come a few times.
 */
export interface Unreadables {
  /** It has come once more; true once it is believed. */
  note(entry: LogEntry, why: Error): boolean;
  /** Why it cannot be read, of one that is believed. */
  find(entry: LogEntry): Error | undefined;
}

const triesMax = 3;
// One for each origin stands at its next place: more than this are strangers' inventions.
const keptMax = 200;

export function createUnreadables(): Unreadables {
  const seen = new Map<string, { count: number; why: Error }>();
  const keyOf = ({ origin, seq, hash }: LogEntry) => `${origin}/${seq}/${hash}`;
  return {
    note: (entry, why) => {
      const key = keyOf(entry);
      const count = (seen.get(key)?.count ?? 0) + 1;
      seen.delete(key);
      seen.set(key, { count, why });
      if (seen.size > keptMax) seen.delete(seen.keys().next().value!);
      return count >= triesMax;
    },
    find: (entry) => {
      const known = seen.get(keyOf(entry));
      return known && known.count >= triesMax ? known.why : undefined;
    },
  };
}
