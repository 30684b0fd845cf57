import { z } from 'zod';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';

/** Which tier an organisation has, and how many requests a second that is. */
export type Tiers = (organisation: string) => { tier: string; perSecond: number };

const pairs = (text: string) =>
  text
    .split(/[\s,]+/)
    .flatMap((each): [string, string][] => (each ? [[each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]] : []));
const perSecond = z.coerce.number<string>().int().min(1).max(1_000_000);

// What all of an organisation's keys may ask together: ten times what one may.
const usualPerSecond = 2_000;
export const usualTier = 'standard';

export const tiersConfig = {
  RATE_TIERS: z
    .string()
    .default(`${usualTier}=${usualPerSecond}`)
    .transform((text) => new Map([[usualTier, String(usualPerSecond)], ...pairs(text)]))
    .pipe(z.map(z.string().regex(/^[a-z][a-z0-9]{0,19}$/), perSecond))
    .describe(
      `Requests a second of all keys of one organisation together, by tier: \`${usualTier}=2000 large=10000\`; who has no other is \`${usualTier}\``,
    ),
  ORGANISATION_TIERS: z
    .string()
    .default('')
    .transform((text) => new Map(pairs(text)))
    .pipe(z.map(Id, z.string()))
    .describe('Organisations of another tier: `<id>=large`, comma between them'),
};

export function tiersOf(config: { RATE_TIERS: ReadonlyMap<string, number>; ORGANISATION_TIERS: ReadonlyMap<string, string> }): Tiers {
  const usual = { tier: usualTier, perSecond: config.RATE_TIERS.get(usualTier)! };
  const of = new Map<string, { tier: string; perSecond: number }>();
  for (const [organisation, tier] of config.ORGANISATION_TIERS) {
    const found = config.RATE_TIERS.get(tier);
    if (found === undefined) throw new Problem('invalid', `ORGANISATION_TIERS: there is no tier "${tier}" in RATE_TIERS`);
    of.set(organisation, { tier, perSecond: found });
  }
  return (organisation) => of.get(organisation) ?? usual;
}
