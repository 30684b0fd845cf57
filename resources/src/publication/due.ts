import { Time } from '@pharos/core/value';

/** When something is to be published by itself, as people say it. */
export const PublishAt = Time.nullable();

// A region that was down for a moment still says it. What was true hours ago is for a person to look at once more.
export const lateMaxMs = 3_600_000;

/** Has the time come at which it publishes itself, and has it long passed? */
export function dueOf(publishAt: string | null | undefined, now: string): 'not' | 'now' | 'late' {
  if (typeof publishAt !== 'string') return 'not';
  const ms = Date.parse(now) - Date.parse(publishAt);
  if (ms < 0) return 'not';
  return ms <= lateMaxMs ? 'now' : 'late';
}
