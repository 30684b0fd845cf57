import type { Clock } from '@pharos/core/clock';
import { mergeVersions, type Version } from '@pharos/core/version';

/** What is known of a page's last change without asking: nothing older may be answered. */
export interface Floor {
  version: Version;
  /** When the last word of it came. */
  at: number;
  /** It changed in a way that nobody could read: whatever was asked for before this is not believed. */
  forgottenAt: number;
}

export interface Floors {
  get(page: string): Floor | undefined;
  /** The page has come at least so far. */
  raise(page: string, version: Version): void;
  forget(page: string): void;
}

// Older ones have done their work: what was kept before them has been confirmed since, and what was being read has been read.
const floorMs = 10_000;
// A few hundred bytes each, of pages that changed within that time. Beyond it the oldest are dropped, and what is kept is confirmed within its time.
const floorsMax = 20_000;

/** Belongs to one process: the pages that changed lately in its region, as the bus and its own writes told it. */
export function createFloors(clock: Clock): Floors {
  const floors = new Map<string, Floor>();
  const get = (page: string): Floor | undefined => {
    const floor = floors.get(page);
    if (!floor || floor.at + floorMs > clock.elapsed()) return floor;
    floors.delete(page);
    return undefined;
  };
  const put = (page: string, floor: Floor) => {
    floors.delete(page);
    floors.set(page, floor);
    if (floors.size > floorsMax) floors.delete(floors.keys().next().value!);
  };
  return {
    get,
    raise: (page, version) => {
      const known = get(page);
      put(page, {
        version: known ? mergeVersions(known.version, version) : version,
        at: clock.elapsed(),
        forgottenAt: known?.forgottenAt ?? -Infinity,
      });
    },
    forget: (page) => put(page, { version: get(page)?.version ?? {}, at: clock.elapsed(), forgottenAt: clock.elapsed() }),
  };
}
