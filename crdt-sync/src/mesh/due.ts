import { regionOfOrigin } from '../document/origin.ts';
import type { Missing } from './receiver.ts';

export const heartbeatMs = 100;
// Messages overtake heartbeats by a little: only what is still missing at the second beat is fetched.
const beatsBeforeFetch = 2;
// A region that is silent for so long brings nothing itself any more: what others have of it is fetched at the first beat.
export const silentMs = 3 * heartbeatMs;

/** What is fetched from a peer now, of what it has and we have not; `silenceOf` a region that was never heard is undefined. */
export function dueNow(missing: Missing[], beatsBehind: number, silenceOf: (regionNumber: number) => number | undefined): Missing[] {
  if (beatsBehind >= beatsBeforeFetch) return missing;
  return missing.filter(({ origin }) => (silenceOf(regionOfOrigin(origin)) ?? Infinity) >= silentMs);
}
