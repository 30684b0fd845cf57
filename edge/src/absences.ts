import type { Clock } from '@pharos/core/clock';

// So long nobody asks again for what is not there: a page that is made in this moment is found as soon.
const absentMs = 3_000;
// Made-up names of strangers: the oldest are forgotten first.
const absencesMax = 20_000;

/** What does not exist, for some seconds: however often it is asked for, the upstreams are asked once. */
export interface Absences {
  has(name: string): boolean;
  add(name: string, forMs?: number): void;
  delete(name: string): void;
}

export function createAbsences(clock: Clock): Absences {
  const untils = new Map<string, number>();
  return {
    has: (name) => {
      const until = untils.get(name);
      if (until === undefined) return false;
      if (until > clock.now()) return true;
      untils.delete(name);
      return false;
    },
    add: (name, forMs = absentMs) => {
      untils.delete(name);
      untils.set(name, clock.now() + forMs);
      if (untils.size > absencesMax) untils.delete(untils.keys().next().value!);
    },
    delete: (name) => void untils.delete(name),
  };
}
