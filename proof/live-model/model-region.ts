import type { PageEvent } from '@pharos/resources/fact';
import { covers, decodeVersion, encodeVersion, mergeVersions, reachedIn, withWhole, type Version } from '@pharos/core/version';
import type { IncidentView, Patch } from '@pharos/resources/view';
import type { PageTable } from '../../sse-gateway/src/feed/table.ts';

/** What one part of the page says; the larger stamp wins, as in the documents. */
export interface Part {
  id: string;
  stamp: number;
}

interface Write {
  origin: number;
  seq: number;
  part: Part;
}

/** A region as far as its readers can tell: a log for each origin, one local order of events, and parts as they are now. */
export function createModelRegion(page: string, first: number, start: Version) {
  let origin = first;
  let whole: number[] = [];
  const parts = new Map<string, Part>();
  const events: PageEvent[] = [];
  let version: Version = { ...start };
  let pruned: Version = { ...start };
  let isDown = false;

  const patchOf = (part: Part): Patch => ({ components: [], incidents: [incidentOf(part)], maintenances: [], removed: [] });

  const apply = ({ origin, seq, part }: Write): PageEvent | undefined => {
    if (seq <= reachedIn(version, origin)) return undefined;
    const held = parts.get(part.id);
    const winner = held && held.stamp > part.stamp ? held : part;
    parts.set(part.id, winner);
    const prev = encodeVersion(version);
    version = withWhole(mergeVersions(version, { [origin]: seq }), whole);
    const event: PageEvent = {
      page,
      origin,
      seq,
      version: encodeVersion(version),
      prev,
      at: new Date(0).toISOString(),
      facts: [],
      patch: patchOf(winner),
    };
    events.push(event);
    return event;
  };

  const table: PageTable = {
    versions: async (pages) => {
      if (isDown) throw new Error('down');
      return new Map(pages.map((each) => [each, { ...version }]));
    },
    version: async () => {
      if (isDown) throw new Error('down');
      return { ...version };
    },
    since: async (_page, from, limit) => {
      if (isDown) throw new Error('down');
      if (!covers(version, from)) return { kind: 'ahead', version: { ...version } };
      if (!covers(from, pruned)) return { kind: 'pruned', version: { ...version } };
      const text = encodeVersion(from);
      const at = events.findIndex((event) => event.version === text);
      const isOfThisOrder = at >= 0 || covers(pruned, from);
      const missed = isOfThisOrder ? events.slice(at + 1) : events.filter(({ origin, seq }) => seq > reachedIn(from, origin));
      if (!isOfThisOrder && missed.length > limit) return { kind: 'pruned', version: { ...version } };
      // As the table does: there may be more when there are as many.
      missed.splice(limit);
      const asTold = missed.map(({ prev: _prev, ...event }, localId) => ({ ...event, localId }));
      if (!isOfThisOrder) for (const event of asTold) event.patch = patchOf(parts.get(event.patch.incidents[0]!.id)!);
      return { kind: 'events', events: asTold, version: { ...version }, isNow: !isOfThisOrder };
    },
  };

  return {
    table,
    origin: () => origin,
    /** Its database was put back, or may have been: from here on it writes under another name. */
    succeed: () => void (origin += 1),
    /** Versions do without these, and all before them. */
    retire: (last: number) => {
      whole = [...whole, last];
      version = withWhole(version, whole);
    },
    parts,
    version: () => version,
    setDown: (down: boolean) => void (isDown = down),
    write: (part: Part): { write: Write; event: PageEvent } => {
      const write = { origin, seq: (version[origin] ?? 0) + 2, part };
      return { write, event: apply(write)! };
    },
    apply,
    prune: () => {
      const kept = events.splice(0, Math.floor(events.length / 2));
      const last = kept.at(-1);
      if (last) pruned = mergeVersions(pruned, decodeVersion(last.version)!);
    },
  };
}

export function incidentOf({ id, stamp }: Part): IncidentView {
  return {
    id,
    title: String(stamp),
    status: 'identified',
    impact: 'minor',
    conflict: false,
    startedAt: new Date(0).toISOString(),
    resolvedAt: null,
    components: [],
    updates: [],
  };
}
