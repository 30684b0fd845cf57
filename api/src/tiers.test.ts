import { readConfig } from '@pharos/core/config';
import { expect, it } from 'vitest';
import { tiersConfig, tiersOf } from './tiers.ts';

const large = '0192f0c4-0000-7000-8000-000000000001';

it('an organisation has the tier that is said of it, and the usual one otherwise', () => {
  const tiers = tiersOf(readConfig(tiersConfig, { RATE_TIERS: 'large=10000', ORGANISATION_TIERS: `${large}=large` }));
  expect(tiers(large)).toEqual({ tier: 'large', perSecond: 10_000 });
  expect(tiers('somebody else')).toEqual({ tier: 'standard', perSecond: 2_000 });
});

it.each([
  [{ RATE_TIERS: 'large=many' }],
  [{ RATE_TIERS: 'large' }],
  [{ ORGANISATION_TIERS: 'nobody=standard' }],
  [{ ORGANISATION_TIERS: `${large}=unheard` }],
])('what is no tier is told: %j', (env) => {
  expect(() => tiersOf(readConfig(tiersConfig, env))).toThrow(/TIERS/);
});
