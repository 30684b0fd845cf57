import { isContentFault } from '@pharos/core/outside/postgres';
import type { LogEntry, QuarantineRow, StoreTx } from '../store/store.ts';

/**
 * What becomes of an envelope that cannot be taken as it should be, so that nothing behind it waits for it:
 * `whole`: all that it says, as always; `untold`: its documents and tables, but readers are told that something changed and
 * not what; `unread`: its documents, marked to be folded again, but no table and no notice. Each is tried after the one before
 * has failed; one that cannot even be merged is set aside whole, and keeps its place in the log. The documents, which is what
 * all regions must agree on, are so the same wherever one of them can be merged at all.
 */
export const cares = ['whole', 'untold', 'unread'] as const;
export type Care = (typeof cares)[number];

// A rival's insert, or a plan made stale by a migration, is over by then.
const wholeTriesMax = 3;

/** Tries with less and less, and says what was left out; undefined when nothing of it can be taken. */
export async function withLessCare<T>(
  attempt: (care: Care, why: Error | undefined) => Promise<T>,
): Promise<{ result: T } | { result: undefined; why: Error }> {
  let why: Error | undefined;
  for (const care of [...Array<Care>(wholeTriesMax).fill('whole'), 'untold', 'unread'] as const) {
    try {
      return { result: await attempt(care, why) };
    } catch (error) {
      if (!isContentFault(error)) throw error;
      why = error as Error;
    }
  }
  return { result: undefined, why: why! };
}

/** Its place in the log is its own; what it says waits for a person, or for a version that can read it. */
export async function setAside(tx: StoreTx, entry: LogEntry, why: Error): Promise<QuarantineRow | undefined> {
  if ((await tx.lockPosition(entry.origin)) + 1 !== entry.seq) return undefined;
  const row = quarantineRow('set-aside', entry, why);
  await tx.appendLog([entry]);
  await tx.setPosition(entry.origin, entry.seq);
  await tx.quarantine(row);
  return row;
}

export function quarantineRow(reason: 'untold' | 'unread' | 'set-aside', { origin, seq, env }: LogEntry, why: Error): QuarantineRow {
  return { reason, origin, seq, detail: why.message, bytes: env };
}
