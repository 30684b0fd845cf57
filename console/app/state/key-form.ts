import type { Answer } from '../api/api.ts';

export type Key = Answer<'GET /v1/keys'>['items'][number];
export type Level = 'read' | 'write' | 'admin' | 'some';
export type Area = 'incidents' | 'maintenances' | 'components' | 'templates' | 'metrics' | 'subscribers';
export type Reach = '' | 'read' | 'write';
export const areas: Area[] = ['incidents', 'maintenances', 'components', 'templates', 'metrics', 'subscribers'];

/** What a key may do, in the words of the API. */
export function scopesFor(level: Level, some: Partial<Record<Area, Reach>>): string[] {
  if (level !== 'some') return [level];
  return areas.flatMap((area) => (some[area] ? [`${area}:${some[area]}`] : []));
}

const dayMs = 86_400_000;
export type Expiry = 'never' | 'month' | 'quarter' | 'year';
export const expiryDays: Record<Expiry, number | undefined> = { never: undefined, month: 30, quarter: 90, year: 365 };

export function expiresAt(expiry: Expiry, now: number): string | undefined {
  const days = expiryDays[expiry];
  return days === undefined ? undefined : new Date(now + days * dayMs).toISOString();
}

/** How it stands: what does not open anything any more says so. */
export function stateOf({ revoked, needsRotation, expiresAt: ends }: Pick<Key, 'revoked' | 'needsRotation' | 'expiresAt'>, now: number) {
  if (revoked) return 'ended';
  if (ends !== null && Date.parse(ends) <= now) return 'expired';
  return needsRotation ? 'needsRotation' : 'live';
}

/** Those that work come first; then by name. */
export function ordered(keys: readonly Key[], now: number): Key[] {
  const rank = (key: Key) => (['ended', 'expired'].includes(stateOf(key, now)) ? 1 : 0);
  return [...keys].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
