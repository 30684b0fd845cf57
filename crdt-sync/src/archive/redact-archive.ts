import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import { decodeEnvelope, redactEnvelope } from '../document/envelope.ts';
import { putVerified, readManifest, writeManifest } from './archive-day.ts';
import { dayPrefix, decodePart, encodePart, type ArchivedEntry, type Part } from './archive-format.ts';
import { listDays } from './list-days.ts';

// Days searched in one round, for all documents that wait: a year of them takes some hours.
const daysMax = 20;

/**
 * What was purged leaves the archive too: its payloads are taken out of every archived day, as they were out of the log. A
 * purge that comes while it searches starts at the first day. Answers how many documents are done with.
 */
export async function redactArchive(sql: Sql, store: ObjectStore, region: string): Promise<number> {
  await sql`insert into archive_purge (doc) select id from doc where purged on conflict do nothing`;
  const waiting = await sql<
    { doc: string; next_day: string }[]
  >`select doc, next_day from archive_purge where not done order by next_day, doc`;
  if (waiting.length === 0) return 0;
  const from = waiting[0]!.next_day;
  const days = (await listDays(store, region)).filter((day) => day >= from);
  for (const day of days.slice(0, daysMax)) {
    const docs = new Set(waiting.filter(({ next_day }) => next_day <= day).map(({ doc }) => doc));
    await redactDay(store, region, day, docs);
    await sql`update archive_purge set next_day = ${`${day}~`} where doc = any(${[...docs]}) and next_day <= ${day}`;
  }
  if (days.length > daysMax) return 0;
  const done = await sql`update archive_purge set done = true where not done and doc = any(${waiting.map(({ doc }) => doc)})`;
  return done.count;
}

async function redactDay(store: ObjectStore, region: string, day: string, docs: Set<string>): Promise<void> {
  const manifest = await readManifest(store, region, day);
  if (!manifest) return;
  const prefix = dayPrefix(region, day);
  const parts: Part[] = [];
  for (const part of manifest.parts) {
    const entries = await decodePart(part, await store.get(prefix + part.name));
    const redacted = entries.map((entry) => withoutDocs(entry, docs));
    if (redacted.every((entry, at) => entry === entries[at])) {
      parts.push(part);
      continue;
    }
    const made = await encodePart(redacted);
    await putVerified(store, prefix + made.part.name, made.body);
    parts.push(made.part);
  }
  // Even when nothing was changed now: a crash may have come between the manifest and the removal of what it replaced.
  await writeManifest(store, { ...manifest, parts });
}

function withoutDocs(entry: ArchivedEntry, docs: Set<string>): ArchivedEntry {
  const isTold = decodeEnvelope(entry.env).ops.some(({ doc, delta }) => delta !== undefined && docs.has(doc));
  return isTold ? { ...entry, env: redactEnvelope(entry.env, docs), redacted: true } : entry;
}
