import { limits } from '@pharos/core/limits';
import { z } from 'zod';
import { Problem } from '@pharos/core/problem';
import { entries, type Fold, type Json } from './fold.ts';

/*
 * Switches by name, of an organisation and of single pages. The names are free: a list of them would stand in one version, and the
 * versions of two regions differ for as long as an upgrade takes; and whoever builds on the API has switches of his own. Each is an
 * entry of its own, so that two who set different ones at once do not undo each other.
 */

export const FeatureName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a name like new-timeline: small letters, digits and dashes');

/** Null: it is as if it had never been set. */
export const Features = z
  .record(FeatureName, z.boolean().nullable())
  .refine((features) => Object.keys(features).length <= limits.featuresMax, `must name at most ${limits.featuresMax} features`);

/** `f/<name>` */
export const Feature = z.object({ on: z.boolean().nullable() });

export function readFeatures(fold: Fold): Record<string, boolean> {
  const set = entries(Feature, fold, 'f', z.string()).flatMap(({ id, entry: { on } }) => (on === null ? [] : [[id, on] as const]));
  // Two regions, out of touch, may have set more than there is room for: the first by name are kept, in every region the same.
  return Object.fromEntries([...set].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limits.featuresMax));
}

/** What such a request writes. */
export function featuresAsked(features: z.infer<typeof Features> | undefined, fold: Fold): Record<string, Json> {
  const before = readFeatures(fold);
  const changed = Object.entries(features ?? {}).filter(([name, on]) => (before[name] ?? null) !== on);
  const after = Object.values({ ...before, ...Object.fromEntries(changed) }).filter((on) => on !== null);
  if (after.length > limits.featuresMax && changed.length > 0)
    throw new Problem('conflict', `there is room for ${limits.featuresMax} features: set some to null first`);
  return Object.fromEntries(changed.map(([name, on]) => [`f/${name}`, { on }]));
}
