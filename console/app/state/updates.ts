import type { View } from './watch.ts';

type Incident = View['incidents'][number];

// Two, as a rule; who sees more than these reads the story.
const besideMax = 3;

/** When visitors were told something last. The API gives updates the newest first. */
export function lastTold({ updates, startedAt }: Pick<Incident, 'updates' | 'startedAt'>): string {
  return updates[0]?.at ?? startedAt;
}

/** What was said out of touch: of the newest updates, the newest of each state. */
export function saidApart<T extends { status: string }>(updates: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const update of updates.slice(0, besideMax)) if (!newest.has(update.status)) newest.set(update.status, update);
  return [...newest.values()];
}
