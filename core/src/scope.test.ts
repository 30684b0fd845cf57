import { expect, it } from 'vitest';
import { mayDo, mayGive, Scope } from './scope.ts';

const post = { area: 'incidents', level: 'write', isReading: false } as const;
const list = { area: 'subscribers', level: 'admin', isReading: true } as const;
const remove = { area: 'subscribers', level: 'admin', isReading: false } as const;

it.each([
  [['read'], post, false],
  [['write'], post, true],
  [['admin'], post, true],
  [['incidents:write'], post, true],
  [['incidents:read'], post, false],
  [['components:write'], post, false],
  [['write'], list, false],
  [['subscribers:read'], list, true],
  [['subscribers:read'], remove, false],
  [['subscribers:write'], remove, true],
  [['read', 'incidents:write'], post, true],
  [[], post, false],
] as [Scope[], typeof post, boolean][])('%j may do %j: %s', (scopes, deed, may) => {
  expect(mayDo(scopes, deed)).toBe(may);
});

it.each([
  [['admin'], 'admin', true],
  [['admin'], 'subscribers:write', true],
  [['keys:write'], 'admin', false],
  [['keys:write', 'incidents:write'], 'incidents:read', true],
  [['keys:write', 'incidents:read'], 'incidents:write', false],
  [['keys:write', 'write'], 'read', true],
  [['keys:write', 'write'], 'subscribers:read', false],
] as [Scope[], Scope, boolean][])('%j may give %s: %s', (scopes, scope, may) => {
  expect(mayGive(scopes, scope)).toBe(may);
});

it.each(['incidents', 'incidents:admin', ':read', 'Incidents:read', '*:write', ''])('%j is no scope', (text) => {
  expect(Scope.safeParse(text).success).toBe(false);
});
