import type { Bus } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import type { PageEvent } from '@pharos/resources/fact';
import { eventText } from '../store/event-text.ts';
import { poke } from '../write/poke.ts';
import type { Relayed } from '../write/watch-relay.ts';
import { beginSpans, followedBy } from './journeys.ts';
import type { RelayedBatch } from './relay-batch.ts';
import { encodeEntries } from './wire.ts';

/**
 * What has its place in the log: told to the writers who wait for it, to the other regions, and to the readers of its pages. `startedAt`:
 * when somebody set about giving it that place.
 */
export function publishBatch(
  kit: Kit,
  bus: Bus,
  { origin, entries, under, events, hasNotices, traced }: RelayedBatch,
  startedAt?: number,
): void {
  if (entries.length === 0) return;
  const spans = beginSpans(kit, 'relay', traced, startedAt);
  kit.metrics.counter('relayed_total', 'Changes that got their place in the log').inc(entries.length);
  const versions = new Map(events.map(({ seq, version }) => [seq, version]));
  const waited = [...entries.entries()].filter(([, { outbox }]) => outbox !== null);
  const relayed: Relayed = {
    origin,
    last: entries.at(-1)!.seq,
    under: waited.map(([at]) => under[at]!),
    rows: waited.map(([, { outbox, seq }]) => [outbox!, seq, versions.get(seq) ?? null]),
  };
  poke(bus, subject.relayed, kit.log, JSON.stringify(relayed));
  for (const message of encodeEntries(entries)) poke(bus, subject.log(kit.region), kit.log, message);
  publishEvents(kit, bus, followedBy(events, spans), hasNotices);
  for (const span of spans.values()) span.end();
}

/** After the commit, never before: what readers are told is true. */
export function publishEvents(kit: Kit, bus: Bus, events: PageEvent[], hasNotices: boolean): void {
  for (const event of events) poke(bus, subject.page(event.page), kit.log, eventText(event));
  if (hasNotices) poke(bus, subject.notify, kit.log);
}
