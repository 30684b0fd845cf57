import { expect, it } from 'vitest';
import { expiresAt, ordered, scopesFor, stateOf, type Key } from './key-form.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const key = (name: string, how: Partial<Key> = {}) => ({ name, revoked: false, needsRotation: false, expiresAt: null, ...how }) as Key;

it('says what a key may do as the API does', () => {
  expect(scopesFor('write', { incidents: 'read' })).toEqual(['write']);
  expect(scopesFor('some', { components: 'write', incidents: 'read', metrics: '' })).toEqual(['incidents:read', 'components:write']);
  expect(scopesFor('some', {})).toEqual([]);
});

it('knows which keys work, and puts those first', () => {
  const over = { expiresAt: '2026-02-28T00:00:00Z' };
  expect(stateOf(key('a', over), now)).toBe('expired');
  expect(stateOf(key('a', { ...over, revoked: true }), now)).toBe('ended');
  expect(stateOf(key('a', { needsRotation: true }), now)).toBe('needsRotation');
  expect(ordered([key('b', over), key('d'), key('c')], now).map(({ name }) => name)).toEqual(['c', 'd', 'b']);
});

it('an expiry is so many days from now', () => {
  expect(expiresAt('month', now)).toBe('2026-03-31T00:00:00.000Z');
  expect(expiresAt('never', now)).toBeUndefined();
});
