import { covers, mergeVersions, reachedIn, wholeSeq, type Version } from '@pharos/core/version';
import { decodeEnvelope } from '../document/envelope.ts';
import type { LogEntry } from '../store/store.ts';
import type { Opened } from './apply-locks.ts';
import { retiredBy } from './retire.ts';

// One transaction's worth of remote changes.
export const applyBatchMax = 100;

/** What can be applied now, in an order in which each finds what it follows: of an origin in sequence, and of others what its writer had seen. */
export function nextOf(offered: Map<number, LogEntry[]>, known: Version): Opened[] {
  const opened: Opened[] = [];
  let at = { ...known };
  const waiting = [...offered].map(([origin, entries]) => ({ origin, entries: [...entries].sort((a, b) => a.seq - b.seq) }));
  for (let moved = true; moved;) {
    moved = false;
    for (const { origin, entries } of waiting) {
      for (let entry = entries[0]; entry; entry = entries[0]) {
        const next = reachedIn(at, origin) + 1;
        if (entry.seq > next || opened.length === applyBatchMax) break;
        if (entry.seq >= next) {
          const envelope = decodeEnvelope(entry.env);
          if (!covers(at, envelope.deps)) break;
          opened.push({ entry, envelope });
          at[origin] = entry.seq;
          const last = retiredBy(entry, envelope);
          if (last !== undefined) at = mergeVersions(at, { [last]: wholeSeq });
          moved = true;
        }
        entries.shift();
      }
    }
  }
  return opened;
}
