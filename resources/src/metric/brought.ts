import { Id } from '@pharos/core/id';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { readFlatDoc } from '../flat.ts';
import { docRef } from '../kind.ts';
import { notFound } from '../plan.ts';
import { fields } from './fields.ts';

/** So many in one line of a file, and in one Change. */
export const broughtMax = 2_000;

const Ms = z
  .int()
  .min(0)
  .max(Date.UTC(2201, 0, 1));
export const BroughtPoint = z.tuple([Ms, z.number()]);
/** What five minutes or an hour came to: seconds, when it begins, the least, the greatest, the sum, and of how many. */
export const BroughtPart = z.tuple([z.literal([300, 3_600]), Ms, z.number(), z.number(), z.number(), z.int().min(1)]);

export interface BroughtPoints {
  points: (readonly [at: number, value: number])[];
  parts: (readonly [seconds: number, at: number, min: number, max: number, sum: number, count: number])[];
}

/**
 * What a metric was in another installation. It is not asked for over HTTP, and may be of any age: what would have been thinned out by now
 * comes as it was thinned out there. What is here already stays.
 */
export const bringPoints = defineVerb({
  schema: z.object({
    type: z.literal('bring-points'),
    page: Id,
    metric: Id,
    points: z.array(BroughtPoint).max(broughtMax),
    parts: z.array(BroughtPart).max(broughtMax),
  }),
  about: ({ metric, page }) => docRef('metric', metric, page),
  plan: ({ metric: id, page, points, parts }, input) => {
    const ref = docRef('metric', id, page);
    const metric = readFlatDoc(fields, input.fold(ref));
    if (!metric || metric.removed) throw notFound('metric');
    return { writes: [], facts: [], notify: null, points: { ref, brought: { points, parts } } };
  },
});
