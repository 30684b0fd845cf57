// Somebody may ask for patience, but not for ever.
const retryAfterMaxMs = 3_600_000;

/** What a `Retry-After` asks for, in seconds or as a date; undefined where it asks for nothing that we understand. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  return patienceOf(/^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now);
}

/** As long as was asked for, within reason. */
export function patienceOf(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.min(Math.max(Math.round(ms), 0), retryAfterMaxMs) : undefined;
}
