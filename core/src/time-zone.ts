import { z } from 'zod';

export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Berlin');

// To ask the runtime takes microseconds, and each write to a page asks. There are some six hundred, in few spellings.
const knownZones = new Set<string>();
const knownZonesMax = 5_000;

/** Does this version of the runtime know it? */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  const isKnown = doesRuntimeKnow(zone);
  if (isKnown && knownZones.size < knownZonesMax) knownZones.add(zone);
  return isKnown;
}

function doesRuntimeKnow(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
