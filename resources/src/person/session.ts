import type { PersonDoc, SessionEntry } from './fields.ts';

/*
 * A session is what its signed token says; what a region knows of the person only says that it is over. The person has so many
 * places for sessions, and whoever takes a place ends the one that had it: the list of one's sessions, and what it grows to,
 * are bounded. A place that holds an older session than the token's has not heard of it yet: the sign-in was in another region
 * a moment ago, and holds.
 */

// Far more devices than anybody signs in with; a script that signs in each time ends its own sessions, one after the other.
export const slotsMax = 32;

/** A session is over so long after it began, whatever is done with it. */
export const sessionMaxMs = 30 * 86_400_000;

/** What a token says of its session. */
export interface SessionClaim {
  id: string;
  slot: number;
  startedAt: number;
}

type Sessions = Pick<PersonDoc, 'sessions' | 'sessionsFrom'>;

export function isSessionOver({ sessions, sessionsFrom }: Sessions, { id, slot, startedAt }: SessionClaim, now: number): boolean {
  if (now - startedAt >= sessionMaxMs || startedAt < Date.parse(sessionsFrom)) return true;
  const held = sessions.find((each) => each.slot === slot);
  if (!held || Date.parse(held.startedAt) < startedAt) return false;
  return held.id !== id || held.ended;
}

/** Those that are not over, the latest first. */
export function openSessions<Entry extends SessionEntry & { slot: number }>(
  { sessions, sessionsFrom }: { sessions: Entry[]; sessionsFrom: string },
  now: number,
): Entry[] {
  const isOpen = ({ startedAt, ended }: SessionEntry) =>
    !ended && Date.parse(startedAt) >= Date.parse(sessionsFrom) && now - Date.parse(startedAt) < sessionMaxMs;
  return sessions.filter(isOpen).sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Where a new session goes: to a place of none, any of them, so that two at the same time rarely meet; else to that of the oldest. */
export function slotFor(person: Sessions, now: number, random: () => number): number {
  const open = openSessions(person, now);
  const taken = new Set(open.map(({ slot }) => slot));
  const free = Array.from({ length: slotsMax }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  return free[Math.floor(random() * free.length)] ?? open.at(-1)!.slot;
}
