import type { LogEntry } from '../../crdt-sync/src/store/store.ts';
import type { MemoryState } from './memory-store.ts';

/** What was written and given its place in one transaction: it is in the log under what the region writes under now, and was in no outbox. */
export function placedAtOnce(before: MemoryState, after: MemoryState, origin: number | undefined): LogEntry[] {
  if (origin === undefined) return [];
  const from = before.vv[String(origin)] ?? 0;
  return [...(after.log.get(origin)?.values() ?? [])].filter(({ seq, outbox }) => seq > from && outbox === null);
}

// Two documents may be told the same in the same moment: then the deltas are the same bytes.
export function keyOf(doc: string, delta: Uint8Array | undefined): string {
  return `${doc} ${Buffer.from(delta ?? []).toString('base64')}`;
}
