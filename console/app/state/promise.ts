import type { Draft } from './drafts.ts';
import type { View } from './watch.ts';

/** How long visitors may be asked to wait, in minutes, of what is one press away. */
export const promises = [15, 30, 60] as const;

const minuteMs = 60_000;
// A time that people say: at five past, and not at seven past.
const stepMs = 5 * minuteMs;
// Visitors to whom nothing was promised begin to ask after this.
const silenceMs = 30 * minuteMs;

/** Until when the post says that there will be more: a moment, or nothing. What is over needs no next word. */
export function promisedBy({ status, nextIn, nextAt }: Pick<Draft, 'status' | 'nextIn' | 'nextAt'>, now: number): string | undefined {
  if (status === 'resolved') return undefined;
  if (nextIn > 0) return new Date(Math.ceil((now + nextIn * minuteMs) / stepMs) * stepMs).toISOString();
  return nextAt === '' ? undefined : new Date(nextAt).toISOString();
}

/** Whether visitors wait: for what they were promised; else, since they heard nothing for so long. */
export function isDue({ nextUpdateAt }: Pick<View['incidents'][number], 'nextUpdateAt'>, lastAt: string, now: number): boolean {
  return nextUpdateAt === undefined ? now - Date.parse(lastAt) > silenceMs : now > Date.parse(nextUpdateAt);
}
