import type { Ask } from '../../load/asks.ts';
import type { Profile, ScenarioName } from '../../load/profiles.ts';

/** What a profile comes to, as it is driven here. */
export interface Plan {
  flows: Flow[];
  readers: number;
  durationS: number;
}

/** Questions of one kind, so many a second, whether answers come or not. */
export interface Flow {
  what: Ask['what'];
  perSecond: number;
}

export interface Share {
  scenarios: readonly ScenarioName[];
  /** How much of it: 0.1 is a tenth of each rate, and of the readers. */
  scale: number;
  /** Instead of the profile's own time. */
  forS: number | undefined;
}

/** Rates and people of a profile, in whole numbers; of whoever takes part there is one at least. */
export function planOf(profile: Profile, { scenarios, scale, forS }: Share): Plan {
  const scaled = (count: number) => Math.max(1, Math.round(count * scale));
  const of = (scenario: ScenarioName, what: Ask['what'], perSecond: number): Flow[] =>
    scenarios.includes(scenario) ? [{ what, perSecond: scaled(perSecond) }] : [];
  return {
    flows: [
      ...of('visitors', 'page', profile.visitsPerSecond),
      ...of('visitors', 'view', profile.visitsPerSecond),
      ...of('responders', 'write', profile.writesPerSecond),
      ...of('subscribers', 'sign-up', profile.signUpsPerSecond),
    ],
    readers: scenarios.includes('readers') ? scaled(profile.readers) : 0,
    durationS: forS ?? profile.durationS,
  };
}

/** Connections that begin together. */
export interface Group {
  connections: number;
  startMs: number;
}

// More of them would be as even, and cost a timer each.
const groupsMax = 20;

/**
 * A connection of autocannon asks once a second, at the beginning of its second. All of them together would ask in one burst:
 * they are begun in groups, spread over the second.
 */
export function groupsOf(perSecond: number): Group[] {
  const count = Math.min(groupsMax, perSecond);
  return Array.from({ length: count }, (_, at) => ({
    connections: Math.floor((perSecond * (at + 1)) / count) - Math.floor((perSecond * at) / count),
    startMs: Math.round((at * 1_000) / count),
  }));
}
