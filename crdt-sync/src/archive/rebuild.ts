import { systemClock, type Clock } from '@pharos/core/clock';
import type { Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { encodeVersion, reachedIn, wholeSeq, type Version } from '@pharos/core/version';
import { createReceiver } from '../mesh/receiver.ts';
import { readOwnDigest } from '../mesh/snapshot-server.ts';
import { createPostgresStore } from '../store/postgres-store.ts';
import type { LogEntry, QuarantineRow } from '../store/store.ts';
import { readManifest } from './archive-day.ts';
import { dayPrefix, decodePart, type ArchivedEntry, type Part } from './archive-format.ts';
import { listDays } from './list-days.ts';
import type { HistorySource } from './read-history.ts';
import { readSlice } from './read-day.ts';

export interface Rebuilt {
  entries: number;
  digest: string;
  /** Of the region whose history it is; undefined when that one moved on meanwhile. */
  expected: string | undefined;
  docs: number;
  vv: Version;
}

// Offered to the receiver at once: it buffers two thousand ahead of a gap.
const offeredMax = 1_000;
// Writes go on while we read: the tail is read again until both stand at the same place.
const roundsMax = 10;
const tryAgainMs = 200;

/**
 * Builds every document again, in an empty database, out of the archive and the log alone, by the code that applies what
 * comes from other regions; then compares what both say. The history is read as a peer's log is: by origin and sequence.
 */
export async function rebuild(source: HistorySource, target: Sql, clock: Pick<Clock, 'sleep'> = systemClock): Promise<Rebuilt> {
  const [used] = await target`select 1 from doc limit 1`;
  if (used) throw new Problem('conflict', 'the database to rebuild in is not empty');
  const refused: QuarantineRow[] = [];
  const receiver = createReceiver({
    store: createPostgresStore(target),
    ownOrigin: () => undefined,
    isMember: () => true,
    isOwn: () => true, // whose database this will be is not known, and nobody's ledger is in the history
    onApplied: (batch) => refused.push(...batch.quarantined),
    onRefused: (row) => refused.push(row),
    onSetAside: (row) => refused.push(row),
    onRival: () => undefined,
    settle: async () => undefined,
  });
  const archived = await readArchive(source);
  let entries = 0;
  for (let round = 1; ; round++) {
    entries += await applyAll(source, archived, receiver);
    if (refused.length > 0)
      throw new Problem('conflict', `${refused[0]!.reason} at ${refused[0]!.origin}:${refused[0]!.seq}: ${refused[0]!.detail}`);
    const [live, built] = [await readOwnDigest(source.sql), await readOwnDigest(target)];
    const missing = Object.entries(live.vv).filter(([origin, seq]) => seq !== wholeSeq && reachedIn(built.vv, Number(origin)) < seq);
    const isLevel = live.outbox === 0 && encodeVersion(live.vv) === encodeVersion(built.vv);
    if (isLevel || round === roundsMax) {
      return { entries, digest: built.digest, expected: isLevel ? live.digest : undefined, docs: built.docs, vv: built.vv };
    }
    await assertReadable(source, archived, built.vv, missing);
    await clock.sleep(tryAgainMs);
  }
}

interface Archived {
  parts: Map<number, (Part & { day: string })[]>;
  /** Of each origin the part that was read last: the next entries are mostly in it. */
  open: Map<number, { part: Part; entries: ArchivedEntry[] }>;
}

async function readArchive({ store, region }: HistorySource): Promise<Archived> {
  const parts: Archived['parts'] = new Map();
  for (const day of store ? await listDays(store, region) : []) {
    for (const part of (await readManifest(store!, region, day))?.parts ?? []) {
      parts.set(part.origin, [...(parts.get(part.origin) ?? []), { ...part, day }]);
    }
  }
  return { parts, open: new Map() };
}

async function applyAll(source: HistorySource, archived: Archived, receiver: ReturnType<typeof createReceiver>): Promise<number> {
  let total = 0;
  for (let moved = true; moved;) {
    const positions = await positionsOf(source, archived);
    moved = false;
    for (const { origin, seq } of positions) {
      const from = reachedIn(receiver.positions(), origin) + 1;
      if (from > seq) continue;
      receiver.offer(await readFrom(source, archived, origin, from), 'the archive');
      const applied = await receiver.applyReady();
      total += applied;
      moved ||= applied > 0;
    }
  }
  return total;
}

// Of every origin that there is anything of: those that are retired stand in the log or the archive alone.
async function positionsOf({ sql }: HistorySource, { parts }: Archived): Promise<{ origin: number; seq: number }[]> {
  const kept = await sql<{ origin: number; seq: number }[]>`select origin, seq from vv where seq > 0`;
  const ends = new Map([...parts].map(([origin, ofOrigin]) => [origin, Math.max(...ofOrigin.map(({ last }) => last))]));
  for (const { origin, seq } of kept) ends.set(origin, seq);
  return [...ends].map(([origin, seq]) => ({ origin, seq })).sort((a, b) => a.origin - b.origin);
}

async function readFrom({ sql, store, region }: HistorySource, archived: Archived, origin: number, from: number): Promise<LogEntry[]> {
  const part = archived.parts.get(origin)?.find(({ first, last }) => first <= from && from <= last);
  if (!part || !store) return (await readSlice(sql, 'log', origin, from)).slice(0, offeredMax);
  const known = archived.open.get(origin);
  const opened =
    known?.part === part ? known : { part, entries: await decodePart(part, await store.get(dayPrefix(region, part.day) + part.name)) };
  archived.open.set(origin, opened);
  const at = opened.entries.findIndex(({ seq }) => seq >= from);
  return opened.entries.slice(at, at + offeredMax);
}

// Nothing moved and something is missing: either it has just been written, or nobody has it here.
async function assertReadable(source: HistorySource, archived: Archived, built: Version, missing: [string, number][]): Promise<void> {
  for (const [name] of missing) {
    const origin = Number(name);
    const from = (built[name] ?? 0) + 1;
    const [next] = await readFrom(source, archived, origin, from);
    if (next?.seq !== from) {
      throw new Problem(
        'not-found',
        `${origin}:${from} is neither in the archive nor in the log of ${source.region}: a region that joined by a copy has no history before it`,
      );
    }
  }
}
