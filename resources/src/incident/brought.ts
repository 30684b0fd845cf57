import { byRegister, type Fold, type Json, type Register } from '../fold.ts';

/*
 * An update says what its writer had seen by the clocks of those updates. Where an incident is brought to another installation, its
 * updates get other clocks, in the same order: what one had seen is said anew, by the last update that it had seen.
 */

/** Of an incident or a maintenance: what was posted. */
export const updatePrefix = 'u/';

type Said = readonly [name: string, value: Json, hlc: number, region: number];

/** Of each update, by its field, the last one that its writer had seen; none: it had seen nothing. */
export function lastSeen(said: readonly Said[]): Record<string, string> {
  const updates = said.filter(([name]) => name.startsWith(updatePrefix));
  return Object.fromEntries(
    updates.flatMap(([name, value]) => {
      const seen = (value as { seen?: Record<string, number> } | null)?.seen ?? {};
      const last = updates.findLast(([other, , hlc, region]) => other !== name && hlc <= (seen[region] ?? 0));
      return last ? [[name, last[0]]] : [];
    }),
  );
}

/** The same update, as it would have been written here. */
export function seenHere(value: Json, last: string | undefined, fold: Fold): Json {
  const upTo = last === undefined ? undefined : fold.get(last);
  const seen: Record<string, number> = {};
  for (const [name, register] of fold) {
    if (upTo && name.startsWith(updatePrefix) && byRegister(register, upTo) <= 0) raise(seen, register);
  }
  return { ...(value as Record<string, Json>), seen };
}

function raise(seen: Record<string, number>, { hlc, region }: Register): void {
  seen[region] = Math.max(seen[region] ?? 0, hlc);
}
