import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import { readManifest } from './archive-day.ts';
import { dayPrefix, decodePart, type ArchivedEntry } from './archive-format.ts';
import { isoDay, readDaySlice } from './read-day.ts';

export interface HistorySource {
  sql: Sql;
  /** None: the database alone. */
  store: ObjectStore | undefined;
  region: string;
}

/** One origin's entries of a day, slice by slice. */
type Stream = () => Promise<ArchivedEntry[]>;

/** What this region logged on a day, in the order of time: from its own tables, or from the archive when they have forgotten it. */
export async function* readDay(source: HistorySource, day: string): AsyncGenerator<ArchivedEntry> {
  const streams = (await liveStreams(source, day)) ?? (await archivedStreams(source, day));
  const heads = await Promise.all(streams.map(async (next) => ({ next, entries: await next(), at: 0 })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.at === head.entries.length && head.at > 0) Object.assign(head, { entries: await head.next(), at: 0 });
      if (head.entries.length === 0) continue;
      if (!first || head.entries[head.at]!.at < first.entries[first.at]!.at) first = head;
    }
    if (!first) return;
    yield first.entries[first.at]!;
    first.at += 1;
  }
}

async function liveStreams({ sql }: HistorySource, day: string): Promise<Stream[] | undefined> {
  const origins = await sql<{ origin: number }[]>`
    select distinct origin from log where at >= ${isoDay(day)}::timestamptz and at < ${isoDay(day)}::timestamptz + interval '1 day' order by 1`;
  if (origins.length === 0) return undefined;
  return origins.map(({ origin }) => {
    let from = 1;
    return async () => {
      const entries = await readDaySlice(sql, day, origin, from);
      from = (entries.at(-1)?.seq ?? from) + 1;
      return entries;
    };
  });
}

async function archivedStreams({ store, region }: HistorySource, day: string): Promise<Stream[]> {
  const manifest = store && (await readManifest(store, region, day));
  if (!store || !manifest) return [];
  return [...Map.groupBy(manifest.parts, ({ origin }) => origin).values()].map((parts) => {
    const left = [...parts].sort((a, b) => a.first - b.first);
    return async () => {
      const part = left.shift();
      return part ? await decodePart(part, await store.get(dayPrefix(region, day) + part.name)) : [];
    };
  });
}
