import type { PageEvent } from '@pharos/resources/fact';
import { decodeVersion, encodeVersion, mergeVersions, type Version } from '@pharos/core/version';
import type { Patch } from '@pharos/resources/view';
import type { Step } from './feed.ts';
import { changeFrame, encodeFrame } from './frame.ts';

/**
 * Several events whose parts are told as they are now, all of one snapshot, in one step. Sent one by one, a connection that breaks
 * between two of them would leave a reader with more than its version says, which another region could take back.
 */
export function stepTogether(from: Version, events: PageEvent[]): Step {
  const counted = events.reduce<Version>((before, { origin, seq }) => ({ ...before, [String(origin)]: seq }), from);
  const version = encodeVersion(mergeVersions(counted, decodeVersion(events.at(-1)!.version) ?? {}));
  const facts = events.flatMap((event) => event.facts);
  const event: PageEvent = { ...events.at(-1)!, version, facts, patch: union(events.map(({ patch }) => patch)) };
  return { prev: encodeVersion(from), version, event, frame: encodeFrame(changeFrame(event, version)) };
}

function union(patches: Patch[]): Patch {
  const page = patches.findLast((patch) => patch.page)?.page;
  const groups = unique(patches.flatMap((patch) => patch.groups ?? []));
  return {
    ...(page ? { page } : {}),
    components: unique(patches.flatMap(({ components }) => components)),
    ...(groups.length > 0 ? { groups } : {}),
    incidents: unique(patches.flatMap(({ incidents }) => incidents)),
    maintenances: unique(patches.flatMap(({ maintenances }) => maintenances)),
    removed: [...new Set(patches.flatMap(({ removed }) => removed))],
  };
}

function unique<T extends { id: string }>(parts: T[]): T[] {
  return [...new Map(parts.map((part) => [part.id, part])).values()];
}
