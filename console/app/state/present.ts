import type { Answer } from '../api/api.ts';
import type { Draft } from './drafts.ts';

export type Other = Answer<'POST /v1/pages/{page}/presence'>['others'][number];
export type Doing = Other['doing'];

/** Who pauses to think for longer is looking. */
export const writingMs = 10_000;

export function doingOf(draft: Pick<Draft, 'savedAt'>, isBegun: boolean, now: number): Doing {
  return isBegun && now - draft.savedAt < writingMs ? 'writing' : 'looking';
}

/** What regions tell together: each person once, as writing where one of them has heard so. */
export function together(told: readonly Other[][], own: string): { writing: Other[]; looking: Other[] } {
  const people = new Map<string, Other>();
  for (const other of told.flat()) {
    const known = people.get(other.person);
    if (!known || other.doing === 'writing') people.set(other.person, other);
  }
  // Oneself in another window stands last.
  const all = [...people.values()].sort((a, b) => Number(a.person === own) - Number(b.person === own) || a.name.localeCompare(b.name));
  return { writing: all.filter(({ doing }) => doing === 'writing'), looking: all.filter(({ doing }) => doing !== 'writing') };
}
