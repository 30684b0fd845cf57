/** A region's API as this browser calls it. */
export interface RegionDoor {
  /** Its host, until it has said what it is called. */
  name: string;
  url: string;
}

export interface Regions {
  all(): RegionDoor[];
  /** The one that is spoken to. */
  here(): RegionDoor;
  /** In the order in which they are to be tried: here first, then the others, those that failed last at the end. */
  order(): RegionDoor[];
  failed(door: RegionDoor): void;
  answered(door: RegionDoor): void;
}

/**
 * Which region this console speaks to. It stays with one for as long as that answers, and goes on with the next that does; it does
 * not go back by itself, so that what was written is read where it was written.
 */
export function createRegions(doors: RegionDoor[], onMove: (door: RegionDoor) => void = () => undefined): Regions {
  let here = doors[0]!;
  // Of each that failed, when, counted in failures: the one that failed longest ago is tried first.
  const failures = new Map<string, number>();
  let count = 0;
  const failedAt = ({ url }: RegionDoor) => failures.get(url) ?? 0;
  return {
    all: () => doors,
    here: () => here,
    order: () => [here, ...doors.filter((door) => door !== here).sort((a, b) => failedAt(a) - failedAt(b))],
    failed: (door) => void failures.set(door.url, ++count),
    answered: (door) => {
      failures.delete(door.url);
      if (door === here) return;
      here = door;
      onMove(door);
    },
  };
}
